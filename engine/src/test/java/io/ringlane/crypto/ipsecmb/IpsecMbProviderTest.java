// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.JdkProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.crypto.SealFixture;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The installed library against the JDK; skipped, with the reason, where it is not installed. */
final class IpsecMbProviderTest {
    private static final int LONGEST = 9000;

    private final IpsecMbProvider provider = new IpsecMbProvider();
    private final JdkProvider jdk = new JdkProvider();
    private final BurstCipher cipher = provider.newCipher();
    private final BurstCipher jdkCipher = jdk.newCipher();
    private final SealFixture fixture = new SealFixture(LONGEST);
    private final SealFixture jdkFixture = new SealFixture(LONGEST);
    private final CryptoBurst burst = fixture.burst();
    private final Random random = new Random(80);
    private final byte[] nonce = bytes(12);
    private final byte[] aad = bytes(12);

    @BeforeAll
    static void skipWithoutLibrary() {
        String absence = new IpsecMbProvider().absence();
        assumeTrue(absence == null, () -> "skipped: " + absence);
    }

    @AfterEach
    void close() {
        cipher.close();
        jdkCipher.close();
        fixture.close();
        jdkFixture.close();
    }

    @Test
    void shouldPassItsSelfTestWhenAskedForByName() {
        assertThat(CryptoProviders.named("ipsec-mb")).isInstanceOf(IpsecMbProvider.class);
        assertThat(CryptoProviders.names()).isEqualTo("jdk, ipsec-mb");
        assertThat(CryptoProviders.best()).isInstanceOf(JdkProvider.class);
        assertThat(provider).hasToString("ipsec-mb (" + IpsecMbLibrary.installed() + ")");
        assertThat(provider.toString()).contains("IPsec-MB 1.");
    }

    @ParameterizedTest
    @CsvSource({"16,64", "16,96", "16,128", "24,64", "24,96", "24,128", "32,64", "32,96", "32,128"})
    void shouldEqualTheJdkAtEveryLengthWhenKeyAndIcvHave(int keyBytes, int icvBits) {
        byte[] material = bytes(keyBytes);
        try (CryptoKey key = SealFixture.key(provider, icvBits, material);
                CryptoKey jdkKey = SealFixture.key(jdk, icvBits, material)) {
            for (int length = 0; length <= LONGEST; length++) {
                byte[] text = bytes(length);
                byte[] packetNonce = bytes(12);
                byte[] header = bytes(random.nextBoolean() ? 8 : 12);
                int head = random.nextInt(length + 1);
                int body = random.nextInt(length - head + 1);
                int offset = random.nextInt(64);
                int sealed = length + icvBits / 8;

                fixture.pieces(key, packetNonce, header, text, offset, head, body);
                jdkFixture.pieces(jdkKey, packetNonce, header, text, offset, head, body);
                cipher.seal(burst);
                jdkCipher.seal(jdkFixture.burst());
                byte[] expected = jdkFixture.read(offset, sealed);
                assertDone(burst, length);
                assertDone(jdkFixture.burst(), length);
                assertSame(fixture.read(offset, sealed), expected, length);
                assertThat(fixture.surroundingsUntouched(offset, sealed)).isTrue();

                fixture.rejoin(length, offset);
                cipher.open(burst);
                assertDone(burst, length);
                assertSame(fixture.read(offset, sealed), joined(text, expected, length), length);
                assertThat(fixture.surroundingsUntouched(offset, sealed)).isTrue();
            }
        }
    }

    /** Opening turns the text back and leaves the ICV. */
    private static byte[] joined(byte[] text, byte[] sealed, int length) {
        byte[] joined = sealed.clone();
        System.arraycopy(text, 0, joined, 0, length);
        return joined;
    }

    private static void assertDone(CryptoBurst burst, int length) {
        assertThat(burst.outcome(0)).as("length %d", length).isEqualTo(CryptoBurst.DONE);
    }

    private static void assertSame(byte[] actual, byte[] expected, int length) {
        if (!Arrays.equals(actual, expected)) {
            assertThat(actual).as("length %d", length).isEqualTo(expected);
        }
    }

    @Test
    void shouldOpenWhatCameInPiecesWhenBodyIsBorrowed() {
        byte[] material = bytes(16);
        byte[] text = bytes(500);
        try (CryptoKey key = SealFixture.key(provider, 128, material)) {
            fixture.whole(key, nonce, aad, text, 7);
            cipher.seal(burst);
            byte[] sealed = fixture.read(7, 516);
            fixture.pieces(key, nonce, aad, sealed, 7, 100, 300);
            burst.text(0, burst.headAddress(0), 100, burst.bodyAddress(0), 300, 100);
            cipher.open(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(7, 500)).isEqualTo(text);
        }
    }

    @Test
    void shouldSealEachEntryUnderItsOwnKeyWhenBurstIsMixed() throws Exception {
        int[] icvBits = {64, 96, 128};
        byte[][] materials = {bytes(16), bytes(32), bytes(24)};
        byte[] plain = bytes(100);
        List<CryptoKey> keys = new ArrayList<>();
        for (int i = 0; i < icvBits.length; i++) {
            keys.add(SealFixture.key(provider, icvBits[i], materials[i]));
        }
        byte[] three = Arrays.copyOf(plain, 400);
        System.arraycopy(plain, 0, three, 130, 100);
        System.arraycopy(plain, 0, three, 260, 100);
        fixture.whole(keys.getFirst(), nonce, aad, three, 0);
        long first = burst.headAddress(0);
        burst.text(0, first, 100, 0, 0, 0);
        for (int i = 1; i < icvBits.length; i++) {
            burst.add(null, keys.get(i), 0, 0);
            burst.text(i, first + 130L * i, 100, 0, 0, 0);
            burst.aad(i, burst.aadAddress(0), aad.length);
            SealFixture.write(burst.nonceAddress(i), nonce);
        }
        cipher.seal(burst);
        for (int i = 0; i < icvBits.length; i++) {
            byte[] expected = Arrays.copyOf(oneShot(materials[i], plain), 100 + icvBits[i] / 8);
            assertThat(burst.outcome(i)).isEqualTo(CryptoBurst.DONE);
            assertThat(fixture.read(130 * i, expected.length)).isEqualTo(expected);
        }
        keys.forEach(CryptoKey::close);
    }

    private byte[] oneShot(byte[] key, byte[] plain) throws Exception {
        Cipher fresh = Cipher.getInstance("AES/GCM/NoPadding");
        fresh.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        fresh.updateAAD(aad);
        return fresh.doFinal(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 96, 128})
    void shouldGiveBackWhatCameWhenAnyPartIsForged(int icvBits) {
        byte[] plain = bytes(90);
        int length = plain.length + icvBits / 8;
        try (CryptoKey key = SealFixture.key(provider, icvBits, bytes(16))) {
            fixture.whole(key, nonce, aad, plain, 5);
            cipher.seal(burst);
            for (int at = 0; at < length; at++) {
                fixture.flipBit(5 + at);
                assertRefused(length);
                fixture.flipBit(5 + at);
            }
            byte[] forged = aad.clone();
            forged[11] ^= 1;
            SealFixture.write(burst.aadScratch(0), forged);
            assertRefused(length);
            SealFixture.write(burst.aadScratch(0), aad);
            byte[] otherNonce = nonce.clone();
            otherNonce[11] ^= 1;
            SealFixture.write(burst.nonceAddress(0), otherNonce);
            assertRefused(length);
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

    @Test
    void shouldNotReadBehindTheTwelfthByteWhenNonceIsTaken() {
        byte[] plain = bytes(64);
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.whole(key, nonce, aad, plain, 0);
            cipher.seal(burst);
            byte[] first = fixture.read(0, 80);
            fixture.whole(key, Arrays.copyOf(nonce, 16), aad, plain, 0);
            SealFixture.write(burst.nonceAddress(0) + 12, new byte[] {-1, -1, -1, -1});
            cipher.seal(burst);
            assertThat(fixture.read(0, 80)).isEqualTo(first);
        }
    }

    @Test
    void shouldFailAndWriteNothingWhenKeyIsClosed() {
        byte[] plain = bytes(40);
        CryptoKey key = SealFixture.key(provider, 128, bytes(16));
        fixture.whole(key, nonce, aad, plain, 0);
        key.close();
        key.close();
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
    void shouldZeroTheScheduleWhenKeyIsWiped() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(32))) {
            GcmKey own = (GcmKey) key;
            byte[] zeros = new byte[own.schedule().length];
            assertThat(own.schedule()).hasSize(1008).isNotEqualTo(zeros);
            own.wipe();
            assertThat(own.address()).isZero();
            assertThat(own.schedule()).isEqualTo(zeros);
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
        List<Throwable> faults = new ArrayList<>();
        byte[] material = bytes(32);
        byte[] plain = bytes(1400);
        byte[] expected = oneShot(material, plain);
        try (CryptoKey key = SealFixture.key(provider, 128, material)) {
            List<Thread> threads = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                threads.add(Thread.ofPlatform()
                        .uncaughtExceptionHandler((_, fault) -> faults.add(fault))
                        .start(() -> sealMany(key, plain, expected)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(faults).isEmpty();
    }

    private void sealMany(CryptoKey key, byte[] plain, byte[] expected) {
        try (BurstCipher mine = provider.newCipher();
                SealFixture memory = new SealFixture(1500)) {
            for (int i = 0; i < 5_000; i++) {
                memory.whole(key, nonce, aad, plain, i & 63);
                mine.seal(memory.burst());
                assertSame(memory.read(i & 63, expected.length), expected, plain.length);
            }
        }
    }

    @Test
    void shouldAllocateNothingWhenSealingAndOpening() {
        try (CryptoKey key = SealFixture.key(provider, 128, bytes(16))) {
            fixture.pieces(key, nonce, aad, bytes(256), 0, 40, 200);
            AllocationGate.assertNoAllocation("ipsec-mb, seal", () -> cipher.seal(burst));
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);

            fixture.whole(key, nonce, aad, bytes(256), 0);
            AllocationGate.assertNoAllocation("ipsec-mb, seal and open", () -> {
                cipher.seal(burst);
                cipher.open(burst);
            });
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            AllocationGate.assertNoAllocation("ipsec-mb, bad ICV", () -> cipher.open(burst));
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.BAD_ICV);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
