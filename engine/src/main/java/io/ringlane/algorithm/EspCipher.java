// SPDX-License-Identifier: Apache-2.0
package io.ringlane.algorithm;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ciphers of ESP and the lengths that each fixes. Lengths are bytes. An AEAD authenticates what it encrypts; the
 * others are joined with an {@link EspAuth}.
 */
public enum EspCipher {
    /** AES-GCM, RFC 4106. */
    AES_GCM("rfc4106(gcm(aes))", true, Set.of(16, 24, 32), 4, 8, 4, Set.of(8, 12, 16)),
    /** AES-GMAC, RFC 4543: authenticates the IV and the text too, encrypts nothing. */
    AES_GMAC("rfc4543(gcm(aes))", true, Set.of(16, 24, 32), 4, 8, 4, Set.of(16)),
    /** AES-CCM, RFC 4309: a nonce of 11 bytes. */
    AES_CCM("rfc4309(ccm(aes))", true, Set.of(16, 24, 32), 3, 8, 4, Set.of(8, 12, 16)),
    /** RFC 7634. */
    CHACHA20_POLY1305("rfc7539esp(chacha20,poly1305)", true, Set.of(32), 4, 8, 4, Set.of(16)),
    /** AES-CBC, RFC 3602. */
    AES_CBC("cbc(aes)", false, Set.of(16, 24, 32), 0, 16, 16, Set.of()),
    /** AES-CTR, RFC 3686: the salt is its nonce, the counter begins with 1. */
    AES_CTR("rfc3686(ctr(aes))", false, Set.of(16, 24, 32), 4, 8, 4, Set.of()),
    /** Triple DES in CBC, RFC 2451. Legacy: its block of 64 bits is too short for much traffic under a key. */
    DES3_CBC("cbc(des3_ede)", false, Set.of(24), 0, 8, 8, Set.of()),
    /** No encryption, RFC 2410. */
    NULL("ecb(cipher_null)", false, Set.of(0), 0, 0, 4, Set.of());

    private static final EspCipher[] ALL = values();

    private final String label;
    private final boolean aead;
    private final Set<Integer> keyLengths;
    private final int saltLength;
    private final int ivLength;
    private final int padBlock;
    private final Set<Integer> icvLengths;

    EspCipher(
            String label,
            boolean aead,
            Set<Integer> keyLengths,
            int saltLength,
            int ivLength,
            int padBlock,
            Set<Integer> icvLengths) {
        this.label = label;
        this.aead = aead;
        this.keyLengths = keyLengths;
        this.saltLength = saltLength;
        this.ivLength = ivLength;
        this.padBlock = padBlock;
        this.icvLengths = icvLengths;
    }

    /** The cipher that {@code ip xfrm} spells so, null if there is none. */
    public static EspCipher of(String label) {
        for (EspCipher cipher : ALL) {
            if (cipher.label.equals(label)) {
                return cipher;
            }
        }
        return null;
    }

    /** Labels of the AEADs, or of the others, for messages. */
    public static String labels(boolean aead) {
        return Stream.of(values())
                .filter(cipher -> cipher.aead == aead)
                .map(EspCipher::label)
                .collect(Collectors.joining(", "));
    }

    /** As {@code ip xfrm} spells it. */
    public String label() {
        return label;
    }

    public boolean isAead() {
        return aead;
    }

    /** True for a cipher under which no nonce may come twice: all but CBC, which only leaks equal beginnings. */
    public boolean needsUniqueNonce() {
        return this != AES_CBC && this != DES3_CBC && this != NULL;
    }

    /** True for a cipher that is kept for old peers only and deserves a warning. */
    public boolean isLegacy() {
        return this == DES3_CBC;
    }

    /** True where the IV on the wire is the seed encrypted (kernel {@code echainiv}): it must not be foreseen. */
    public boolean hasEncryptedIv() {
        return this == AES_CBC || this == DES3_CBC;
    }

    /** Allowed keys, salt not counted. */
    public Set<Integer> keyLengths() {
        return keyLengths;
    }

    /** Salt behind the key in the key material. */
    public int saltLength() {
        return saltLength;
    }

    /** Explicit IV in each packet. */
    public int ivLength() {
        return ivLength;
    }

    /** Payload, padding and the two trailer bytes are a multiple of this. */
    public int padBlock() {
        return padBlock;
    }

    /** Allowed ICVs of an AEAD; none for the others. */
    public Set<Integer> icvLengths() {
        return icvLengths;
    }
}
