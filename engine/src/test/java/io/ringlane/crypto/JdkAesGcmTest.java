// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import io.ringlane.testing.AllocationGate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealing and opening against published answers, OpenSSL's, and a fresh cipher object called once. */
final class JdkAesGcmTest {
    private static final int[] ICV_BITS = {64, 96, 128};
    private static final int[] KEY_BYTES = {16, 24, 32};

    private final JdkProvider provider = new JdkProvider();
    private final BurstCipher cipher = provider.newCipher();
    private final SealFixture fixture = new SealFixture(66 * 1024);
    private final CryptoBurst burst = fixture.burst();
    private final Random random = new Random(2025);
    private final byte[] nonce = bytes(12);
    private final byte[] aad = bytes(12);

    @AfterEach
    void close() {
        cipher.close();
        fixture.close();
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

    private static List<byte[][]> answers() throws IOException {
        List<byte[][]> answers = new ArrayList<>();
        try (InputStream in = JdkAesGcmTest.class.getResourceAsStream("/crypto/aes-gcm.txt")) {
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
    void shouldFailAndWriteNothingWhenNonceIsRepeated() {
        byte[] first = bytes(40);
        byte[] second = bytes(40);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, first, 0);
            cipher.seal(burst);
            fixture.whole(key, nonce, aad, second, 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
            assertThat(fixture.read(0, 40)).isEqualTo(second);
            fixture.whole(key, bytes(12), aad, second, 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
        }
    }

    @Test
    void shouldFailWhenKeyIsClosed() {
        byte[] plain = bytes(40);
        CryptoKey key = SealFixture.key(provider, 128, bytes(16));
        fixture.whole(key, nonce, aad, plain, 0);
        key.close();
        cipher.seal(burst);
        assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        cipher.open(burst);
        assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        assertThat(fixture.read(0, 40)).isEqualTo(plain);
    }

    @Test
    void shouldFailWhenKeyBelongsToAnotherProvider() {
        try (CryptoKey key = new NullProvider().newKey(EspTransform.nullForBenchmarks(), null)) {
            fixture.whole(key, nonce, aad, bytes(40), 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        }
    }

    @Test
    void shouldFailWhenTextIsLongerThanAnySlot() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, bytes(40), 0);
            burst.text(0, burst.headAddress(0), 70_000, 0, 0, 0);
            cipher.seal(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
        }
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
        List<Throwable> faults = new ArrayList<>();
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

    private void sealMany(CryptoKey key, byte[] material, byte first) {
        Random own = new Random(first);
        try (BurstCipher mine = provider.newCipher();
                SealFixture memory = new SealFixture(1500)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] plain = new byte[own.nextInt(1500)];
                own.nextBytes(plain);
                byte[] packetNonce = {first, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (i >> 8), (byte) i};
                memory.whole(key, packetNonce, aad, plain, 0);
                mine.seal(memory.burst());
                assertThat(memory.read(0, plain.length + 16)).isEqualTo(oneShot(material, packetNonce, aad, plain));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The JDK's own garbage, stated in {@link JdkAesGcm}: this fails if it grows, so that the statement stays true. */
    @Test
    void shouldMakeLittleGarbageWhenSealing() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, bytes(64), 0);
            byte[] counter = new byte[12];
            int operations = 5_000;
            long bytes = AllocationGate.fewestBytes(
                    () -> {
                        increment(counter);
                        SealFixture.write(burst.nonceAddress(0), counter);
                        cipher.seal(burst);
                    },
                    operations,
                    operations);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            assertThat(bytes / operations).isLessThan(1200);
        }
    }

    private static void increment(byte[] counter) {
        int at = counter.length - 1;
        while (++counter[at] == 0) {
            at--;
        }
    }

    private static byte[] oneShot(byte[] key, byte[] nonce, byte[] aad, byte[] plain) throws Exception {
        Cipher fresh = Cipher.getInstance("AES/GCM/NoPadding");
        fresh.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        fresh.updateAAD(aad);
        return fresh.doFinal(plain);
    }

    @Test
    void shouldFailAndWriteNothingWhenALengthIsOutOfRange() {
        byte[] plain = bytes(40);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, plain, 0);
            int[][] lengths = {{70_000, 0, 0}, {-1, 0, 0}, {41, 0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE, 42}};
            for (int[] wrong : lengths) {
                burst.text(0, burst.headAddress(0), wrong[0], burst.headAddress(0), wrong[1], wrong[2]);
                cipher.seal(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
                cipher.open(burst);
                assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.FAILED);
                assertThat(fixture.read(0, plain.length)).isEqualTo(plain);
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
