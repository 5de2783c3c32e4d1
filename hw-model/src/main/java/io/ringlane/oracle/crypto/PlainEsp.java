// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The algorithms of one SA in the slow, obvious way: RFC 3602, 3686, 4106, 4309, 4543, 7634 and 2451, on arrays. What
 * the engine does is judged by it, so it shares no code with the engine. Lengths are bytes. Immutable.
 */
public final class PlainEsp {
    private static final int FULL_TAG = 16;
    private static final int FIRST_TEXT_COUNTER = 2;
    private static final byte[] NOTHING = {};

    private final String name;
    private final byte[] key;
    private final byte[] salt;
    private final PlainMac mac;
    private final int icvLength;

    /**
     * @param name of the cipher as {@code ip xfrm} spells it.
     * @param material cipher key with the salt that belongs to it.
     * @param authName of what authenticates beside it; empty for none.
     */
    public PlainEsp(String name, byte[] material, String authName, byte[] authKey, int icvLength) {
        this.name = name;
        int saltLength = switch (name) {
            case "rfc4106(gcm(aes))", "rfc4543(gcm(aes))", "rfc7539esp(chacha20,poly1305)", "rfc3686(ctr(aes))" -> 4;
            case "rfc4309(ccm(aes))" -> 3;
            case "cbc(aes)", "cbc(des3_ede)", "ecb(cipher_null)" -> 0;
            default -> throw new IllegalArgumentException("no rule for " + name);
        };
        key = Arrays.copyOf(material, material.length - saltLength);
        salt = Arrays.copyOfRange(material, material.length - saltLength, material.length);
        mac = new PlainMac(authName, authKey);
        this.icvLength = icvLength;
    }

    /** What goes out between IV and ICV. */
    public byte[] encrypt(byte[] iv, byte[] text) {
        try {
            return switch (name) {
                case "cbc(aes)" -> PlainBlocks.chain("AES", key, iv, text);
                case "cbc(des3_ede)" -> PlainBlocks.chain("DESede", key, iv, text);
                default -> stream(iv, text);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The way back from {@link #encrypt}; no ICV is looked at. */
    public byte[] decrypt(byte[] iv, byte[] text) {
        try {
            return switch (name) {
                case "cbc(aes)" -> PlainBlocks.unchain("AES", key, iv, text);
                case "cbc(des3_ede)" -> PlainBlocks.unchain("DESede", key, iv, text);
                default -> stream(iv, text);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ciphers that only add a stream of bytes, or nothing: the same both ways. */
    private byte[] stream(byte[] iv, byte[] text) throws GeneralSecurityException {
        return switch (name) {
            case "rfc4106(gcm(aes))" -> PlainBlocks.count(key, concat(salt, iv, number(FIRST_TEXT_COUNTER)), text);
            case "rfc4309(ccm(aes))" -> PlainBlocks.count(key, concat(new byte[] {3}, salt, iv, number(1)), text);
            case "rfc3686(ctr(aes))" -> PlainBlocks.count(key, concat(salt, iv, number(1)), text);
            case "rfc7539esp(chacha20,poly1305)" -> {
                Cipher cipher = Cipher.getInstance("ChaCha20");
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        new SecretKeySpec(key, "ChaCha20"),
                        new ChaCha20ParameterSpec(concat(salt, iv), 1));
                yield text.length == 0 ? NOTHING : cipher.doFinal(text);
            }
            default -> text.clone();
        };
    }

    /**
     * The ICV of a packet.
     *
     * @param number 64 bits; the high half counts with {@code esn} only.
     * @param text in clear.
     */
    public byte[] icv(long spi, long number, boolean esn, byte[] iv, byte[] text) {
        byte[] header = concat(number((int) spi), number((int) number));
        byte[] high = esn ? number((int) (number >>> 32)) : NOTHING;
        byte[] aad = concat(number((int) spi), high, number((int) number));
        try {
            byte[] whole = switch (name) {
                case "rfc4106(gcm(aes))" -> gcm(concat(salt, iv), aad, text);
                case "rfc4543(gcm(aes))" -> gcm(concat(salt, iv), concat(aad, iv, text), NOTHING);
                case "rfc4309(ccm(aes))" -> ccm(concat(salt, iv), aad, text);
                case "rfc7539esp(chacha20,poly1305)" -> poly(concat(salt, iv), aad, text);
                default -> mac.of(concat(header, iv, encrypt(iv, text), high));
            };
            return Arrays.copyOf(whole, icvLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] gcm(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(FULL_TAG * 8, nonce));
        cipher.updateAAD(aad);
        byte[] sealed = cipher.doFinal(text);
        return Arrays.copyOfRange(sealed, sealed.length - FULL_TAG, sealed.length);
    }

    private byte[] poly(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        cipher.updateAAD(aad);
        byte[] sealed = cipher.doFinal(text);
        return Arrays.copyOfRange(sealed, sealed.length - FULL_TAG, sealed.length);
    }

    /** RFC 3610 section 2.2, with a nonce of 11 bytes and lengths of 4. */
    private byte[] ccm(byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        int flags = 0x40 | (icvLength - 2) / 2 * 8 | 3;
        byte[] first = concat(new byte[] {(byte) flags}, nonce, number(text.length));
        byte[] length = {0, (byte) aad.length};
        byte[] blocks = concat(first, whole(concat(length, aad)), whole(text));
        byte[] chained = PlainBlocks.chain("AES", key, new byte[PlainBlocks.AES_BLOCK], blocks);
        byte[] last = Arrays.copyOfRange(chained, chained.length - PlainBlocks.AES_BLOCK, chained.length);
        return PlainBlocks.count(key, concat(new byte[] {3}, nonce, number(0)), last);
    }

    private static byte[] whole(byte[] bytes) {
        int block = PlainBlocks.AES_BLOCK;
        return Arrays.copyOf(bytes, (bytes.length + block - 1) / block * block);
    }

    /**
     * The IV that goes out with a packet.
     *
     * @param ivSalt of the generator, as long as the IV.
     */
    public byte[] ivOf(byte[] ivSalt, long number) {
        if (!isChained()) {
            byte[] iv = ivSalt.clone();
            for (int i = 0; i < iv.length; i++) {
                iv[i] ^= (byte) (number >>> 56 - 8 * i);
            }
            return iv;
        }
        ByteBuffer seed = ByteBuffer.allocate(ivSalt.length).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer odd = ByteBuffer.wrap(ivSalt).order(ByteOrder.LITTLE_ENDIAN);
        while (seed.hasRemaining()) {
            seed.putLong((odd.getLong() | 1) * number);
        }
        try {
            return PlainBlocks.encrypt(block(), key, seed.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number that an IV was made from; 0 of a cipher without. */
    public long numberBehind(byte[] ivSalt, byte[] iv) {
        if (iv.length == 0) {
            return 0;
        }
        if (!isChained()) {
            return ByteBuffer.wrap(ivSalt).getLong() ^ ByteBuffer.wrap(iv).getLong();
        }
        try {
            byte[] seed = PlainBlocks.decrypt(block(), key, iv);
            long odd = ByteBuffer.wrap(ivSalt).order(ByteOrder.LITTLE_ENDIAN).getLong() | 1;
            return ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getLong() * inverse(odd);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Modulo 2^64: each round doubles the bits that are right, of which an odd number has three. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private boolean isChained() {
        return name.startsWith("cbc(");
    }

    private String block() {
        return name.equals("cbc(aes)") ? "AES" : "DESede";
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
