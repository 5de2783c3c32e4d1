// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shows that the interface carries ciphers that do not authenticate themselves: AES-CBC with HMAC-SHA-256 over ESP
 * header, IV, ciphertext and, with ESN, the high half of the number (RFC 4303, RFC 4868).
 */
final class EncryptThenMacTest {
    private static final int ESP_HEADER = 8;
    private static final int IV = 16;
    private static final int ICV = 16;
    private static final EspTransform TRANSFORM =
            new EspTransform("cbc(aes)", 16, 0, IV, 0, 16).authenticatedBy("hmac(sha256)", 32, ICV);

    private final Random random = new Random(93);
    private final UnsafeBuffer packet = new UnsafeBuffer(ByteBuffer.allocateDirect(2048));
    private final UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(2048));
    private final CryptoBurst burst = new CryptoBurst(4);

    /** AES-CBC and HMAC of the JDK behind the interface; one burst's worth of objects for each packet. */
    private static final class CbcHmacProvider implements CryptoProvider {
        @Override
        public String name() {
            return "cbc-hmac";
        }

        @Override
        public boolean supports(EspTransform transform) {
            return transform.name().equals("cbc(aes)") && transform.authName().equals("hmac(sha256)");
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            byte[] material = new byte[transform.materialLength()];
            key.copyTo(0, material);
            int authAt = transform.keyLength() + transform.saltLength();
            return new CbcKey(
                    transform,
                    new SecretKeySpec(material, 0, transform.keyLength(), "AES"),
                    new SecretKeySpec(material, authAt, transform.authKeyLength(), "HmacSHA256"));
        }

        @Override
        public BurstCipher newCipher() {
            return new CbcCipher();
        }
    }

    private record CbcKey(EspTransform transform, SecretKeySpec cipherKey, SecretKeySpec authKey) implements CryptoKey {
        @Override
        public void close() {
            // the test's own
        }
    }

    private static final class CbcCipher implements BurstCipher {
        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            for (int i = from; i < to; i++) {
                CbcKey key = (CbcKey) burst.key(i);
                bringBody(burst, i);
                crypt(burst, i, key, Cipher.ENCRYPT_MODE);
                write(burst.headAddress(i) + burst.textLength(i), icv(burst, i, key));
                burst.outcome(i, CryptoBurst.DONE);
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            for (int i = from; i < to; i++) {
                CbcKey key = (CbcKey) burst.key(i);
                byte[] came = read(burst.headAddress(i) + burst.textLength(i), key.transform.icvLength());
                if (MessageDigest.isEqual(came, icv(burst, i, key))) {
                    crypt(burst, i, key, Cipher.DECRYPT_MODE);
                    burst.outcome(i, CryptoBurst.DONE);
                } else {
                    burst.outcome(i, CryptoBurst.BAD_ICV);
                }
            }
        }

        private static void bringBody(CryptoBurst burst, int index) {
            if (burst.bodyLength(index) > 0) {
                byte[] borrowed = read(burst.bodyAddress(index), burst.bodyLength(index));
                write(burst.headAddress(index) + burst.headLength(index), borrowed);
            }
        }

        private static void crypt(CryptoBurst burst, int index, CbcKey key, int mode) {
            try {
                byte[] iv = read(burst.espAddress(index) + ESP_HEADER, key.transform.ivLength());
                Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
                cbc.init(mode, key.cipherKey, new IvParameterSpec(iv));
                write(burst.headAddress(index), cbc.doFinal(read(burst.headAddress(index), burst.textLength(index))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** ESP header, IV and ciphertext stand in a row; the high half of the number is not in the packet. */
        private static byte[] icv(CryptoBurst burst, int index, CbcKey key) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key.authKey);
                int length = ESP_HEADER + key.transform.ivLength() + burst.textLength(index);
                mac.update(read(burst.espAddress(index), length));
                if (burst.aadLength(index) == ESP_HEADER + Integer.BYTES) {
                    int high = (int) (burst.sequence(index) >>> Integer.SIZE);
                    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(high).array());
                }
                return Arrays.copyOf(mac.doFinal(), key.transform.icvLength());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static byte[] read(long address, int length) {
            byte[] bytes = new byte[length];
            new UnsafeBuffer(address, length).getBytes(0, bytes);
            return bytes;
        }

        private static void write(long address, byte[] bytes) {
            new UnsafeBuffer(address, bytes.length).putBytes(0, bytes);
        }

        @Override
        public void close() {
            // nothing is kept
        }
    }

    @AfterEach
    void close() {
        burst.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSealAndOpenThroughTheInterfaceWhenCipherDoesNotAuthenticate(boolean esn) throws Exception {
        byte[] material = bytes(16 + 32);
        byte[] plain = bytes(160);
        byte[] start = bytes(ESP_HEADER + IV);
        long number = 0x5_0000_0007L;
        byte[] expected = expected(material, start, plain, esn ? 5 : -1);
        packet.putBytes(0, start);
        packet.putBytes(start.length, plain, 0, 40);
        body.putBytes(0, plain, 40, 100);
        packet.putBytes(start.length + 140, plain, 140, 20);

        CryptoProvider provider = new CbcHmacProvider();
        assertThat(provider.supports(TRANSFORM)).isTrue();
        assertThat(TRANSFORM.materialLength()).isEqualTo(material.length);
        try (SecretKey secret = new SecretKey(material.clone());
                CryptoKey key = provider.newKey(TRANSFORM, secret);
                BurstCipher cipher = provider.newCipher()) {
            long esp = packet.addressOffset();
            burst.add(null, key, esp, number);
            burst.text(0, esp + start.length, 40, body.addressOffset(), 100, 20);
            burst.aad(0, esn ? burst.aadScratch(0) : esp, esn ? 12 : 8);
            cipher.seal(burst);
            byte[] sealed = new byte[expected.length];
            packet.getBytes(0, sealed);
            assertThat(sealed).isEqualTo(expected);

            burst.text(0, esp + start.length, plain.length, 0, 0, 0);
            packet.putByte(2, (byte) (packet.getByte(2) ^ 1));
            cipher.open(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.BAD_ICV);
            packet.putByte(2, (byte) (packet.getByte(2) ^ 1));
            cipher.open(burst);
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            byte[] opened = new byte[plain.length];
            packet.getBytes(start.length, opened);
            assertThat(opened).isEqualTo(plain);
        }
    }

    /** The packet as the RFCs have it, from arrays. @param high half of the number, -1 without ESN. */
    private static byte[] expected(byte[] material, byte[] start, byte[] plain, int high) throws Exception {
        Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
        IvParameterSpec iv = new IvParameterSpec(start, ESP_HEADER, IV);
        cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Arrays.copyOf(material, 16), "AES"), iv);
        ByteBuffer whole = ByteBuffer.allocate(start.length + plain.length + ICV);
        whole.put(start).put(cbc.doFinal(plain));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Arrays.copyOfRange(material, 16, 48), "HmacSHA256"));
        mac.update(whole.array(), 0, start.length + plain.length);
        if (high >= 0) {
            mac.update(new byte[] {0, 0, 0, (byte) high});
        }
        whole.put(mac.doFinal(), 0, ICV);
        return whole.array();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
