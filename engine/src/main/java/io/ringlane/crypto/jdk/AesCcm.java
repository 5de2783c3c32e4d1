// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.sa.EspTransform;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-CCM (RFC 4309, RFC 3610), which the JDK lacks: its CBC over a first block, the AAD and the text gives the ICV,
 * its counter mode encrypts both. The nonce has 11 bytes, lengths and counters have four.
 */
final class AesCcm implements Session {
    private static final int BLOCK = 16;
    private static final int NONCE = 11;
    /** Behind the nonce: a length in the first block, a counter in the others. */
    private static final int NUMBER = 1 + NONCE;

    private static final int LONGEST_AAD = BLOCK - Short.BYTES;
    private static final int AAD_FOLLOWS = 0x40;
    private static final int NUMBER_BYTES_LESS_ONE = 3;
    /** Places in the arrays: first block, then the AAD with its length in two bytes, which always fits one block. */
    private static final int FIRST = Scratch.TEXT - 2 * BLOCK;

    private static final int SECOND = Scratch.TEXT - BLOCK;

    private final Key key;
    private final int icvLength;
    /** An IV of zeros, which it goes back to behind each text. */
    private final Cipher chain = Cipher.getInstance("AES/CBC/NoPadding");

    private final Cipher counterMode = Cipher.getInstance("AES/CTR/NoPadding");
    private final byte[] counter = new byte[BLOCK];

    AesCcm(EspTransform transform, Key key) throws GeneralSecurityException {
        this.key = key;
        icvLength = transform.icvLength();
        chain.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
    }

    @Override
    public byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        if (burst.aadLength(index) > LONGEST_AAD) {
            return CryptoBurst.FAILED;
        }
        int length = scratch.gather(burst, index, 0);
        byte[] source = scratch.source;
        byte[] result = scratch.result;
        int last = chain(scratch, source, length, burst.aadLength(index), result);
        // counter 0 encrypts the ICV, the following ones the text: one run when the ICV stands in front of it
        System.arraycopy(result, last, source, SECOND, BLOCK);
        count(scratch, source, length, result);
        System.arraycopy(result, SECOND, result, Scratch.TEXT + length, icvLength);
        scratch.write(burst.headAddress(index), result, Scratch.TEXT, length + icvLength);
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        if (burst.aadLength(index) > LONGEST_AAD) {
            return CryptoBurst.FAILED;
        }
        int length = scratch.gather(burst, index, icvLength);
        byte[] source = scratch.source;
        byte[] result = scratch.result;
        Arrays.fill(source, SECOND, Scratch.TEXT, (byte) 0);
        System.arraycopy(source, Scratch.TEXT + length, source, SECOND, icvLength);
        count(scratch, source, length, result);
        scratch.came(result, SECOND, icvLength);
        int last = chain(scratch, result, length, burst.aadLength(index), source);
        if (!scratch.isAsCame(source, last, icvLength)) {
            return CryptoBurst.BAD_ICV;
        }
        scratch.write(burst.headAddress(index), result, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    /**
     * Chains first block, AAD and plaintext.
     *
     * @param out is overwritten with the chain.
     * @return where in it the last block is.
     */
    private int chain(Scratch scratch, byte[] plain, int length, int aadLength, byte[] out)
            throws GeneralSecurityException {
        int flags = AAD_FOLLOWS | (icvLength - 2) / 2 << 3 | NUMBER_BYTES_LESS_ONE;
        block(scratch, flags, length, plain, FIRST);
        Arrays.fill(plain, SECOND, Scratch.TEXT, (byte) 0);
        plain[SECOND + 1] = (byte) aadLength;
        System.arraycopy(scratch.aad, 0, plain, SECOND + 2, aadLength);
        int padded = (length + BLOCK - 1) / BLOCK * BLOCK;
        Arrays.fill(plain, Scratch.TEXT + length, Scratch.TEXT + padded, (byte) 0);
        chain.doFinal(plain, FIRST, 2 * BLOCK + padded, out, FIRST);
        return Scratch.TEXT + padded - BLOCK;
    }

    /** Encrypts or decrypts from the block in front of the text on. */
    private void count(Scratch scratch, byte[] from, int length, byte[] to) throws GeneralSecurityException {
        block(scratch, NUMBER_BYTES_LESS_ONE, 0, counter, 0);
        counterMode.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        counterMode.doFinal(from, SECOND, BLOCK + length, to, SECOND);
    }

    /** Flags, nonce and a number. */
    private static void block(Scratch scratch, int flags, int number, byte[] to, int at) {
        to[at] = (byte) flags;
        System.arraycopy(scratch.nonce, 0, to, at + 1, NONCE);
        for (int i = 0; i < Integer.BYTES; i++) {
            to[at + NUMBER + i] = (byte) (number >>> (Integer.BYTES - 1 - i) * Byte.SIZE);
        }
    }
}
