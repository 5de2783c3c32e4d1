// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of one SA, with the JDK's objects of each thread that uses them. The keys themselves stand off-heap and are
 * zeroed on close. What the JDK keeps on the heap (expanded keys, its copies of keys, and short-lived ones made by each
 * init) cannot be reached: closing only drops its objects for the collector.
 */
final class JdkKey implements CryptoKey {
    private final EspTransform transform;
    private final Material cipherKey;
    private final Material authKey;
    private final Map<Object, Session> sessions = new ConcurrentHashMap<>();

    /** @param material cipher key, salt, key that authenticates; copied but for the salt. */
    JdkKey(EspTransform transform, SecretKey material) {
        this.transform = transform;
        byte[] all = new byte[material.length()];
        try {
            material.copyTo(0, all);
            cipherKey = new Material(cipherName(transform), Arrays.copyOf(all, transform.keyLength()));
            int auth = transform.keyLength() + transform.saltLength();
            authKey = new Material(authName(transform.auth()), Arrays.copyOfRange(all, auth, all.length));
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    private static String cipherName(EspTransform transform) {
        return switch (transform.cipher()) {
            case CHACHA20_POLY1305 -> "ChaCha20";
            case DES3_CBC -> "DESede";
            case AES_GCM, AES_GMAC, AES_CCM, AES_CBC, AES_CTR, NULL -> "AES";
        };
    }

    /** As the JDK calls the algorithm; AES where it is made of that. */
    static String authName(EspAuth auth) {
        return switch (auth) {
            case HMAC_SHA1 -> "HmacSHA1";
            case HMAC_SHA256 -> "HmacSHA256";
            case HMAC_SHA384 -> "HmacSHA384";
            case HMAC_SHA512 -> "HmacSHA512";
            case AES_XCBC, AES_CMAC, NONE -> "AES";
        };
    }

    /** The JDK's objects of this key for the thread that owns {@code owner}; made when first asked for. */
    Session session(Object owner) throws GeneralSecurityException {
        Session session = sessions.get(owner);
        if (session == null) {
            session = newSession();
            sessions.put(owner, session);
        }
        return session;
    }

    private Session newSession() throws GeneralSecurityException {
        return switch (transform.cipher()) {
            case AES_GCM -> new AesGcm(transform, cipherKey);
            case AES_GMAC -> new AesGmac(cipherKey);
            case AES_CCM -> new AesCcm(transform, cipherKey);
            case CHACHA20_POLY1305 -> new ChaCha20Poly1305(cipherKey);
            case AES_CBC, AES_CTR, DES3_CBC, NULL -> new EncryptThenMac(transform, cipherKey, authKey);
        };
    }

    boolean isClosed() {
        return cipherKey.secret.isClosed();
    }

    @Override
    public EspTransform transform() {
        return transform;
    }

    @Override
    public void close() {
        cipherKey.secret.close();
        authKey.secret.close();
        sessions.clear();
    }

    /** A key as the JDK wants to see it: hands out a copy from off-heap memory, which the JDK wipes or keeps. */
    static final class Material implements javax.crypto.SecretKey {
        @Serial
        private static final long serialVersionUID = 1L;

        private final String algorithm;
        private final transient SecretKey secret;

        /** @param bytes copied, and wiped. */
        private Material(String algorithm, byte[] bytes) {
            this.algorithm = algorithm;
            secret = new SecretKey(bytes);
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            byte[] copy = new byte[secret.length()];
            secret.copyTo(0, copy);
            return copy;
        }

        @Override
        public String toString() {
            return secret.toString();
        }
    }
}
