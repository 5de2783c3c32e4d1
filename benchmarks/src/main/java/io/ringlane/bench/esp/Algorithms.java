// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.esp;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The algorithms that are measured, by short names for rows: cipher, bits of its key, hash. Immutable. */
public final class Algorithms {
    /** What is measured when nothing is said. */
    public static final String DEFAULT = "gcm-128";

    private static final Map<String, EspTransform> ALL = new LinkedHashMap<>();

    static {
        ALL.put(DEFAULT, EspTransform.aesGcm(128, 128));
        ALL.put("gcm-192", EspTransform.aesGcm(192, 128));
        ALL.put("gcm-256", EspTransform.aesGcm(256, 128));
        ALL.put("gmac-128", EspTransform.aead(EspCipher.AES_GMAC, 16, 16));
        ALL.put("ccm-128", EspTransform.aead(EspCipher.AES_CCM, 16, 16));
        ALL.put("ccm-256", EspTransform.aead(EspCipher.AES_CCM, 32, 16));
        ALL.put("chacha20", EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16));
        for (EspAuth auth : EspAuth.values()) {
            if (auth != EspAuth.NONE) {
                ALL.put("cbc-128-" + word(auth), joined(EspCipher.AES_CBC, 16, auth));
            }
        }
        ALL.put("cbc-256-sha256", joined(EspCipher.AES_CBC, 32, EspAuth.HMAC_SHA256));
        ALL.put("ctr-128-sha256", joined(EspCipher.AES_CTR, 16, EspAuth.HMAC_SHA256));
        ALL.put("ctr-256-sha512", joined(EspCipher.AES_CTR, 32, EspAuth.HMAC_SHA512));
        ALL.put("3des-sha1", joined(EspCipher.DES3_CBC, 24, EspAuth.HMAC_SHA1));
        ALL.put("null-sha1", joined(EspCipher.NULL, 0, EspAuth.HMAC_SHA1));
        ALL.put("null-sha256", joined(EspCipher.NULL, 0, EspAuth.HMAC_SHA256));
    }

    private Algorithms() {}

    private static String word(EspAuth auth) {
        return auth.label().replaceAll("hmac\\(|\\(aes|\\)", "");
    }

    private static EspTransform joined(EspCipher cipher, int keyBytes, EspAuth auth) {
        return EspTransform.cipher(
                cipher, keyBytes, auth, auth.keyLength(), auth.icvLengths().getLast());
    }

    /** All short names. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** The algorithm of a short name, null if there is none. */
    public static EspTransform of(String name) {
        return ALL.get(name);
    }
}
