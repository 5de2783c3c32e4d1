// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * One vector of NIST's GCM set, see {@code crypto/ORIGIN.txt}.
 *
 * @param kind what it is for.
 * @param text empty where the ICV is wrong: there is none.
 * @param icv 8 to 16 bytes.
 */
record NistGcmVector(Kind kind, byte[] key, byte[] nonce, byte[] aad, byte[] text, byte[] sealed, byte[] icv) {
    /** The set has files for each direction, and in the second some that must be refused. */
    enum Kind {
        SEAL,
        OPEN,
        FAIL
    }

    /** Those of one kind, in the order of the set. */
    static List<NistGcmVector> all(Kind kind) {
        String word = kind.name().toLowerCase(Locale.ROOT) + " ";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(NistGcmVector.class.getResourceAsStream("/crypto/nist-gcm.txt.gz")),
                StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> line.startsWith(word))
                    .map(line -> of(kind, line.split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NistGcmVector of(Kind kind, String[] words) {
        return new NistGcmVector(
                kind,
                bytes(words[1]),
                bytes(words[2]),
                bytes(words[3]),
                bytes(words[4]),
                bytes(words[5]),
                bytes(words[6]));
    }

    private static byte[] bytes(String word) {
        return HexFormat.of().parseHex(word.equals("-") ? "" : word);
    }
}
