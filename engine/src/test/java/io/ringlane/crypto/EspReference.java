// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals ESP in every algorithm straight from the RFCs, on arrays, one block after the other: what providers are checked
 * against. Shares no code with them but the JDK's ciphers; CBC, counter mode, CCM, CMAC and XCBC are its own.
 */
public final class EspReference {
    private final EspTransform transform;
    private final byte[] key;
    private final byte[] salt;
    private final byte[] authKey;

    /** @param material cipher key, salt, key that authenticates. */
    public EspReference(EspTransform transform, byte[] material) {
        this.transform = transform;
        int cipher = transform.keyLength();
        int auth = cipher + transform.saltLength();
        key = Arrays.copyOf(material, cipher);
        salt = Arrays.copyOfRange(material, cipher, auth);
        authKey = Arrays.copyOfRange(material, auth, material.length);
    }

    /**
     * A sealed packet, ESP header and ICV included.
     *
     * @param iv the IV that goes out; for CBC the seed, which is encrypted to give it.
     */
    public byte[] seal(int spi, long number, boolean esn, byte[] iv, byte[] text) throws GeneralSecurityException {
        byte[] header = ByteBuffer.allocate(8).putInt(spi).putInt((int) number).array();
        byte[] aad = esn ? ByteBuffer.allocate(12).putInt(spi).putLong(number).array() : header;
        return switch (transform.name()) {
            case "rfc4106(gcm(aes))" -> concat(header, iv, shortened(gcm(concat(salt, iv), aad, text)));
            case "rfc4543(gcm(aes))" ->
                concat(header, iv, text, gcm(concat(salt, iv), concat(aad, iv, text), new byte[0]));
            case "rfc4309(ccm(aes))" -> concat(header, iv, ccm(concat(salt, iv), aad, text));
            case "rfc7539esp(chacha20,poly1305)" -> concat(header, iv, chaCha(concat(salt, iv), aad, text));
            case "cbc(aes)" -> authenticated(concat(header, chained("AES", iv, text)), number, esn);
            case "cbc(des3_ede)" -> authenticated(concat(header, chained("DESede", iv, text)), number, esn);
            case "rfc3686(ctr(aes))" ->
                authenticated(
                        concat(header, iv, counted(concat(salt, iv, new byte[] {0, 0, 0, 1}), text)), number, esn);
            case "ecb(cipher_null)" -> authenticated(concat(header, iv, text), number, esn);
            default -> throw new IllegalArgumentException(transform.name());
        };
    }

    private byte[] shortened(byte[] sealed) {
        return Arrays.copyOf(sealed, sealed.length - 16 + transform.icvLength());
    }

    private byte[] gcm(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(text);
    }

    private byte[] chaCha(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(text);
    }

    /** RFC 3610 with lengths and counters of four bytes. */
    private byte[] ccm(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        int icv = transform.icvLength();
        byte flags = (byte) (64 + 8 * ((icv - 2) / 2) + 3);
        byte[] first = concat(new byte[] {flags}, nonce, intBytes(text.length));
        byte[] withLength = padded(concat(new byte[] {0, (byte) aad.length}, aad), 16);
        byte[] tag = lastOfChain("AES", key, new byte[16], concat(first, withLength, padded(text, 16)));
        byte[] counter = concat(new byte[] {3}, nonce, intBytes(0));
        byte[] both = counted(counter, concat(tag, text));
        return concat(Arrays.copyOfRange(both, 16, both.length), Arrays.copyOf(both, icv));
    }

    /** IV and ciphertext of CBC. */
    private byte[] chained(String algorithm, byte[] seed, byte[] text) throws GeneralSecurityException {
        Cipher cipher = block(algorithm, key);
        byte[] before = cipher.doFinal(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before);
        for (int at = 0; at < text.length; at += seed.length) {
            before = cipher.doFinal(xor(before, Arrays.copyOfRange(text, at, at + seed.length)));
            out.writeBytes(before);
        }
        return out.toByteArray();
    }

    private static byte[] lastOfChain(String algorithm, byte[] key, byte[] iv, byte[] blocks)
            throws GeneralSecurityException {
        Cipher cipher = block(algorithm, key);
        byte[] last = iv;
        for (int at = 0; at < blocks.length; at += iv.length) {
            last = cipher.doFinal(xor(last, Arrays.copyOfRange(blocks, at, at + iv.length)));
        }
        return last;
    }

    private byte[] counted(byte[] firstBlock, byte[] text) throws GeneralSecurityException {
        Cipher cipher = block("AES", key);
        byte[] out = new byte[text.length];
        ByteBuffer counter = ByteBuffer.wrap(firstBlock.clone());
        for (int at = 0; at < text.length; at += 16) {
            byte[] stream = cipher.doFinal(counter.array());
            for (int i = at; i < Math.min(text.length, at + 16); i++) {
                out[i] = (byte) (text[i] ^ stream[i - at]);
            }
            counter.putInt(12, counter.getInt(12) + 1);
        }
        return out;
    }

    /** The packet with its ICV: the high half of the number is authenticated behind it and not sent. */
    private byte[] authenticated(byte[] packet, long number, boolean esn) throws GeneralSecurityException {
        byte[] covered = esn ? concat(packet, intBytes((int) (number >>> 32))) : packet;
        byte[] tag = switch (transform.authName()) {
            case "" -> new byte[0];
            case "hmac(sha1)" -> hmac("HmacSHA1", covered);
            case "hmac(sha256)" -> hmac("HmacSHA256", covered);
            case "hmac(sha384)" -> hmac("HmacSHA384", covered);
            case "hmac(sha512)" -> hmac("HmacSHA512", covered);
            case "xcbc(aes)" -> xcbc(covered);
            case "cmac(aes)" -> cmac(covered);
            default -> throw new IllegalArgumentException(transform.authName());
        };
        return concat(packet, Arrays.copyOf(tag, transform.icvLength()));
    }

    private byte[] hmac(String algorithm, byte[] covered) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(authKey, algorithm));
        return mac.doFinal(covered);
    }

    /** RFC 3566 section 4. */
    private byte[] xcbc(byte[] covered) throws GeneralSecurityException {
        Cipher cipher = block("AES", authKey);
        byte[][] keys = new byte[3][16];
        for (int i = 0; i < keys.length; i++) {
            Arrays.fill(keys[i], (byte) (i + 1));
            keys[i] = cipher.doFinal(keys[i]);
        }
        return lastOfChain("AES", keys[0], new byte[16], masked(covered, keys[1], keys[2]));
    }

    /** RFC 4493 section 2. */
    private byte[] cmac(byte[] covered) throws GeneralSecurityException {
        byte[] whole = doubled(block("AES", authKey).doFinal(new byte[16]));
        return lastOfChain("AES", authKey, new byte[16], masked(covered, whole, doubled(whole)));
    }

    private static byte[] doubled(byte[] block) {
        BigInteger value = new BigInteger(1, block).shiftLeft(1);
        if (value.testBit(128)) {
            value = value.clearBit(128).xor(BigInteger.valueOf(0x87));
        }
        byte[] bytes = value.toByteArray();
        byte[] twice = new byte[16];
        int length = Math.min(16, bytes.length);
        System.arraycopy(bytes, bytes.length - length, twice, 16 - length, length);
        return twice;
    }

    private static byte[] masked(byte[] covered, byte[] whole, byte[] cut) {
        boolean isWhole = covered.length > 0 && covered.length % 16 == 0;
        byte[] blocks = isWhole ? covered.clone() : padded(concat(covered, new byte[] {(byte) 0x80}), 16);
        int last = blocks.length - 16;
        byte[] mask = isWhole ? whole : cut;
        for (int i = 0; i < 16; i++) {
            blocks[last + i] ^= mask[i];
        }
        return blocks;
    }

    private static Cipher block(String algorithm, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(algorithm + "/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, algorithm));
        return cipher;
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }

    private static byte[] padded(byte[] bytes, int block) {
        return Arrays.copyOf(bytes, (bytes.length + block - 1) / block * block);
    }

    private static byte[] intBytes(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
