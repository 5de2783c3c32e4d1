// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;

/**
 * Every algorithm of ESP on the JDK's ciphers; those that it lacks (CCM, XCBC, CMAC) are composed of its AES. Always
 * there, portable, the slowest and the only one that makes garbage. Thread safe.
 */
public final class JdkProvider implements CryptoProvider {
    public static final String NAME = "jdk";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean supports(EspTransform transform) {
        return transform.isEsp();
    }

    /**
     * Copies the keys; a salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("crypto provider " + NAME + " has no " + transform.label());
        }
        if (key.length() != transform.materialLength()) {
            throw new IllegalArgumentException(transform.label() + " needs " + transform.materialLength()
                    + " key bytes, salt included, has " + key.length());
        }
        return new JdkKey(transform, key);
    }

    @Override
    public BurstCipher newCipher() {
        return new JdkCipher();
    }
}
