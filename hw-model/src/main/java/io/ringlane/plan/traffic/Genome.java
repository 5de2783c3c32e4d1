// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences of packet sizes as RFC 6985 writes them: one letter for each of the usual frame sizes (FCS included), other
 * sizes in brackets, such as {@code aab[570]g}. Any thread, owns nothing.
 */
public final class Genome {
    /** Letters a to j. */
    private static final int[] SIZES = {64, 128, 256, 512, 1024, 1280, 1518, 2112, 9000, 16_000};

    private static final char LARGEST = 'z';
    private static final int LARGEST_SIZE = 1518;
    private static final int LONGEST = 4096;
    private static final String ALLOWED = "letters a to j and z, and sizes in brackets such as [570]";

    private Genome() {}

    /**
     * Frame sizes in order.
     *
     * @throws IllegalArgumentException naming the character that is wrong.
     */
    public static List<Integer> parse(String genome) {
        List<Integer> sizes = new ArrayList<>();
        int at = 0;
        while (at < genome.length() && sizes.size() < LONGEST) {
            char letter = genome.charAt(at);
            int end = letter == '[' ? genome.indexOf(']', at) : at;
            if (end < 0) {
                throw new IllegalArgumentException("genome '" + genome + "' has no ']' for its '['");
            }
            sizes.add(letter == '[' ? custom(genome.substring(at + 1, end)) : size(genome, letter));
            at = end + 1;
        }
        if (sizes.isEmpty() || at < genome.length()) {
            throw new IllegalArgumentException("genome must have 1 to " + LONGEST + " packets: " + ALLOWED);
        }
        return sizes;
    }

    private static int size(String genome, char letter) {
        if (letter == LARGEST) {
            return LARGEST_SIZE;
        }
        int index = letter - 'a';
        if (index < 0 || index >= SIZES.length) {
            throw new IllegalArgumentException("genome '" + genome + "' has '" + letter + "'; allowed are " + ALLOWED);
        }
        return SIZES[index];
    }

    private static int custom(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("genome has '[" + digits + "]', allowed is a number of bytes");
        }
        return Integer.parseInt(digits);
    }

    /** The letters of frame sizes. */
    public static String print(List<Integer> sizes) {
        StringBuilder genome = new StringBuilder();
        for (int size : sizes) {
            int index = Arrays.binarySearch(SIZES, size);
            genome.append(index >= 0 ? Character.toString('a' + index) : "[" + size + "]");
        }
        return genome.toString();
    }
}
