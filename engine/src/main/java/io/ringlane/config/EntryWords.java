// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.header.IpProtocol;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.XfrmMode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the words of one entry from front to end and makes the messages about them. What may be key material never gets
 * into a message. One thread.
 */
final class EntryWords {
    static final long MAX_32 = 0xffffffffL;

    private static final int LONGEST_SHOWN = 40;
    /** Hexadecimal digits in a row, from which on a word may be a piece of a key. */
    private static final int KEY_LIKE = 10;

    private static final int IPCOMP = 108;
    /** A leading 0 would mean octal to {@code ip}: refused. Behind the number: what -s adds, or a comma. */
    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F]{1,16}|0+|[1-9][0-9]{0,19})(?:\\(.*)?,?");

    private final ConfigText text;
    private final int first;
    private final int end;
    private final boolean printed;
    private int next;

    EntryWords(ConfigText text, int first, int end, boolean printed) {
        this.text = text;
        this.first = first;
        this.end = end;
        this.printed = printed;
        next = first;
    }

    /** Spread over lines as {@code ip} prints, which shows the entry made last first. */
    boolean printed() {
        return printed;
    }

    /** Line of the entry's first word. */
    int line() {
        return text.line(first);
    }

    int column() {
        return text.column(first);
    }

    boolean atEnd() {
        return next == end;
    }

    boolean nextIs(String word) {
        return next < end && text.is(next, word);
    }

    /** Skips the next word if it is this one. */
    boolean accept(String word) {
        if (!nextIs(word)) {
            return false;
        }
        next++;
        return true;
    }

    /** Tells, without moving, whether one of the words comes before any {@code stop} in what is left. */
    boolean aheadOf(String stop, String... words) {
        for (int i = next; i < end && !text.is(i, stop); i++) {
            for (String word : words) {
                if (text.is(i, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The next word, which the caller knows to be there. */
    String word() {
        return text.word(next++);
    }

    /** The word behind a keyword. */
    String value(String keyword) {
        if (atEnd()) {
            throw error("value missing behind '" + keyword + "'");
        }
        return word();
    }

    /** The next word must be this one. */
    void expect(String word) {
        if (!accept(word)) {
            throw error("'" + word + "' expected" + (atEnd() ? " at the end" : ", not " + shown(text.word(next++))));
        }
    }

    /** Tells whether the next word starts a remark as {@code ip -s} adds them. */
    boolean nextIsRemark() {
        return next < end && text.length(next) > 0 && text.byteAt(next, 0) == '(';
    }

    /** Tells whether the next word is hexadecimal, as keys are. */
    boolean nextIsKey() {
        return next < end && text.length(next) > 1 && text.byteAt(next, 0) == '0' && text.byteAt(next, 1) == 'x';
    }

    /** Skips what {@code ip -s} adds in round brackets, such as {@code (0x00000001)} or {@code (128 bits)}. */
    void skipRemark() {
        if (!nextIsRemark()) {
            return;
        }
        while (next < end) {
            int length = text.length(next);
            boolean closes = length > 0 && text.byteAt(next, length - 1) == ')';
            next++;
            if (closes) {
                return;
            }
        }
    }

    void skip(int words) {
        next = Math.min(end, next + words);
    }

    /** The address behind a keyword. */
    IpAddress address(String keyword) {
        return address(keyword, value(keyword));
    }

    IpAddress address(String keyword, String value) {
        try {
            return shared(IpAddress.parse(value));
        } catch (IllegalArgumentException e) {
            throw error("'" + keyword + "' must be a numeric IPv4 or IPv6 address, is " + shown(value));
        }
    }

    /** An equal value of an entry before, perhaps; else the one given. */
    <T> T shared(T value) {
        return text.shared(value);
    }

    /** The number behind a keyword, decimal or with 0x. @param max largest allowed. */
    long number(String keyword, long max) {
        return number(keyword, value(keyword), max);
    }

    /** Reads a number, leaving out a remark such as {@code (0x00000064)} and a comma behind it. */
    long number(String keyword, String value, long max) {
        long number = parse(value);
        if (number < 0 || number > max) {
            throw error("'" + keyword + "' must be a number from 0 to " + max + ", decimal or 0x, is " + shown(value));
        }
        return number;
    }

    private static long parse(String value) {
        long plain = parsePlain(value);
        return plain >= 0 ? plain : parseMarked(value);
    }

    /** Few digits and nothing else, as most numbers are. @return -1 for any other text. */
    private static long parsePlain(String value) {
        boolean hexadecimal = value.startsWith("0x");
        int start = hexadecimal ? 2 : 0;
        int length = value.length();
        if (length == start || length > start + 15 || !hexadecimal && length > 1 && value.charAt(0) == '0') {
            return -1;
        }
        int radix = hexadecimal ? 16 : 10;
        long number = 0;
        for (int i = start; i < length; i++) {
            char c = value.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }

    private static long parseMarked(String value) {
        Matcher matcher = NUMBER.matcher(value);
        if (!matcher.matches()) {
            return -1;
        }
        String digits = matcher.group(1);
        try {
            long number = digits.startsWith("0x") || digits.startsWith("0X")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits);
            // the upper half of 64 bits only occurs where it means "no limit"
            return number < 0 ? Long.MAX_VALUE : number;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Value and mask, as printed ({@code 0x5/0xff}) or typed ({@code 0x5 mask 0xff}); all bits without a mask. */
    int[] mark(String keyword) {
        String value = value(keyword);
        int slash = value.indexOf('/');
        if (slash >= 0) {
            return new int[] {
                (int) number(keyword, value.substring(0, slash), MAX_32),
                (int) number(keyword, value.substring(slash + 1), MAX_32)
            };
        }
        int mark = (int) number(keyword, value, MAX_32);
        return new int[] {mark, accept("mask") ? (int) number("mask", MAX_32) : -1};
    }

    /** The encapsulation mode behind {@code mode}. */
    XfrmMode mode() {
        String name = value("mode");
        for (XfrmMode mode : XfrmMode.values()) {
            if (mode.label().equals(name)) {
                return mode;
            }
        }
        throw error("unknown mode " + shown(name) + "; allowed: transport, tunnel, beet");
    }

    /** The number of the IPsec protocol behind {@code proto}. */
    int ipsecProtocol() {
        String name = value("proto");
        return switch (name) {
            case "esp", "50" -> IpProtocol.ESP;
            case "ah", "51" -> IpProtocol.AH;
            case "comp", "108" -> IPCOMP;
            case "route2", "43" -> IpProtocol.ROUTING;
            case "hao", "60" -> IpProtocol.DESTINATION_OPTIONS;
            default -> throw error("unknown proto " + shown(name) + "; allowed: esp, ah, comp");
        };
    }

    /** Refuses the keywords for security contexts, which narrow down what an entry applies to. */
    boolean unsupported(String keyword) {
        return switch (keyword) {
            case "ctx", "security" -> throw error("security contexts are not supported; leave them out");
            default -> false;
        };
    }

    /** Key material in hexadecimal; the caller wipes it. */
    byte[] keyMaterial(String algorithm) {
        if (atEnd()) {
            throw error("key missing behind '" + algorithm + "'");
        }
        if (nextIs("<<Keys")) {
            throw error("the key of " + algorithm + " is hidden; print the SAs without 'nokeys'");
        }
        int key = next++;
        int length = text.length(key);
        if (length < 2 || text.byteAt(key, 0) != '0' || (text.byteAt(key, 1) | 0x20) != 'x') {
            throw error("the key of " + algorithm + " must be 0x and hexadecimal digits");
        }
        if (length % 2 != 0) {
            throw error("the key of " + algorithm + " has an odd number of hexadecimal digits: " + (length - 2));
        }
        byte[] material = new byte[length / 2 - 1];
        for (int i = 0; i < material.length; i++) {
            int high = Character.digit(text.byteAt(key, 2 * i + 2), 16);
            int low = Character.digit(text.byteAt(key, 2 * i + 3), 16);
            if (high < 0 || low < 0) {
                Arrays.fill(material, (byte) 0);
                throw error("the key of " + algorithm + " has a character that is no hexadecimal digit");
            }
            material[i] = (byte) (high << 4 | low);
        }
        return material;
    }

    /** A fault at the word read last. */
    ConfigException error(String fault) {
        int at = Math.max(first, Math.min(next, end) - 1);
        return new ConfigException(text.file(), text.line(at), text.column(at), fault);
    }

    /** A fault of the entry as a whole. */
    ConfigException entryError(String fault) {
        return new ConfigException(text.file(), line(), column(), fault);
    }

    /** Says that the word read last has no meaning here. */
    void warn(String what) {
        text.warn(Math.max(first, Math.min(next, end) - 1), what);
    }

    /** A word for a message, in quotes; long ones and long hexadecimal ones may be keys and are only described. */
    static String shown(String word) {
        int digits = 0;
        for (int i = 0; i < word.length(); i++) {
            digits = Character.digit(word.charAt(i), 16) >= 0 ? digits + 1 : 0;
            if (digits == KEY_LIKE) {
                return "a word of " + word.length() + " characters";
            }
        }
        if (word.length() > LONGEST_SHOWN) {
            return "a word of " + word.length() + " characters";
        }
        StringBuilder shown = new StringBuilder("'");
        word.chars().forEach(c -> shown.append(c < ' ' || c > '~' ? '?' : (char) c));
        return shown.append('\'').toString();
    }
}
