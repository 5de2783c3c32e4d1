// SPDX-License-Identifier: Apache-2.0
package io.ringlane.algorithm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The algorithms of ESP that authenticate beside a cipher: over SPI, low number, IV and ciphertext, and behind them the
 * high half of the number where the SA has ESN (RFC 4303 section 3.3.2.1). Lengths are bytes.
 */
public enum EspAuth {
    /** None: the SA must say so. */
    NONE("", List.of(0), 0, 0),
    /** RFC 2404. */
    HMAC_SHA1("hmac(sha1)", List.of(12), 20, 64),
    /** RFC 4868; 12 is the kernel's historic length. */
    HMAC_SHA256("hmac(sha256)", List.of(12, 16), 32, 64),
    HMAC_SHA384("hmac(sha384)", List.of(24), 48, 128),
    HMAC_SHA512("hmac(sha512)", List.of(32), 64, 128),
    /** RFC 3566. */
    AES_XCBC("xcbc(aes)", List.of(12), 16, 16),
    /** RFC 4494. */
    AES_CMAC("cmac(aes)", List.of(12), 16, 16);

    private static final EspAuth[] ALL = values();

    private final String label;
    private final List<Integer> icvLengths;
    private final int keyLength;
    private final int blockLength;

    EspAuth(String label, List<Integer> icvLengths, int keyLength, int blockLength) {
        this.label = label;
        this.icvLengths = icvLengths;
        this.keyLength = keyLength;
        this.blockLength = blockLength;
    }

    /** The algorithm that {@code ip xfrm} spells so, {@link #NONE} for an empty word, null if there is none. */
    public static EspAuth of(String label) {
        for (EspAuth auth : ALL) {
            if (auth.label.equals(label)) {
                return auth;
            }
        }
        return null;
    }

    /** Labels for messages. */
    public static String labels() {
        return Stream.of(values())
                .filter(auth -> auth != NONE)
                .map(EspAuth::label)
                .collect(Collectors.joining(", "));
    }

    /** As {@code ip xfrm} spells it. */
    public String label() {
        return label;
    }

    /** Allowed ICVs, the shortest first. */
    public List<Integer> icvLengths() {
        return icvLengths;
    }

    /** Length of the key that the RFC asks for; HMAC takes others, too. */
    public int keyLength() {
        return keyLength;
    }

    /** Block of the hash, 64 or 128, or of the cipher, 16. */
    public int blockLength() {
        return blockLength;
    }

    /** True when the key may have another length than {@link #keyLength}. */
    public boolean isHmac() {
        return blockLength > 16;
    }
}
