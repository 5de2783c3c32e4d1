// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One packet to seal, with everything that its ciphertext hangs on.
 *
 * @param number 64 bits; without ESN only the low half counts.
 * @param iv explicit IV, for CBC the seed.
 */
public record EspSample(
        EspTransform transform, byte[] material, int spi, long number, boolean esn, byte[] iv, byte[] text) {
    /** Every algorithm with every length of key and ICV; HMAC with the length of key that its RFC asks for. */
    public static List<EspTransform> transforms() {
        List<EspTransform> all = new ArrayList<>();
        for (EspCipher cipher : EspCipher.values()) {
            for (int keyBytes : cipher.keyLengths().stream().sorted().toList()) {
                if (cipher.isAead()) {
                    cipher.icvLengths().stream()
                            .sorted()
                            .forEach(icv -> all.add(EspTransform.aead(cipher, keyBytes, icv)));
                } else {
                    joined(cipher, keyBytes, all);
                }
            }
        }
        return all;
    }

    private static void joined(EspCipher cipher, int keyBytes, List<EspTransform> all) {
        for (EspAuth auth : EspAuth.values()) {
            if (cipher != EspCipher.NULL || auth != EspAuth.NONE) {
                auth.icvLengths()
                        .forEach(icv -> all.add(EspTransform.cipher(cipher, keyBytes, auth, auth.keyLength(), icv)));
            }
        }
    }

    /** Bytes by chance. */
    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A sample by chance, with a text of this length. */
    public static EspSample draw(Random random, EspTransform transform, byte[] material, int length) {
        return new EspSample(
                transform,
                material,
                random.nextInt(),
                random.nextLong(),
                random.nextBoolean(),
                bytes(random, transform.ivLength()),
                bytes(random, length));
    }

    /** The packet as it goes out, from ESP header to ICV, by the reference. */
    public byte[] expected() throws GeneralSecurityException {
        return new EspReference(transform, material).seal(spi, number, esn, iv, text);
    }

    /** Length of the packet from ESP header to ICV. */
    public int sealedLength() {
        return 8 + iv.length + text.length + transform.icvLength();
    }

    /** Smallest step in which texts of this cipher grow. */
    public static int step(EspTransform transform) {
        return transform.padBlock() > 4 ? transform.padBlock() : 1;
    }

    @Override
    public String toString() {
        return transform.label() + " " + transform.keyLength() * 8 + "-bit key, ICV " + transform.icvLength() + ", "
                + text.length + " bytes" + (esn ? ", ESN" : "");
    }
}
