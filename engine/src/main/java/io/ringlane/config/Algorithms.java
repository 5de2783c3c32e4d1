// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.sa.EspTransform;
import java.util.Map;
import java.util.Set;

/** Names of algorithms: which can be used, which are only known, and the messages about both. */
final class Algorithms {
    private static final String SUPPORTED = "supported: aead " + EspTransform.AES_GCM;
    private static final int GCM_SALT = 4;
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "aead",
                    Set.of(
                            EspTransform.AES_GCM,
                            "rfc4309(ccm(aes))",
                            "rfc4543(gcm(aes))",
                            "rfc7539esp(chacha20,poly1305)"),
            "enc",
                    Set.of(
                            "ecb(cipher_null)",
                            "cipher_null",
                            "cbc(aes)",
                            "aes",
                            "cbc(des)",
                            "des",
                            "cbc(des3_ede)",
                            "des3_ede",
                            "rfc3686(ctr(aes))",
                            "cbc(cast5)",
                            "cbc(blowfish)",
                            "cbc(camellia)",
                            "cbc(serpent)",
                            "cbc(twofish)",
                            "cbc(sm4)",
                            "rfc3686(ctr(sm4))"),
            "auth",
                    Set.of(
                            "digest_null",
                            "hmac(md5)",
                            "md5",
                            "hmac(sha1)",
                            "sha1",
                            "hmac(sha256)",
                            "sha256",
                            "hmac(sha384)",
                            "hmac(sha512)",
                            "hmac(rmd160)",
                            "rmd160",
                            "hmac(sm3)",
                            "xcbc(aes)",
                            "cmac(aes)"),
            "comp", Set.of("deflate", "lzs", "lzjh"));

    private Algorithms() {}

    /** Refuses any algorithm but the one that is supported. @param keyword aead, enc, auth, auth-trunc or comp. */
    static void check(EntryWords words, String keyword, String name) {
        if (keyword.equals("aead") && name.equals(EspTransform.AES_GCM)) {
            return;
        }
        String kind = keyword.equals("auth-trunc") ? "auth" : keyword;
        for (Map.Entry<String, Set<String>> known : KNOWN.entrySet()) {
            if (known.getValue().contains(name)) {
                throw words.error(
                        known.getKey().equals(kind)
                                ? "algorithm '" + name + "' is not supported yet; " + SUPPORTED
                                : "algorithm '" + name + "' belongs behind '" + known.getKey() + "', not '" + keyword
                                        + "'; " + SUPPORTED);
            }
        }
        throw words.error("unknown algorithm " + EntryWords.shown(name) + " behind '" + keyword + "'; " + SUPPORTED);
    }

    /** The transform for a key of this length and an ICV as written, in bits. */
    static EspTransform aesGcm(EntryWords words, int keyBytes, String icv) {
        int keyBits = (keyBytes - GCM_SALT) * 8;
        if (keyBits != 128 && keyBits != 192 && keyBits != 256) {
            throw words.error("the key of " + EspTransform.AES_GCM + " has " + keyBytes
                    + " bytes; allowed: 20, 28 or 36 (16, 24 or 32 for AES and 4 of salt)");
        }
        return switch (icv) {
            case "64", "96", "128" -> EspTransform.aesGcm(keyBits, Integer.parseInt(icv));
            // not shown: with a key written in pieces it would be one of them
            default ->
                throw words.error(
                        "the ICV length behind the key of " + EspTransform.AES_GCM + " must be 64, 96 or 128 bits");
        };
    }
}
