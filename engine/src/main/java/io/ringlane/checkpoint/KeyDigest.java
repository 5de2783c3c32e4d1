// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Knows keys again without keeping them: HMAC-SHA-256 under a secret that each file draws for itself, cut to 128 bits.
 * Set-up only, one thread.
 */
final class KeyDigest {
    private final Mac mac;

    KeyDigest(byte[] secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without HmacSHA256", e);
        }
    }

    /**
     * Of what must not meet the same number twice: cipher key and salt. The algorithm's name is left out on purpose,
     * since counter modes share their key stream; so is the SA's, as two SAs may have the same key.
     */
    ByteBuffer ofNonces(SaConfig config, SecretKey key) {
        return digest(
                CheckpointLayout.OUTBOUND,
                key,
                config.transform().keyLength() + config.transform().saltLength());
    }

    /** Of what must not take the same number twice: an SA with its key. */
    ByteBuffer ofWindow(SaConfig config, SecretKey key) {
        IpAddress to = config.id().destination();
        mac.update(ByteBuffer.allocate(2 * Long.BYTES + 4 * Integer.BYTES)
                .putLong(to.high())
                .putLong(to.low())
                .putInt(to.family())
                .putInt(config.id().spi())
                .putInt(config.id().mark())
                .putInt(config.id().markMask())
                .flip());
        return digest(CheckpointLayout.INBOUND, key, key.length());
    }

    private ByteBuffer digest(int kind, SecretKey key, int length) {
        byte[] material = new byte[length];
        key.copyTo(0, material);
        mac.update((byte) kind);
        mac.update(material);
        Arrays.fill(material, (byte) 0);
        return ByteBuffer.wrap(Arrays.copyOf(mac.doFinal(), CheckpointLayout.DIGEST_LENGTH));
    }
}
