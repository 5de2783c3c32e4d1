// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each provider against each other, at every length of a packet and with every length of key and ICV: what one seals
 * the other seals to the very same bytes, so what each then opens is also what the other sealed. A pair with a library
 * that is missing is skipped and says which.
 */
final class ProvidersAgreeTest {
    private static final int LONGEST = 9000;
    private static final int[] KEY_BYTES = {16, 24, 32};
    private static final int[] ICV_BITS = {64, 96, 128};

    private final Random random = new Random(95);

    static List<Arguments> pairs() {
        List<CryptoProvider> providers = ServiceLoader.load(CryptoProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<Arguments> pairs = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs.add(Arguments.of(named(providers.get(j)), named(providers.get(i))));
            }
        }
        return pairs;
    }

    private static Named<CryptoProvider> named(CryptoProvider provider) {
        return Named.of(provider.name(), provider);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldGiveTheSameAtEveryLengthWhenEitherSealsAndTheOtherOpens(CryptoProvider one, CryptoProvider other) {
        skipIfMissing(one);
        skipIfMissing(other);
        try (Arena arena = Arena.ofConfined();
                Side first = new Side(one, arena);
                Side second = new Side(other, arena)) {
            Lot lot = new Lot(arena);
            for (int keyBytes : KEY_BYTES) {
                for (int icvBits : ICV_BITS) {
                    byte[] key = new byte[keyBytes];
                    random.nextBytes(key);
                    try (CryptoKey firstKey = SealFixture.key(one, icvBits, key);
                            CryptoKey secondKey = SealFixture.key(other, icvBits, key)) {
                        for (int length = 0; length <= LONGEST; length++) {
                            lot.draw(random, length, icvBits / Byte.SIZE);
                            first.seal(lot, firstKey);
                            second.seal(lot, secondKey);
                            assertSame(first, second, lot);
                            first.open(lot);
                            second.open(lot);
                        }
                    }
                }
            }
        }
    }

    private static void skipIfMissing(CryptoProvider provider) {
        String absence = provider.absence();
        assumeTrue(absence == null, () -> provider.name() + " is skipped: " + absence);
    }

    /** The marks around are compared too: nothing else may be written. */
    private static void assertSame(Side first, Side second, Lot lot) {
        assertThat(first.memory.mismatch(second.memory))
                .as("first difference of %s", lot)
                .isEqualTo(-1);
    }

    /** What is to be sealed, in three pieces of which the middle one is borrowed, at an alignment by chance. */
    private static final class Lot {
        private final MemorySegment text;
        private final byte[] nonce = new byte[12];
        private final byte[] aad = new byte[12];
        private int length;
        private int icvLength;
        private int aadLength;
        private int head;
        private int body;
        private int start;

        private Lot(Arena arena) {
            byte[] pattern = new byte[LONGEST];
            new Random(96).nextBytes(pattern);
            text = arena.allocate(LONGEST);
            text.copyFrom(MemorySegment.ofArray(pattern));
        }

        private void draw(Random random, int textLength, int icvBytes) {
            length = textLength;
            icvLength = icvBytes;
            aadLength = random.nextBoolean() ? 8 : 12;
            head = random.nextInt(length + 1);
            body = random.nextInt(length - head + 1);
            start = Side.MARGIN + random.nextInt(Side.MARGIN);
            random.nextBytes(nonce);
            random.nextBytes(aad);
        }

        @Override
        public String toString() {
            return length + " bytes (" + head + " and " + body + " borrowed), ICV of " + icvLength + ", start " + start;
        }
    }

    /** One provider with memory of its own, marked wherever it must not write. */
    private static final class Side implements AutoCloseable {
        private static final int MARGIN = 64;
        private static final byte MARK = (byte) 0xa5;

        private final BurstCipher cipher;
        private final CryptoBurst burst = new CryptoBurst(1);
        private final MemorySegment memory;
        private final MemorySegment spare;
        private final MemorySegment sealedIcv;

        private Side(CryptoProvider provider, Arena arena) {
            cipher = provider.newCipher();
            memory = arena.allocate(LONGEST + 4L * MARGIN, MARGIN);
            sealedIcv = arena.allocate(MARGIN);
            spare = arena.allocate(LONGEST + 4L * MARGIN, MARGIN);
        }

        private void seal(Lot lot, CryptoKey key) {
            memory.asSlice(0, lot.start + lot.length + 2L * MARGIN).fill(MARK);
            MemorySegment.copy(lot.text, 0, memory, lot.start, lot.head);
            int tail = lot.head + lot.body;
            MemorySegment.copy(lot.text, tail, memory, lot.start + (long) tail, lot.length - (long) tail);

            burst.clear();
            burst.add(null, key, 0, 0);
            long address = memory.address() + lot.start;
            long borrowed = lot.body == 0 ? 0 : lot.text.address() + lot.head;
            burst.text(0, address, lot.head, borrowed, lot.body, lot.length - tail);
            SealFixture.write(burst.nonceAddress(0), lot.nonce);
            SealFixture.write(burst.aadScratch(0), lot.aad);
            burst.aad(0, burst.aadScratch(0), lot.aadLength);
            cipher.seal(burst);
            assertAfter("sealing", lot);
        }

        /** Opens in one piece; expects the text, and the ICV as it was. */
        private void open(Lot lot) {
            long icv = lot.start + (long) lot.length;
            MemorySegment.copy(memory, icv, sealedIcv, 0, lot.icvLength);
            burst.text(0, memory.address() + lot.start, lot.length, 0, 0, 0);
            cipher.open(burst);
            assertAfter("opening", lot);
            long difference = MemorySegment.mismatch(memory, lot.start, icv, lot.text, 0, lot.length);
            assertThat(difference).as("opened %s", lot).isEqualTo(-1);
            assertThat(MemorySegment.mismatch(memory, icv, icv + lot.icvLength, sealedIcv, 0, lot.icvLength))
                    .isEqualTo(-1);
        }

        private void assertAfter(String step, Lot lot) {
            if (burst.outcome(0) != CryptoBurst.DONE || !isMarkedAround(lot)) {
                assertThat(burst.outcome(0)).as("%s %s", step, lot).isEqualTo(CryptoBurst.DONE);
                assertThat(isMarkedAround(lot))
                        .as("marks after %s %s", step, lot)
                        .isTrue();
            }
        }

        private boolean isMarkedAround(Lot lot) {
            long behind = lot.start + (long) lot.length + lot.icvLength;
            return isMarked(0, lot.start) && isMarked(behind, behind + MARGIN);
        }

        private boolean isMarked(long from, long to) {
            spare.asSlice(0, to - from).fill(MARK);
            return MemorySegment.mismatch(memory, from, to, spare, 0, to - from) == -1;
        }

        @Override
        public void close() {
            cipher.close();
            burst.close();
        }
    }
}
