// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The algorithms that authenticate beside a cipher, written from their RFCs: HMAC, AES-XCBC, AES-CMAC. Immutable. */
final class PlainMac {
    private static final int BLOCK = PlainBlocks.AES_BLOCK;
    private static final int REDUCTION = 0x87;

    private final String name;
    private final byte[] key;

    /** @param name as {@code ip xfrm} spells it; empty for none. */
    PlainMac(String name, byte[] key) {
        this.name = name;
        this.key = key.clone();
    }

    /** The whole ICV, of which a packet carries the first bytes. */
    byte[] of(byte[] covered) throws GeneralSecurityException {
        return switch (name) {
            case "" -> new byte[0];
            case "hmac(sha1)" -> hmac("HmacSHA1", covered);
            case "hmac(sha256)" -> hmac("HmacSHA256", covered);
            case "hmac(sha384)" -> hmac("HmacSHA384", covered);
            case "hmac(sha512)" -> hmac("HmacSHA512", covered);
            case "xcbc(aes)" -> xcbc(covered);
            case "cmac(aes)" -> cmac(covered);
            default -> throw new IllegalArgumentException("no rule for " + name);
        };
    }

    private byte[] hmac(String algorithm, byte[] covered) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(covered);
    }

    /** RFC 3566 section 4: three keys, each a block of one byte's repetition encrypted. */
    private byte[] xcbc(byte[] covered) throws GeneralSecurityException {
        byte[][] keys = new byte[3][BLOCK];
        for (int i = 0; i < keys.length; i++) {
            Arrays.fill(keys[i], (byte) (i + 1));
            keys[i] = PlainBlocks.encrypt("AES", key, keys[i]);
        }
        return chain(keys[0], covered, keys[1], keys[2]);
    }

    /** RFC 4493 section 2.3: two masks, the encrypted zero block doubled once and twice. */
    private byte[] cmac(byte[] covered) throws GeneralSecurityException {
        BigInteger zero = new BigInteger(1, PlainBlocks.encrypt("AES", key, new byte[BLOCK]));
        BigInteger whole = doubled(zero);
        return chain(key, covered, block(whole), block(doubled(whole)));
    }

    private static BigInteger doubled(BigInteger value) {
        BigInteger twice = value.shiftLeft(1);
        return twice.testBit(BLOCK * 8) ? twice.clearBit(BLOCK * 8).xor(BigInteger.valueOf(REDUCTION)) : twice;
    }

    private static byte[] block(BigInteger value) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[BLOCK - 1 - i] = value.shiftRight(i * 8).byteValue();
        }
        return block;
    }

    /** CBC from a block of zeros on; the last block is masked by whether it had to be padded with a bit and zeros. */
    private static byte[] chain(byte[] key, byte[] covered, byte[] wholeMask, byte[] paddedMask)
            throws GeneralSecurityException {
        boolean whole = covered.length > 0 && covered.length % BLOCK == 0;
        byte[] blocks = Arrays.copyOf(covered, whole ? covered.length : (covered.length / BLOCK + 1) * BLOCK);
        if (!whole) {
            blocks[covered.length] = (byte) 0x80;
        }
        byte[] mask = whole ? wholeMask : paddedMask;
        for (int i = 0; i < BLOCK; i++) {
            blocks[blocks.length - BLOCK + i] ^= mask[i];
        }
        byte[] chained = PlainBlocks.chain("AES", key, new byte[BLOCK], blocks);
        return Arrays.copyOfRange(chained, chained.length - BLOCK, chained.length);
    }
}
