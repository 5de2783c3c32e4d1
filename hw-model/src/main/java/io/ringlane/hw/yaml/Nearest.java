// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.util.Collection;
import java.util.Locale;

/** Finds what a user may have meant, by the number of letters that must change. Any thread, owns nothing. */
public final class Nearest {
    private Nearest() {}

    /** The candidate that is closest to a word; null if there is none at all. */
    public static String of(String word, Collection<String> candidates) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int changes = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (changes < least) {
                least = changes;
                best = candidate;
            }
        }
        return best;
    }

    /** Letters to insert, delete or replace, by Levenshtein's recursion. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int at = 0; at <= other.length(); at++) {
            row[at] = at;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
