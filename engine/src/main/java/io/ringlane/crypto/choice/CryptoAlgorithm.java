// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * An algorithm as the choice sees it: providers are compared for each of these, whatever the ICV's length. Immutable.
 *
 * @param name for people, for example {@code aes-128-cbc+sha256}.
 * @param transform that is measured in its place.
 */
public record CryptoAlgorithm(String name, EspTransform transform) {
    /** Those that are decided when the choice is first asked for. */
    static final List<CryptoAlgorithm> GCM = all(EspCipher.AES_GCM, EspAuth.NONE);

    /**
     * All that people see compared: each cipher with each length of key, with HMAC-SHA-256 where it does not
     * authenticate by itself, and every other way to authenticate once.
     */
    public static final List<CryptoAlgorithm> ALL = all();

    private static List<CryptoAlgorithm> all() {
        List<CryptoAlgorithm> all = new ArrayList<>();
        for (EspCipher cipher : EspCipher.values()) {
            all.addAll(all(cipher, cipher.isAead() ? EspAuth.NONE : EspAuth.HMAC_SHA256));
        }
        for (EspAuth auth : EspAuth.values()) {
            if (auth != EspAuth.NONE && auth != EspAuth.HMAC_SHA256) {
                all.add(all(EspCipher.AES_CBC, auth).getFirst());
            }
        }
        all.addAll(all(EspCipher.DES3_CBC, EspAuth.HMAC_SHA1));
        all.addAll(all(EspCipher.NULL, EspAuth.HMAC_SHA1));
        return List.copyOf(all);
    }

    private static List<CryptoAlgorithm> all(EspCipher cipher, EspAuth auth) {
        return cipher.keyLengths().stream()
                .sorted()
                .map(length -> cipher.isAead()
                        ? EspTransform.aead(cipher, length, 16)
                        : EspTransform.cipher(
                                cipher,
                                length,
                                auth,
                                auth.keyLength(),
                                auth.icvLengths().getLast()))
                .map(CryptoAlgorithm::of)
                .toList();
    }

    /** The algorithm that protects an SA of this shape. */
    static CryptoAlgorithm of(EspTransform shape) {
        EspCipher cipher = shape.cipher();
        if (cipher == null) {
            return new CryptoAlgorithm(shape.name(), shape);
        }
        String aes = "aes-" + shape.keyLength() * Byte.SIZE;
        String name = switch (cipher) {
            case AES_GCM -> aes + "-gcm";
            case AES_GMAC -> aes + "-gmac";
            case AES_CCM -> aes + "-ccm";
            case CHACHA20_POLY1305 -> "chacha20-poly1305";
            case AES_CBC -> aes + "-cbc";
            case AES_CTR -> aes + "-ctr";
            case DES3_CBC -> "3des-cbc";
            case NULL -> "null";
        };
        return new CryptoAlgorithm(name + auth(shape.auth()), shape);
    }

    private static String auth(EspAuth auth) {
        return switch (auth) {
            case NONE -> "";
            case HMAC_SHA1 -> "+sha1";
            case HMAC_SHA256 -> "+sha256";
            case HMAC_SHA384 -> "+sha384";
            case HMAC_SHA512 -> "+sha512";
            case AES_XCBC -> "+xcbc";
            case AES_CMAC -> "+cmac";
        };
    }

    /** Whether it is the same cipher, perhaps with a key of another length. */
    boolean isKin(CryptoAlgorithm other) {
        return transform.name().equals(other.transform.name())
                && transform.authName().equals(other.transform.authName());
    }
}
