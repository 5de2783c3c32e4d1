// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.Arrays;

/** AES-GCM of the JDK: always there, portable, the slowest and the only one that makes garbage. Thread safe. */
public final class JdkProvider implements CryptoProvider {
    public static final String NAME = "jdk";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean supports(EspTransform transform) {
        return transform.name().equals(EspTransform.AES_GCM);
    }

    /**
     * Copies the cipher key; the salt is part of the nonce, which the caller writes.
     *
     * @throws IllegalArgumentException for another algorithm, or material of the wrong length.
     */
    @Override
    public CryptoKey newKey(EspTransform transform, SecretKey key) {
        if (!supports(transform)) {
            throw new IllegalArgumentException("crypto provider " + NAME + " has no " + transform.name());
        }
        if (key.length() != transform.materialLength()) {
            throw new IllegalArgumentException(transform.name() + " needs " + transform.materialLength()
                    + " key bytes, salt included, has " + key.length());
        }
        byte[] material = new byte[transform.keyLength()];
        try {
            key.copyTo(0, material);
            return new JdkAesGcm.Key(transform, material);
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    @Override
    public BurstCipher newCipher() {
        return new JdkAesGcm();
    }
}
