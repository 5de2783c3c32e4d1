// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.algorithm.EspCipher;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Ciphers that do not authenticate, from one scratch array to the other: the IV stands in front of the text in both.
 * One thread's.
 */
abstract class TextCipher {
    /** Encrypts {@code source} to {@code result}, IV included. */
    abstract void seal(Scratch scratch, int ivLength, int length) throws GeneralSecurityException;

    /** Decrypts the text in {@code source} to {@code result}. */
    abstract void open(Scratch scratch, int ivLength, int length) throws GeneralSecurityException;

    static TextCipher of(EspCipher cipher, Key key) throws GeneralSecurityException {
        return switch (cipher) {
            case AES_CBC -> new Chained("AES/CBC/NoPadding", cipher.ivLength(), key);
            case DES3_CBC -> new Chained("DESede/CBC/NoPadding", cipher.ivLength(), key);
            case AES_CTR -> new Counted(key);
            case NULL -> new Clear();
            case AES_GCM, AES_GMAC, AES_CCM, CHACHA20_POLY1305 ->
                throw new IllegalArgumentException(cipher.label() + " authenticates");
        };
    }

    /**
     * CBC with an IV of zeros, which the JDK goes back to behind each text, so that nothing is made anew for a packet.
     * Sealing, the seed is the first block and becomes the IV; opening, the IV is one, and what it decrypts to is left.
     */
    private static final class Chained extends TextCipher {
        private final Cipher sealer;
        private final Cipher opener;

        private Chained(String name, int block, Key key) throws GeneralSecurityException {
            sealer = Cipher.getInstance(name);
            opener = Cipher.getInstance(name);
            sealer.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[block]));
            opener.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(new byte[block]));
        }

        @Override
        void seal(Scratch scratch, int ivLength, int length) throws GeneralSecurityException {
            int at = Scratch.TEXT - ivLength;
            sealer.doFinal(scratch.source, at, ivLength + length, scratch.result, at);
        }

        @Override
        void open(Scratch scratch, int ivLength, int length) throws GeneralSecurityException {
            int at = Scratch.TEXT - ivLength;
            opener.doFinal(scratch.source, at, ivLength + length, scratch.result, at);
        }
    }

    /** Counter mode: nonce, IV and first counter are what the caller wrote as the nonce. */
    private static final class Counted extends TextCipher {
        private final Key key;
        private final Cipher counterMode = Cipher.getInstance("AES/CTR/NoPadding");

        private Counted(Key key) throws GeneralSecurityException {
            this.key = key;
        }

        @Override
        void seal(Scratch scratch, int ivLength, int length) throws GeneralSecurityException {
            int at = Scratch.TEXT - ivLength;
            System.arraycopy(scratch.source, at, scratch.result, at, ivLength);
            open(scratch, ivLength, length);
        }

        @Override
        void open(Scratch scratch, int ivLength, int length) throws GeneralSecurityException {
            counterMode.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(scratch.nonce));
            counterMode.doFinal(scratch.source, Scratch.TEXT, length, scratch.result, Scratch.TEXT);
        }
    }

    /** No encryption. */
    private static final class Clear extends TextCipher {
        @Override
        void seal(Scratch scratch, int ivLength, int length) {
            open(scratch, ivLength, length);
        }

        @Override
        void open(Scratch scratch, int ivLength, int length) {
            System.arraycopy(scratch.source, Scratch.TEXT, scratch.result, Scratch.TEXT, length);
        }
    }
}
