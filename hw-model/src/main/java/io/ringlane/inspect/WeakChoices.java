// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.config.XfrmConfig;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What is weak in an SA by itself, and what two SAs have in common that they must not. Used by one thread, once. */
final class WeakChoices {
    private static final int SHORT_ICV = 8;
    /** RFC 8221 section 5: a cipher with blocks of 64 bits is to stop at 2^32 of them at most. */
    private static final long MOST_BYTES_64 = 1L << 35;

    private final List<Finding> findings;
    private final Map<String, Integer> keys = new HashMap<>();

    WeakChoices(List<Finding> findings) {
        this.findings = findings;
    }

    void look(XfrmConfig.SaEntry entry) {
        SaConfig sa = entry.config();
        int line = entry.line();
        algorithms(sa, line);
        numbers(sa, line);
        if (entry.key().length() > 0) {
            key(entry.key(), sa, line);
        }
    }

    private void algorithms(SaConfig sa, int line) {
        EspTransform transform = sa.transform();
        EspCipher cipher = transform.cipher();
        EspAuth auth = transform.auth();
        boolean authenticates = cipher == null || cipher.isAead() || auth != null && auth != EspAuth.NONE;
        if (!authenticates) {
            add(
                    line,
                    Finding.Kind.ERROR,
                    name(sa) + " encrypts without authentication: anybody can change its packets");
        }
        if (cipher == EspCipher.NULL || cipher == EspCipher.AES_GMAC) {
            add(line, Finding.Kind.WARNING, name(sa) + " does not encrypt: " + cipher.label());
        }
        if (cipher == EspCipher.DES3_CBC) {
            boolean limited = sa.limits().hardBytes() <= MOST_BYTES_64;
            add(
                    line,
                    Finding.Kind.WARNING,
                    name(sa) + " has a legacy cipher, " + cipher.label()
                            + (limited ? "" : ", without 'limit byte-hard' of " + MOST_BYTES_64 + " or less"));
        }
        if (auth == EspAuth.HMAC_SHA1) {
            add(line, Finding.Kind.NOTE, name(sa) + " authenticates with " + auth.label() + ", which is being retired");
        }
        if (auth == EspAuth.HMAC_SHA256 && transform.icvLength() == 12) {
            add(line, Finding.Kind.NOTE, name(sa) + " cuts hmac(sha256) to 96 bits; RFC 4868 has 128");
        }
        if (transform.icvLength() <= SHORT_ICV && authenticates) {
            add(line, Finding.Kind.WARNING, name(sa) + " has an ICV of " + transform.icvLength() * 8 + " bits only");
        }
    }

    private void numbers(SaConfig sa, int line) {
        if (sa.has(SaFlags.OSEQ_MAY_WRAP)) {
            add(line, Finding.Kind.WARNING, name(sa) + " lets its numbers begin again: use flag esn");
        }
        if (sa.replayWindow() == 0) {
            add(line, Finding.Kind.NOTE, name(sa) + " has no replay window, which receiving needs");
        }
        boolean limited =
                sa.limits().hardBytes() != SaLimits.INFINITE || sa.limits().hardPackets() != SaLimits.INFINITE;
        if (sa.esn() && !limited) {
            add(line, Finding.Kind.NOTE, name(sa) + " has esn and no hard limit: its key is never changed by use");
        }
    }

    /** Two SAs with one key give the same nonces twice. */
    private void key(SecretKey key, SaConfig sa, int line) {
        byte[] material = new byte[key.length()];
        key.copyTo(0, material);
        if (isPattern(material)) {
            add(line, Finding.Kind.ERROR, name(sa) + " has a key that is a pattern, not a random number");
        }
        byte[] cipherKey = Arrays.copyOf(
                material, sa.transform().keyLength() + sa.transform().saltLength());
        String digest = cipherKey.length == 0 ? null : digest(cipherKey);
        Integer other = digest == null ? null : keys.putIfAbsent(digest, line);
        Arrays.fill(material, (byte) 0);
        Arrays.fill(cipherKey, (byte) 0);
        if (other != null) {
            EspCipher cipher = sa.transform().cipher();
            boolean fatal = cipher != null && cipher.needsUniqueNonce();
            add(
                    line,
                    fatal ? Finding.Kind.ERROR : Finding.Kind.WARNING,
                    name(sa)
                            + " has the key of the SA in line " + other
                            + (fatal ? ": both will use the same nonces" : ""));
        }
    }

    /** All bytes the same, or each one more than the one before. */
    private static boolean isPattern(byte[] material) {
        if (material.length < 2) {
            return false;
        }
        int step = (byte) (material[1] - material[0]);
        for (int i = 2; i < material.length; i++) {
            if ((byte) (material[i] - material[i - 1]) != step) {
                return false;
            }
        }
        return Math.abs(step) <= 1;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(int line, Finding.Kind kind, String text) {
        findings.add(new Finding(line, kind, text));
    }

    private static String name(SaConfig sa) {
        return "the SA " + sa.id();
    }
}
