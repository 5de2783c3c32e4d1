// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.algorithm.EspAuth;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Authenticates beside a cipher: works the whole ICV out, of which an SA carries the first bytes. One thread's. */
abstract class Authenticator {
    /**
     * Works out the ICV of some bytes.
     *
     * @param work another array as long, which may be overwritten; gets the ICV at {@code at}.
     */
    abstract void tag(byte[] bytes, int from, int to, byte[] work, int at) throws GeneralSecurityException;

    static Authenticator of(EspAuth auth, JdkKey.Material key) throws GeneralSecurityException {
        return switch (auth) {
            case NONE -> new None();
            case HMAC_SHA1, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> new Hmac(key);
            case AES_CMAC -> AesMac.cmac(key);
            case AES_XCBC -> AesMac.xcbc(key);
        };
    }

    /** Nothing is authenticated: the SA carries no ICV. */
    private static final class None extends Authenticator {
        @Override
        void tag(byte[] bytes, int from, int to, byte[] work, int at) {
            // there is no ICV
        }
    }

    /** HMAC (RFC 2404, RFC 4868). */
    private static final class Hmac extends Authenticator {
        private final Mac mac;

        private Hmac(JdkKey.Material key) throws GeneralSecurityException {
            mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
        }

        @Override
        void tag(byte[] bytes, int from, int to, byte[] work, int at) throws GeneralSecurityException {
            mac.update(bytes, from, to - from);
            mac.doFinal(work, at);
        }
    }

    /**
     * AES-XCBC-MAC (RFC 3566) and AES-CMAC (RFC 4493), which the JDK lacks: CBC whose last block is masked with one of
     * two keys, the one for a whole block, the other for one that was padded.
     */
    private static final class AesMac extends Authenticator {
        private static final int BLOCK = 16;
        private static final int PADDING = 0x80;
        /** x^128 + x^7 + x^2 + x + 1. */
        private static final int POLYNOMIAL = 0x87;

        private final Cipher chain = Cipher.getInstance("AES/CBC/NoPadding");
        private final byte[] wholeMask;
        private final byte[] paddedMask;
        private final byte[] last = new byte[BLOCK];

        private AesMac(byte[] key, byte[] wholeMask, byte[] paddedMask) throws GeneralSecurityException {
            this.wholeMask = wholeMask;
            this.paddedMask = paddedMask;
            chain.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
            Arrays.fill(key, (byte) 0);
        }

        private static AesMac cmac(JdkKey.Material key) throws GeneralSecurityException {
            byte[] whole = doubled(encrypted(key, 0));
            return new AesMac(key.getEncoded(), whole, doubled(whole));
        }

        private static AesMac xcbc(JdkKey.Material key) throws GeneralSecurityException {
            return new AesMac(encrypted(key, 1), encrypted(key, 2), encrypted(key, 3));
        }

        /** A block of sixteen times the same byte, encrypted. */
        private static byte[] encrypted(JdkKey.Material key, int value) throws GeneralSecurityException {
            byte[] block = new byte[BLOCK];
            Arrays.fill(block, (byte) value);
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(block);
        }

        /** Times x in GF(2^128). */
        private static byte[] doubled(byte[] block) {
            byte[] twice = new byte[BLOCK];
            int carry = 0;
            for (int i = BLOCK - 1; i >= 0; i--) {
                int shifted = (block[i] & 0xff) << 1 | carry;
                twice[i] = (byte) shifted;
                carry = shifted >>> Byte.SIZE;
            }
            twice[BLOCK - 1] ^= (byte) (-carry & POLYNOMIAL);
            return twice;
        }

        @Override
        void tag(byte[] bytes, int from, int to, byte[] work, int at) throws GeneralSecurityException {
            int before = (to - from - 1) / BLOCK * BLOCK;
            int rest = to - from - before;
            Arrays.fill(last, (byte) 0);
            System.arraycopy(bytes, from + before, last, 0, rest);
            if (rest < BLOCK) {
                last[rest] = (byte) PADDING;
            }
            byte[] mask = rest < BLOCK ? paddedMask : wholeMask;
            for (int i = 0; i < BLOCK; i++) {
                last[i] ^= mask[i];
            }
            chain.update(bytes, from, before, work, 0);
            chain.doFinal(last, 0, BLOCK, work, at);
        }
    }
}
