// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import io.ringlane.testing.AllocationGate;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider must do: published answers, OpenSSL's, and those of a fresh cipher object of the JDK called once.
 * A class per provider extends it; where its library is missing the tests are skipped and say why.
 */
public abstract class CryptoProviderContract {
    private static final int[] ICV_BITS = {64, 96, 128};
    private static final int[] KEY_BYTES = {16, 24, 32};

    protected final SealFixture fixture = new SealFixture(66 * 1024);
    protected final CryptoBurst burst = fixture.burst();
    protected final Random random = new Random(2025);
    protected final byte[] nonce = bytes(12);
    protected final byte[] aad = bytes(12);
    protected BurstCipher cipher;
    private final CryptoProvider provider;
    private final int garbage;

    /** @param garbage bytes that sealing or opening a packet may allocate. */
    protected CryptoProviderContract(CryptoProvider provider, int garbage) {
        this.provider = provider;
        this.garbage = garbage;
    }

    @BeforeEach
    void makeCipherOrSkip() {
        String absence = provider.absence();
        assumeTrue(absence == null, () -> provider.name() + " is skipped: " + absence);
        cipher = provider.newCipher();
    }

    @AfterEach
    void close() {
        if (cipher != null) {
            cipher.close();
        }
        fixture.close();
    }

    @Test
    void shouldPassTheSelfTestWhenItIsUsable() {
        assertThatCode(() -> CryptoSelfTest.check(provider)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 96, 128})
    void shouldGiveKnownAnswersWhenIcvHas(int icvBits) throws IOException {
        List<byte[][]> answers = answers();
        assertThat(answers).hasSizeGreaterThan(40);
        for (byte[][] answer : answers) {
            byte[] plain = answer[3];
            byte[] icv = Arrays.copyOf(answer[5], icvBits / 8);
            try (CryptoKey key = SealFixture.key(provider, icvBits, answer[0])) {
                fixture.whole(key, answer[1], answer[2], plain, 3);
                cipher.seal(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(fixture.read(3, plain.length)).isEqualTo(answer[4]);
                assertThat(fixture.read(3 + plain.length, icv.length)).isEqualTo(icv);
                cipher.open(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(fixture.read(3, plain.length)).isEqualTo(plain);
            }
        }
    }

    @Test
    void shouldSealAsNistSaysWhenTagHasAnyLength() {
        List<NistGcmVector> vectors = NistGcmVector.all(NistGcmVector.Kind.SEAL);
        assertThat(vectors).hasSize(2_700);
        for (NistGcmVector vector : vectors) {
            // tags of 104, 112 and 120 bits, which ESP does not have, are the beginning of the whole one
            int icvBits = vector.icv().length < 13 ? vector.icv().length * 8 : 128;
            byte[] text = vector.text();
            try (CryptoKey key = SealFixture.key(provider, icvBits, vector.key())) {
                fixture.whole(key, vector.nonce(), vector.aad(), text, 1);
                cipher.seal(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(fixture.read(1, text.length)).isEqualTo(vector.sealed());
                assertThat(fixture.read(1 + text.length, vector.icv().length)).isEqualTo(vector.icv());
            }
        }
    }

    @Test
    void shouldOpenAsNistSaysWhenTagIsRight() {
        List<NistGcmVector> vectors = NistGcmVector.all(NistGcmVector.Kind.OPEN);
        assertThat(vectors).hasSize(670);
        for (NistGcmVector vector : vectors) {
            assertThat(open(vector)).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(5, vector.text().length)).isEqualTo(vector.text());
        }
    }

    @Test
    void shouldRefuseAsNistSaysWhenTagIsWrong() {
        List<NistGcmVector> vectors = NistGcmVector.all(NistGcmVector.Kind.FAIL);
        assertThat(vectors).hasSize(680);
        for (NistGcmVector vector : vectors) {
            assertThat(open(vector)).isEqualTo(CryptoBurst.BAD_ICV);
            assertThat(fixture.read(5, vector.sealed().length)).isEqualTo(vector.sealed());
        }
    }

    private byte open(NistGcmVector vector) {
        int length = vector.sealed().length;
        byte[] packet = Arrays.copyOf(vector.sealed(), length + vector.icv().length);
        System.arraycopy(vector.icv(), 0, packet, length, vector.icv().length);
        try (CryptoKey key = SealFixture.key(provider, vector.icv().length * 8, vector.key())) {
            fixture.whole(key, vector.nonce(), vector.aad(), packet, 5);
            fixture.rejoin(length, 5);
            cipher.open(burst);
            return burst.outcome(0);
        }
    }

    private static List<byte[][]> answers() throws IOException {
        List<byte[][]> answers = new ArrayList<>();
        try (InputStream in = CryptoProviderContract.class.getResourceAsStream("/crypto/aes-gcm.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    answers.add(Arrays.stream(line.split(" "))
                            .map(word -> HexFormat.of().parseHex(word.equals("-") ? "" : word))
                            .toArray(byte[][]::new));
                }
            }
        }
        return answers;
    }

    @Test
    void shouldEqualFreshCipherWhenTextHasAnyLengthAndAlignment() throws Exception {
        for (int length = 0; length <= 2100; length++) {
            roundTrip(length);
        }
        for (int length : new int[] {8999, 9000, 16_384, 65_000, 65_535, 65_536}) {
            roundTrip(length);
        }
    }

    /** Seals pieces at a random alignment, compares, opens what was sealed, and compares again. */
    private void roundTrip(int length) throws Exception {
        int icvBits = ICV_BITS[length % 3];
        byte[] key = bytes(KEY_BYTES[length / 3 % 3]);
        byte[] text = bytes(length);
        byte[] header = bytes(random.nextBoolean() ? 8 : 12);
        int headLength = random.nextInt(length + 1);
        int bodyLength = random.nextInt(length - headLength + 1);
        int offset = random.nextInt(64);
        byte[] packetNonce = bytes(12);
        byte[] expected = Arrays.copyOf(oneShot(key, packetNonce, header, text), length + icvBits / 8);
        try (CryptoKey cryptoKey = SealFixture.key(provider, icvBits, key)) {
            fixture.pieces(cryptoKey, packetNonce, header, text, offset, headLength, bodyLength);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).as("length %d", length).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(offset, expected.length))
                    .as("length %d", length)
                    .isEqualTo(expected);
            fixture.rejoin(length, offset);
            cipher.open(burst);
            assertThat(burst.outcome(0)).as("length %d", length).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(offset, length)).as("length %d", length).isEqualTo(text);
            assertThat(fixture.surroundingsUntouched(offset, expected.length)).isTrue();
        }
    }

    @Test
    void shouldEqualFreshCipherWhenTextStandsElsewhere() throws Exception {
        for (int length = 0; length <= 1600; length++) {
            sealElsewhere(length);
        }
        for (int length : new int[] {8999, 9000, 16_384, 65_000, 65_536}) {
            sealElsewhere(length);
        }
    }

    /** Source and result at random alignments; the source is only read. */
    private void sealElsewhere(int length) throws Exception {
        int icvBits = ICV_BITS[length % 3];
        byte[] key = bytes(KEY_BYTES[length / 3 % 3]);
        byte[] text = bytes(length);
        byte[] header = bytes(random.nextBoolean() ? 8 : 12);
        byte[] packetNonce = bytes(12);
        int offset = random.nextInt(64);
        int sourceOffset = random.nextInt(64);
        byte[] expected = Arrays.copyOf(oneShot(key, packetNonce, header, text), length + icvBits / 8);
        try (CryptoKey cryptoKey = SealFixture.key(provider, icvBits, key)) {
            fixture.elsewhere(cryptoKey, packetNonce, header, text, offset, sourceOffset);
            assertThat(burst.textLength(0)).isEqualTo(length);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).as("length %d", length).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(offset, expected.length))
                    .as("length %d", length)
                    .isEqualTo(expected);
            assertThat(fixture.surroundingsUntouched(offset, expected.length)).isTrue();
            assertThat(fixture.readBody(sourceOffset, length)).isEqualTo(text);
        }
    }

    @Test
    void shouldOpenWhatCameInPiecesWhenBodyIsBorrowed() {
        byte[] text = bytes(500);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, text, 7);
            cipher.seal(burst);
            byte[] sealed = fixture.read(7, 516);
            for (boolean isForged : new boolean[] {true, false}) {
                fixture.pieces(key, nonce, aad, sealed, 7, 100, 300);
                burst.text(0, burst.headAddress(0), 100, burst.bodyAddress(0), 300, 100);
                if (isForged) {
                    fixture.flipBit(7 + 515);
                }
                cipher.open(burst);
                assertThat(burst.outcome(0)).isEqualTo(isForged ? CryptoBurst.BAD_ICV : CryptoBurst.DONE);
            }
            assertThat(fixture.read(7, 500)).isEqualTo(text);
        }
    }

    @Test
    void shouldOnlyReadTheBodyWhenItIsBorrowed() {
        byte[] text = bytes(500);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.pieces(key, nonce, aad, text, 0, 33, 404);
            byte[] before = fixture.readBody(0, 404);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.readBody(0, 404)).isEqualTo(before).isEqualTo(Arrays.copyOfRange(text, 33, 437));
        }
    }

    @Test
    void shouldSealEachEntryUnderItsOwnKeyWhenBurstIsMixed() throws Exception {
        byte[][] keys = {bytes(16), bytes(32), bytes(24)};
        byte[] plain = bytes(100);
        List<CryptoKey> open = new ArrayList<>();
        try (SealFixture second = new SealFixture(100);
                SealFixture third = new SealFixture(100)) {
            SealFixture[] places = {fixture, second, third};
            for (int i = 0; i < places.length; i++) {
                CryptoKey key = SealFixture.key(provider, ICV_BITS[i], keys[i]);
                open.add(key);
                places[i].whole(key, nonce, aad, plain, i);
            }
            for (int i = 1; i < places.length; i++) {
                CryptoBurst from = places[i].burst();
                burst.add(null, from.key(0), 0, 0);
                burst.text(i, from.headAddress(0), 100, 0, 0, 0);
                burst.aad(i, from.aadAddress(0), aad.length);
                SealFixture.write(burst.nonceAddress(i), nonce);
            }
            cipher.seal(burst);
            for (int i = 0; i < places.length; i++) {
                byte[] expected = Arrays.copyOf(oneShot(keys[i], nonce, aad, plain), 100 + ICV_BITS[i] / 8);
                assertThat(burst.outcome(i)).isEqualTo(CryptoBurst.DONE);
                assertThat(places[i].read(i, expected.length)).isEqualTo(expected);
            }
            open.forEach(CryptoKey::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 96, 128})
    void shouldReleaseNothingWhenAnyPartIsForged(int icvBits) {
        byte[] plain = bytes(90);
        int icvLength = icvBits / 8;
        try (CryptoKey key = SealFixture.key(provider, icvBits, bytes(16))) {
            fixture.whole(key, nonce, aad, plain, 5);
            cipher.seal(burst);
            for (int at = 0; at < plain.length + icvLength; at++) {
                fixture.flipBit(5 + at);
                assertRefused(plain.length + icvLength);
                fixture.flipBit(5 + at);
            }
            byte[] forged = aad.clone();
            forged[11] ^= 1;
            SealFixture.write(burst.aadScratch(0), forged);
            assertRefused(plain.length + icvLength);
            SealFixture.write(burst.aadScratch(0), aad);
            byte[] otherNonce = nonce.clone();
            otherNonce[11] ^= 1;
            SealFixture.write(burst.nonceAddress(0), otherNonce);
            assertRefused(plain.length + icvLength);
            SealFixture.write(burst.nonceAddress(0), nonce);
            cipher.open(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(5, plain.length)).isEqualTo(plain);
        }
    }

    private void assertRefused(int length) {
        byte[] before = fixture.read(5, length);
        cipher.open(burst);
        assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.BAD_ICV);
        assertThat(fixture.read(5, length)).isEqualTo(before);
    }

    /** Also shows that a cipher can follow a closed one under the same key. */
    @ParameterizedTest
    @ValueSource(ints = {64, 96, 128})
    void shouldOpenAgainWhenTheSamePacketComesTwice(int icvBits) {
        byte[] plain = bytes(77);
        try (CryptoKey key = SealFixture.key(provider, icvBits, bytes(32))) {
            for (int copy = 0; copy < 3; copy++) {
                try (BurstCipher sender = provider.newCipher()) {
                    fixture.whole(key, nonce, aad, plain, 0);
                    sender.seal(burst);
                }
                cipher.open(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(fixture.read(0, plain.length)).isEqualTo(plain);
            }
        }
    }

    @Test
    void shouldNotReadBehindTheTwelfthByteWhenNonceIsTaken() throws Exception {
        byte[] material = bytes(16);
        byte[] plain = bytes(64);
        byte[] expected = oneShot(material, nonce, aad, plain);
        for (byte behind : new byte[] {0, -1}) {
            try (CryptoKey key = SealFixture.key(provider, 128, material)) {
                fixture.whole(key, nonce, aad, plain, 0);
                SealFixture.write(burst.nonceAddress(0) + 12, new byte[] {behind, behind, behind, behind});
                cipher.seal(burst);
                assertThat(fixture.read(0, 80)).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldFailAndWriteNothingWhenKeyIsClosed() {
        byte[] plain = bytes(40);
        CryptoKey key = SealFixture.key(provider, 128, bytes(16));
        key.close();
        key.close();
        fixture.whole(key, nonce, aad, plain, 0);
        assertFails(plain);
    }

    @Test
    void shouldFailAndWriteNothingWhenKeyWasUsedAndIsClosed() {
        byte[] plain = bytes(40);
        CryptoKey key = SealFixture.key(provider, 128, bytes(16));
        fixture.whole(key, bytes(12), aad, plain, 0);
        cipher.seal(burst);
        cipher.open(burst);
        key.close();
        fixture.whole(key, nonce, aad, plain, 0);
        assertFails(plain);
    }

    @Test
    void shouldFailAndWriteNothingWhenKeyBelongsToAnotherProvider() {
        byte[] plain = bytes(40);
        try (CryptoKey key = new NullProvider().newKey(EspTransform.nullForBenchmarks(), null)) {
            fixture.whole(key, nonce, aad, plain, 0);
            assertFails(plain);
        }
    }

    @Test
    void shouldFailAndWriteNothingWhenALengthIsOutOfRange() {
        byte[] plain = bytes(40);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, plain, 0);
            int[][] lengths = {{70_000, 0, 0}, {-1, 0, 0}, {41, 0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE, 42}};
            for (int[] wrong : lengths) {
                burst.text(0, burst.headAddress(0), wrong[0], burst.headAddress(0), wrong[1], wrong[2]);
                assertFails(plain);
            }
            burst.text(0, burst.headAddress(0), 40, 0, 0, 0);
            burst.aad(0, burst.aadScratch(0), 17);
            assertFails(plain);
        }
    }

    private void assertFails(byte[] plain) {
        burst.outcome(0, CryptoBurst.PENDING);
        cipher.seal(burst);
        assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        burst.outcome(0, CryptoBurst.PENDING);
        cipher.open(burst);
        assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        assertThat(fixture.read(0, plain.length)).isEqualTo(plain);
    }

    @Test
    void shouldLeaveMaterialToItsOwnerWhenKeyIsMade() {
        byte[] material = bytes(20);
        byte[] copy = new byte[20];
        try (SecretKey secret = new SecretKey(material.clone())) {
            provider.newKey(EspTransform.aesGcm(128, 128), secret).close();
            secret.copyTo(0, copy);
        }
        assertThat(copy).isEqualTo(material);
    }

    @Test
    void shouldSealTheSameWhenKeyIsInTheCallersMemory() throws Exception {
        byte[] material = bytes(32);
        byte[] plain = bytes(321);
        EspTransform transform = EspTransform.aesGcm(256, 128);
        try (Arena arena = Arena.ofConfined();
                SecretKey secret = new SecretKey(Arrays.copyOf(material, transform.materialLength()))) {
            MemorySegment place = arena.allocate(provider.keyBytes(transform) + 64, 64);
            MemorySegment behind = place.asSlice(provider.keyBytes(transform)).fill((byte) 0xa5);
            try (CryptoKey key = provider.newKey(transform, secret, place.address())) {
                fixture.whole(key, nonce, aad, plain, 0);
                cipher.seal(burst);
                assertThat(fixture.read(0, 337)).isEqualTo(oneShot(material, nonce, aad, plain));
                cipher.open(burst);
                assertThat(fixture.read(0, 321)).isEqualTo(plain);
            }
            assertThat(behind.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0xa5);
        }
    }

    @Test
    void shouldRefuseWhenAlgorithmOrLengthDoesNotFit() {
        try (SecretKey secret = new SecretKey(new byte[20])) {
            assertThatThrownBy(() -> provider.newKey(EspTransform.nullForBenchmarks(), secret))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> provider.newKey(EspTransform.aesGcm(256, 128), secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs 36 key bytes, salt included, has 20");
        }
    }

    @Test
    void shouldSealRightWhenThreadsShareAKey() throws Exception {
        byte[] material = bytes(32);
        Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
        try (CryptoKey key = SealFixture.key(provider, 128, material)) {
            List<Thread> threads = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                byte first = (byte) number;
                threads.add(Thread.ofPlatform()
                        .uncaughtExceptionHandler((_, fault) -> faults.add(fault))
                        .start(() -> sealMany(key, material, first)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Ciphers come and go meanwhile, so that what one leaves behind in the key is found by the next. */
    private void sealMany(CryptoKey key, byte[] material, byte first) {
        Random own = new Random(first);
        BurstCipher mine = provider.newCipher();
        try (SealFixture memory = new SealFixture(1500)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] plain = new byte[own.nextInt(1500)];
                own.nextBytes(plain);
                byte[] packetNonce = {first, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (i >> 8), (byte) i};
                memory.whole(key, packetNonce, aad, plain, 0);
                mine.seal(memory.burst());
                assertThat(memory.read(0, plain.length + 16)).isEqualTo(oneShot(material, packetNonce, aad, plain));
                if (i % 100 == 99) {
                    mine.close();
                    mine = provider.newCipher();
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            mine.close();
        }
    }

    @Test
    void shouldMakeNoMoreGarbageThanStatedWhenSealing() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.pieces(key, nonce, aad, bytes(256), 0, 40, 200);
            assertGarbage(cipher::seal, CryptoBurst.DONE);
        }
    }

    @Test
    void shouldMakeNoMoreGarbageThanStatedWhenIcvIsWrong() {
        assumeTrue(garbage == 0, "the exception of a wrong ICV is what " + provider.name() + " makes");
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, bytes(256), 0);
            assertGarbage(cipher::open, CryptoBurst.BAD_ICV);
        }
    }

    @Test
    void shouldMakeNoMoreGarbageThanStatedWhenSealingAndOpening() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, bytes(256), 0);
            assertGarbage(
                    entries -> {
                        cipher.seal(entries);
                        cipher.open(entries);
                    },
                    CryptoBurst.DONE);
        }
    }

    private void assertGarbage(Consumer<CryptoBurst> operation, byte outcome) {
        UnsafeBuffer counter = new UnsafeBuffer(burst.nonceAddress(0), Long.BYTES);
        int operations = 5_000;
        long bytes = AllocationGate.fewestBytes(
                () -> {
                    counter.putLong(0, counter.getLong(0) + 1);
                    operation.accept(burst);
                },
                4 * operations,
                operations);
        assertThat(burst.outcome(0)).isEqualTo(outcome);
        assertThat(bytes).isLessThanOrEqualTo((long) garbage * operations);
    }

    protected static byte[] oneShot(byte[] key, byte[] nonce, byte[] aad, byte[] plain) throws Exception {
        Cipher fresh = Cipher.getInstance("AES/GCM/NoPadding");
        fresh.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        fresh.updateAAD(aad);
        return fresh.doFinal(plain);
    }

    protected final byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
