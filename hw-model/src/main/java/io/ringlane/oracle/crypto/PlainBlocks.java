// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Modes of block ciphers, one block after the other. Stateless. */
final class PlainBlocks {
    static final int AES_BLOCK = 16;

    private PlainBlocks() {}

    /** Each block for itself. @param algorithm as the JDK calls it. */
    static byte[] encrypt(String algorithm, byte[] key, byte[] blocks) throws GeneralSecurityException {
        return cipher(algorithm, key, Cipher.ENCRYPT_MODE).doFinal(blocks);
    }

    static byte[] decrypt(String algorithm, byte[] key, byte[] blocks) throws GeneralSecurityException {
        return cipher(algorithm, key, Cipher.DECRYPT_MODE).doFinal(blocks);
    }

    /** CBC. */
    static byte[] chain(String algorithm, byte[] key, byte[] iv, byte[] text) throws GeneralSecurityException {
        Cipher cipher = cipher(algorithm, key, Cipher.ENCRYPT_MODE);
        byte[] out = new byte[text.length];
        byte[] last = iv;
        for (int at = 0; at < text.length; at += iv.length) {
            byte[] block = Arrays.copyOfRange(text, at, at + iv.length);
            xor(block, 0, last);
            last = cipher.doFinal(block);
            System.arraycopy(last, 0, out, at, last.length);
        }
        return out;
    }

    /** The way back from {@link #chain}. */
    static byte[] unchain(String algorithm, byte[] key, byte[] iv, byte[] text) throws GeneralSecurityException {
        byte[] out = decrypt(algorithm, key, text);
        for (int at = 0; at < text.length; at += iv.length) {
            xor(out, at, at == 0 ? iv : Arrays.copyOfRange(text, at - iv.length, at));
        }
        return out;
    }

    /** Counter mode of AES, both ways: the last four bytes of the block count. */
    static byte[] count(byte[] key, byte[] firstBlock, byte[] text) throws GeneralSecurityException {
        byte[] stream = new byte[(text.length + AES_BLOCK - 1) / AES_BLOCK * AES_BLOCK];
        byte[] counter = firstBlock.clone();
        for (int at = 0; at < stream.length; at += AES_BLOCK) {
            System.arraycopy(counter, 0, stream, at, AES_BLOCK);
            for (int i = AES_BLOCK - 1; i >= AES_BLOCK - 4 && ++counter[i] == 0; i--) {
                // the carry goes on
            }
        }
        byte[] out = text.clone();
        xor(out, 0, Arrays.copyOf(encrypt("AES", key, stream), text.length));
        return out;
    }

    private static void xor(byte[] bytes, int at, byte[] with) {
        for (int i = 0; i < with.length; i++) {
            bytes[at + i] ^= with[i];
        }
    }

    private static Cipher cipher(String algorithm, byte[] key, int mode) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(algorithm + "/ECB/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, algorithm));
        return cipher;
    }
}
