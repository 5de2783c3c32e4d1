// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.config.ConfigException;
import io.ringlane.sa.IpAddress;
import java.math.BigInteger;

/** The words of one line of a {@link StateImage}, taken one after the other. Used once, one thread. */
final class ImageLine {
    private static final int HEX = 16;

    private final String file;
    private final int line;
    private final String[] words;
    private int next;

    ImageLine(String file, int line, String text) {
        this.file = file;
        this.line = line;
        // pairs of numbers are joined by a slash, prefixes do not occur
        words = text.split("[ /]");
    }

    ConfigException error(String message) {
        return new ConfigException(file, line, message);
    }

    private String next(String what) {
        if (next == words.length) {
            throw error("the line ends where " + what + " should be");
        }
        return words[next++];
    }

    /** Takes a word that must be there. */
    ImageLine word(String expected) {
        String word = next("'" + expected + "'");
        if (!word.equals(expected)) {
            throw error("'" + expected + "' is missing ahead of '" + word + "'");
        }
        return this;
    }

    /** Takes a word if it comes next. */
    boolean accepts(String word) {
        boolean isNext = next < words.length && words[next].equals(word);
        next += isNext ? 1 : 0;
        return isNext;
    }

    /** Takes a hexadecimal number of any length. */
    BigInteger bits() {
        String word = next("a number");
        try {
            return new BigInteger(word.startsWith("0x") ? word.substring(2) : "", HEX);
        } catch (NumberFormatException e) {
            throw error("'" + word + "' must be a hexadecimal number");
        }
    }

    /** Takes a number, decimal or 0x, of 64 bits. */
    long number() {
        String word = next("a number");
        try {
            return word.startsWith("0x") ? Long.parseUnsignedLong(word, 2, word.length(), HEX) : Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw error("'" + word + "' must be a number of 64 bits");
        }
    }

    IpAddress address() {
        String word = next("an address");
        try {
            return IpAddress.parse(word);
        } catch (IllegalArgumentException e) {
            throw error("'" + word + "' must be a numeric IPv4 or IPv6 address");
        }
    }
}
