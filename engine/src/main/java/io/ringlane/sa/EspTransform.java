// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;

/**
 * The cryptographic shape of an SA: which algorithm, and the lengths that packet arithmetic needs.
 *
 * @param name as {@code ip xfrm} spells it.
 * @param keyLength cipher key bytes, salt not counted.
 * @param saltLength salt bytes that follow the key in the key material.
 * @param ivLength explicit IV bytes on the wire.
 * @param icvLength ICV bytes on the wire.
 * @param padBlock payload, padding and the two trailer bytes are a multiple of this: 4 for counter modes.
 * @param authName algorithm of its own that authenticates, as {@code ip xfrm} spells it; empty where the cipher does.
 * @param authKeyLength bytes of its key, which follow cipher key and salt in the key material.
 */
public record EspTransform(
        String name,
        int keyLength,
        int saltLength,
        int ivLength,
        int icvLength,
        int padBlock,
        String authName,
        int authKeyLength) {
    public static final String AES_GCM = EspCipher.AES_GCM.label();
    private static final String NONE = "benchmark(null)";

    /** A cipher that authenticates too, or one whose authentication does not matter. */
    public EspTransform(String name, int keyLength, int saltLength, int ivLength, int icvLength, int padBlock) {
        this(name, keyLength, saltLength, ivLength, icvLength, padBlock, "", 0);
    }

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
        return aead(EspCipher.AES_GCM, keyBits / 8, icvBits / 8);
    }

    /**
     * A cipher that authenticates, too.
     *
     * @param keyBytes salt not counted.
     * @throws IllegalArgumentException for lengths that it does not have.
     */
    public static EspTransform aead(EspCipher cipher, int keyBytes, int icvBytes) {
        if (!cipher.isAead() || !cipher.icvLengths().contains(icvBytes)) {
            throw new IllegalArgumentException(cipher.label() + " has no ICV of " + icvBytes + " bytes");
        }
        return of(cipher, keyBytes, icvBytes);
    }

    /**
     * A cipher with an algorithm of its own that authenticates, or {@link EspAuth#NONE}.
     *
     * @param authKeyBytes any length for HMAC.
     * @throws IllegalArgumentException for lengths that they do not have.
     */
    public static EspTransform cipher(EspCipher cipher, int keyBytes, EspAuth auth, int authKeyBytes, int icvBytes) {
        if (cipher.isAead()) {
            throw new IllegalArgumentException(cipher.label() + " authenticates by itself");
        }
        if (!auth.icvLengths().contains(icvBytes)) {
            throw new IllegalArgumentException(auth.label() + " has no ICV of " + icvBytes + " bytes");
        }
        if (auth == EspAuth.NONE || auth.isHmac() ? authKeyBytes < 0 : authKeyBytes != auth.keyLength()) {
            throw new IllegalArgumentException(auth.label() + " has no key of " + authKeyBytes + " bytes");
        }
        EspTransform transform = of(cipher, keyBytes, icvBytes);
        return auth == EspAuth.NONE ? transform : transform.authenticatedBy(auth.label(), authKeyBytes, icvBytes);
    }

    private static EspTransform of(EspCipher cipher, int keyBytes, int icvBytes) {
        if (!cipher.keyLengths().contains(keyBytes)) {
            throw new IllegalArgumentException(cipher.label() + " has no key of " + keyBytes + " bytes");
        }
        return new EspTransform(
                cipher.label(), keyBytes, cipher.saltLength(), cipher.ivLength(), icvBytes, cipher.padBlock());
    }

    /** The cipher; null for one that only tests or benchmarks have. Set-up only. */
    public EspCipher cipher() {
        return EspCipher.of(name);
    }

    /** What authenticates beside the cipher. Set-up only. */
    public EspAuth auth() {
        return EspAuth.of(authName);
    }

    /** Whether ESP has these algorithms and lengths; false for what only tests or benchmarks have. Set-up only. */
    public boolean isEsp() {
        EspCipher cipher = cipher();
        EspAuth auth = auth();
        return cipher != null
                && auth != null
                && cipher.keyLengths().contains(keyLength)
                && saltLength == cipher.saltLength()
                && ivLength == cipher.ivLength()
                && padBlock == cipher.padBlock()
                && (cipher.isAead() ? hasOwnIcv(cipher, auth) : isJoined(auth));
    }

    private boolean hasOwnIcv(EspCipher cipher, EspAuth auth) {
        return auth == EspAuth.NONE && authKeyLength == 0 && cipher.icvLengths().contains(icvLength);
    }

    private boolean isJoined(EspAuth auth) {
        boolean keyFits = auth.isHmac() ? authKeyLength >= 0 : authKeyLength == auth.keyLength();
        return keyFits && auth.icvLengths().contains(icvLength);
    }

    /** Nothing tells a forged packet from a real one. Set-up only. */
    public boolean isUnauthenticated() {
        EspCipher cipher = cipher();
        return cipher != null && !cipher.isAead() && auth() == EspAuth.NONE;
    }

    /** Both algorithms, for messages. */
    public String label() {
        return authName.isEmpty() ? name : name + " with " + authName;
    }

    /** No protection at all, with the lengths of AES-128-GCM: measures the path around it. Never configurable. */
    public static EspTransform nullForBenchmarks() {
        return new EspTransform(NONE, 0, 0, 8, 16, 4);
    }

    public boolean isNull() {
        return name.equals(NONE);
    }

    /** The same cipher with an algorithm of its own that authenticates what was encrypted (RFC 4303, 3.3.2.1). */
    public EspTransform authenticatedBy(String auth, int keyBytes, int icvBytes) {
        return new EspTransform(name, keyLength, saltLength, ivLength, icvBytes, padBlock, auth, keyBytes);
    }

    /** Key material bytes: key, salt, and the key that authenticates. */
    public int materialLength() {
        return keyLength + saltLength + authKeyLength;
    }
}
