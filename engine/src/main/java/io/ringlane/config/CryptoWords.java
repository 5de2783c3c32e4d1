// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the algorithms, keys and IV salt of one SA ({@code aead}, {@code enc}, {@code auth}, {@code auth-trunc},
 * {@code iv-salt}) and makes transform and key material of them. Holds keys until {@link #close}. Used once.
 */
final class CryptoWords implements AutoCloseable {
    static final String SUPPORTED = "supported: aead " + EspCipher.labels(true) + "; enc " + EspCipher.labels(false)
            + " with auth-trunc " + EspAuth.labels();

    /** Older names that the kernel takes too. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "aes", "cbc(aes)",
            "des3_ede", "cbc(des3_ede)",
            "cipher_null", "ecb(cipher_null)",
            "sha1", "hmac(sha1)",
            "sha256", "hmac(sha256)");

    /** What the kernel knows beside what is supported. */
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "enc",
                    Set.of(
                            "cbc(des)",
                            "des",
                            "cbc(cast5)",
                            "cbc(blowfish)",
                            "cbc(camellia)",
                            "cbc(serpent)",
                            "cbc(twofish)",
                            "cbc(sm4)",
                            "rfc3686(ctr(sm4))"),
            "auth", Set.of("digest_null", "hmac(md5)", "md5", "hmac(rmd160)", "rmd160", "hmac(sm3)"),
            "comp", Set.of("deflate", "lzs", "lzjh"));

    /** RFC 2104 gives no limit; longer keys than a block are hashed first, so more adds nothing. */
    private static final int LONGEST_HMAC_KEY = 512;

    private static final byte[] NO_KEY = {};

    private EspCipher cipher;
    private EspAuth auth = EspAuth.NONE;
    private byte[] cipherKey = NO_KEY;
    private byte[] authKey = NO_KEY;
    private int icvLength;
    private String ivSalt;

    /** Takes a keyword's words. @return false when the keyword is another one. */
    boolean take(String keyword, EntryWords words) {
        switch (keyword) {
            case "aead", "enc" -> cipher(keyword, words);
            case "auth", "auth-trunc" -> authentication(keyword, words);
            case "comp" -> throw unknown(words, keyword, words.value(keyword));
            case "iv-salt" -> ivSalt(words);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void cipher(String keyword, EntryWords words) {
        if (cipher != null) {
            throw words.error("'" + keyword + "' is given, but the SA has " + cipher.label() + " already");
        }
        String name = words.value(keyword);
        EspCipher named = EspCipher.of(OTHER_NAMES.getOrDefault(name, name));
        if (named == null || named.isAead() != keyword.equals("aead")) {
            throw unknown(words, keyword, name);
        }
        cipherKey = key(named, words);
        checkKeyLength(named, words);
        words.skipRemark();
        if (named.isAead()) {
            icvLength = icv(named.label(), sorted(named.icvLengths()), words);
        }
        cipher = named;
    }

    /** A key that the cipher does not have is printed as nothing, and typed as an empty word. */
    private static byte[] key(EspCipher named, EntryWords words) {
        if (named != EspCipher.NULL) {
            return words.keyMaterial(named.label());
        }
        if (words.nextIs("") || words.nextIs("0x")) {
            words.skip(1);
        } else if (words.nextIsKey()) {
            throw words.error("the key of " + named.label() + " must be empty");
        }
        return NO_KEY;
    }

    private void checkKeyLength(EspCipher named, EntryWords words) {
        int salt = named.saltLength();
        if (named == EspCipher.NULL || named.keyLengths().contains(cipherKey.length - salt)) {
            return;
        }
        List<Integer> lengths = sorted(named.keyLengths());
        String parts = salt == 0 ? "" : " (" + either(lengths) + " and " + salt + " of salt)";
        throw words.error("the key of " + named.label() + " has " + cipherKey.length + " bytes; allowed: "
                + either(lengths.stream().map(length -> length + salt).toList()) + parts);
    }

    private void authentication(String keyword, EntryWords words) {
        if (auth != EspAuth.NONE) {
            throw words.error("'" + keyword + "' is given, but the SA has " + auth.label() + " already");
        }
        String name = words.value(keyword);
        EspAuth named = name.isEmpty() ? null : EspAuth.of(OTHER_NAMES.getOrDefault(name, name));
        if (named == null) {
            throw unknown(words, keyword, name);
        }
        authKey = words.keyMaterial(named.label());
        boolean fits = named.isHmac()
                ? authKey.length > 0 && authKey.length <= LONGEST_HMAC_KEY
                : authKey.length == named.keyLength();
        if (!fits) {
            throw words.error("the key of " + named.label() + " has " + authKey.length + " bytes; allowed: "
                    + (named.isHmac() ? "1 to " + LONGEST_HMAC_KEY : Integer.toString(named.keyLength())));
        }
        words.skipRemark();
        // without a length the kernel takes its own: the shortest, for sha256 the historic 96 bits
        icvLength =
                keyword.equals("auth") ? named.icvLengths().getFirst() : icv(named.label(), named.icvLengths(), words);
        auth = named;
    }

    /** What was written is not shown: with a key written in pieces it would be one of them. */
    private static int icv(String algorithm, List<Integer> lengths, EntryWords words) {
        String bits = words.atEnd() ? "" : words.word();
        for (int length : lengths) {
            if (bits.equals(Integer.toString(length * Byte.SIZE))) {
                return length;
            }
        }
        throw words.error("the ICV length behind the key of " + algorithm + " must be "
                + either(lengths.stream().map(length -> length * Byte.SIZE).toList()) + " bits");
    }

    private static List<Integer> sorted(Set<Integer> lengths) {
        return lengths.stream().sorted(Comparator.naturalOrder()).toList();
    }

    private static String either(List<Integer> lengths) {
        int last = lengths.size() - 1;
        String front = lengths.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining(", "));
        return front + (last == 0 ? "" : " or ") + lengths.get(last);
    }

    private static ConfigException unknown(EntryWords words, String keyword, String name) {
        String kind = keyword.equals("auth-trunc") ? "auth" : keyword;
        String right = kindOf(name);
        if (right == null) {
            return words.error(
                    "unknown algorithm " + EntryWords.shown(name) + " behind '" + keyword + "'; " + SUPPORTED);
        }
        return words.error(
                right.equals(kind)
                        ? "algorithm '" + name + "' is not supported; " + SUPPORTED
                        : "algorithm '" + name + "' belongs behind '" + right + "', not '" + keyword + "'; "
                                + SUPPORTED);
    }

    /** The keyword that an algorithm belongs behind; null for one that nobody knows. */
    private static String kindOf(String name) {
        String full = OTHER_NAMES.getOrDefault(name, name);
        if (EspCipher.of(full) != null) {
            return EspCipher.of(full).isAead() ? "aead" : "enc";
        }
        if (!full.isEmpty() && EspAuth.of(full) != null) {
            return "auth";
        }
        return Stream.of("enc", "auth", "comp")
                .filter(kind -> KNOWN.get(kind).contains(name))
                .findFirst()
                .orElse(null);
    }

    private void ivSalt(EntryWords words) {
        if (ivSalt != null) {
            throw words.error("'iv-salt' is given twice");
        }
        String value = words.value("iv-salt");
        if (!value.matches("0x[0-9a-fA-F]{1,16}|0x[0-9a-fA-F]{32}")) {
            throw words.error(
                    "'iv-salt' must be 0x and 1 to 16 or 32 hexadecimal digits, is " + EntryWords.shown(value));
        }
        ivSalt = value.substring(2);
    }

    /**
     * Checks that the words fit together, and sets transform and salt.
     *
     * @param ivSalts asked for a salt when the entry has none.
     */
    void fill(SaConfigBuilder builder, EntryWords words, boolean unauthenticatedAllowed, LongSupplier ivSalts) {
        if (cipher == null) {
            throw words.entryError(
                    auth == EspAuth.NONE
                            ? "the SA has no algorithm; " + SUPPORTED
                            : "the SA has no 'enc'; to authenticate only: enc " + EspCipher.NULL.label() + " \"\"");
        }
        if (cipher.isAead() && auth != EspAuth.NONE) {
            throw words.entryError(cipher.label() + " authenticates by itself: leave 'auth' out");
        }
        if (!cipher.isAead() && auth == EspAuth.NONE) {
            unauthenticated(words, unauthenticatedAllowed);
        }
        builder.transform(words.shared(transform()));
        salt(builder, words, ivSalts);
    }

    private void unauthenticated(EntryWords words, boolean allowed) {
        if (cipher == EspCipher.NULL) {
            throw words.entryError(cipher.label() + " without 'auth' protects nothing: add auth-trunc");
        }
        if (!allowed) {
            throw words.entryError(cipher.label() + " without 'auth' lets packets be forged: add auth-trunc, or allow"
                    + " it with --allow-unauthenticated");
        }
    }

    private EspTransform transform() {
        int keyLength = cipherKey.length - cipher.saltLength();
        return cipher.isAead()
                ? EspTransform.aead(cipher, keyLength, icvLength)
                : EspTransform.cipher(cipher, keyLength, auth, authKey.length, icvLength);
    }

    private void salt(SaConfigBuilder builder, EntryWords words, LongSupplier ivSalts) {
        boolean isLong = cipher.ivLength() > Long.BYTES;
        if (ivSalt == null) {
            long first = ivSalts.getAsLong();
            builder.ivSalt(first, isLong ? ivSalts.getAsLong() : 0);
            return;
        }
        int half = Long.BYTES * 2;
        if (isLong != ivSalt.length() > half) {
            throw words.entryError("'iv-salt' of " + cipher.label() + " must have " + (isLong ? "32" : "1 to 16")
                    + " hexadecimal digits, has " + ivSalt.length());
        }
        int end = Math.min(half, ivSalt.length());
        builder.ivSalt(
                Long.parseUnsignedLong(ivSalt.substring(0, end), half),
                isLong ? Long.parseUnsignedLong(ivSalt.substring(end), half) : 0);
    }

    /** Key, salt, and the key that authenticates. */
    SecretKey key() {
        byte[] material = Arrays.copyOf(cipherKey, cipherKey.length + authKey.length);
        System.arraycopy(authKey, 0, material, cipherKey.length, authKey.length);
        return new SecretKey(material);
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        Arrays.fill(cipherKey, (byte) 0);
        Arrays.fill(authKey, (byte) 0);
    }
}
