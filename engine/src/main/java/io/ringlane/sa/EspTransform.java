// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * The cryptographic shape of an SA: which algorithm, and the lengths that packet arithmetic needs.
 *
 * @param name as {@code ip xfrm} spells it.
 * @param keyLength cipher key bytes, salt not counted.
 * @param saltLength salt bytes that follow the key in the key material.
 * @param ivLength explicit IV bytes on the wire.
 * @param icvLength ICV bytes on the wire.
 * @param padBlock payload, padding and the two trailer bytes are a multiple of this: 4 for counter modes.
 */
public record EspTransform(String name, int keyLength, int saltLength, int ivLength, int icvLength, int padBlock) {
    public static final String AES_GCM = "rfc4106(gcm(aes))";
    private static final String NONE = "benchmark(null)";
    private static final int GCM_SALT = 4;

    /**
     * AES-GCM as in RFC 4106.
     *
     * @param keyBits 128, 192 or 256.
     * @param icvBits 64, 96 or 128.
     */
    public static EspTransform aesGcm(int keyBits, int icvBits) {
        if (keyBits != 128 && keyBits != 192 && keyBits != 256) {
            throw new IllegalArgumentException("AES-GCM key must have 128, 192 or 256 bits, has " + keyBits);
        }
        if (icvBits != 64 && icvBits != 96 && icvBits != 128) {
            throw new IllegalArgumentException("AES-GCM ICV must have 64, 96 or 128 bits, has " + icvBits);
        }
        return new EspTransform(AES_GCM, keyBits / 8, GCM_SALT, 8, icvBits / 8, 4);
    }

    /** No protection at all, with the lengths of AES-128-GCM: measures the path around it. Never configurable. */
    public static EspTransform nullForBenchmarks() {
        return new EspTransform(NONE, 0, 0, 8, 16, 4);
    }

    public boolean isNull() {
        return name.equals(NONE);
    }

    /** Key material bytes: key and salt. */
    public int materialLength() {
        return keyLength + saltLength;
    }
}
