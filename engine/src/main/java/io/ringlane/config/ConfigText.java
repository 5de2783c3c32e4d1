// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.agrona.collections.IntArrayList;

/**
 * A file cut into words, one entry at a time, in place. Works on bytes, since keys are among them: {@link #close} wipes
 * what it holds. An entry starts with a line that is not indented, or with one of the words that only start an entry;
 * backslash joins lines, and in {@code ip -o} output stands for a line break. One thread.
 */
final class ConfigText implements AutoCloseable {
    private static final Set<String> STARTERS = Set.of("ip", "xfrm", "state", "policy", "src");
    private static final int MOST_SHARED = 1 << 16;
    private static final int FEWEST_SHARED = 1 << 12;

    private final String file;
    /** The file; in front of {@link #filled} the words read so far, without quotes. */
    private final byte[] bytes;

    private final IntArrayList offsets = new IntArrayList();
    private final IntArrayList lengths = new IntArrayList();
    private final IntArrayList lines = new IntArrayList();
    private final IntArrayList columns = new IntArrayList();
    private final List<String> warnings = new ArrayList<>();
    private final Object[] shared;
    private int at;
    private int filled;
    private int line = 1;
    /** Where it begins. */
    private int lineBegin;

    private boolean indented;
    private boolean lineStart = true;
    private boolean oneLine;
    private boolean printed;
    /** The last word is the first of the entry to come. */
    private boolean ahead;

    /** @param bytes the file, which this text owns from now on and wipes. */
    ConfigText(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        shared = new Object[Integer.highestOneBit(Math.clamp(bytes.length / 64, FEWEST_SHARED, MOST_SHARED))];
    }

    /** A cursor for the next entry in the file's order, or null at the end; the one before is not usable any more. */
    EntryWords next() {
        int first = ahead ? offsets.size() - 1 : offsets.size();
        keepFrom(offsets, first);
        keepFrom(lengths, first);
        keepFrom(lines, first);
        keepFrom(columns, first);
        ahead = false;
        printed = false;
        while (at < bytes.length && !ahead) {
            step();
        }
        int words = offsets.size() - (ahead ? 1 : 0);
        return words == 0 ? null : new EntryWords(this, 0, words, printed);
    }

    private static void keepFrom(IntArrayList list, int first) {
        boolean one = first < list.size();
        int kept = one ? list.getInt(first) : 0;
        list.clear();
        if (one) {
            list.addInt(kept);
        }
    }

    /**
     * An equal value seen before, perhaps, so that what many entries have in common is kept once; else the value given.
     * Forgets old values rather than growing.
     */
    @SuppressWarnings("unchecked")
    <T> T shared(T value) {
        int hash = value.hashCode() * 0x9e3779b9;
        int place = hash >>> Integer.SIZE - Integer.numberOfTrailingZeros(shared.length);
        Object found = value.equals(shared[place]) ? shared[place] : shared[place ^ 1];
        if (value.equals(found)) {
            return (T) found;
        }
        // the neighbour's place is the second chance of what was here
        shared[place ^ 1] = shared[place];
        shared[place] = value;
        return value;
    }

    private void step() {
        byte c = bytes[at];
        if (c == '\n') {
            newLine();
        } else if (isBlank(c)) {
            indented |= lineStart;
            at++;
        } else if (c == '#') {
            skipComment();
        } else if (c == '\\' && (at + 1 == bytes.length || isBlank(bytes[at + 1]) || bytes[at + 1] == '\n')) {
            backslash();
        } else {
            word();
        }
    }

    private void newLine() {
        at++;
        line++;
        lineBegin = at;
        lineStart = true;
        indented = false;
        oneLine = false;
    }

    private void skipComment() {
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
    }

    /** Joins lines, unless the line is {@code ip -o} output, which ends with a backslash too. */
    private void backslash() {
        at++;
        int next = at;
        while (next < bytes.length && bytes[next] == '\r') {
            next++;
        }
        if (next == bytes.length || bytes[next] != '\n') {
            oneLine = true;
            markPrinted();
        } else if (!oneLine) {
            at = next + 1;
            line++;
            lineBegin = at;
        }
    }

    private void word() {
        int start = filled;
        int startLine = line;
        int startColumn = column();
        while (at < bytes.length && bytes[at] != '\n' && !isBlank(bytes[at])) {
            byte c = bytes[at];
            if (c == '"' || c == '\'') {
                quoted(c);
            } else if (c == '\\') {
                if (at + 1 == bytes.length || bytes[at + 1] == '\n' || isBlank(bytes[at + 1])) {
                    break;
                }
                bytes[filled++] = bytes[at + 1];
                at += 2;
            } else {
                bytes[filled++] = c;
                at++;
            }
        }
        boolean starts = startsEntry(start);
        offsets.addInt(start);
        lengths.addInt(filled - start);
        lines.addInt(startLine);
        columns.addInt(startColumn);
        ahead = starts && offsets.size() > 1;
        lineStart = false;
    }

    private void quoted(byte quote) {
        int place = column();
        at++;
        while (at < bytes.length && bytes[at] != quote) {
            if (bytes[at] == '\n') {
                break;
            }
            bytes[filled++] = bytes[at++];
        }
        if (at == bytes.length || bytes[at] != quote) {
            throw new ConfigException(file, line, place, "a quotation mark has no counterpart on its line");
        }
        at++;
    }

    private boolean startsEntry(int start) {
        if (!lineStart) {
            return false;
        }
        if (offsets.isEmpty() || !indented || STARTERS.contains(text(start, Math.min(filled - start, 8)))) {
            return true;
        }
        markPrinted();
        return false;
    }

    /** The entry at hand is spread over lines as the {@code ip} command prints it. */
    private void markPrinted() {
        printed |= !offsets.isEmpty();
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f';
    }

    private String text(int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    String file() {
        return file;
    }

    String word(int index) {
        return text(offsets.getInt(index), lengths.getInt(index));
    }

    /** Tells whether a word is this one, without making a string of what may be a key. */
    boolean is(int index, String wanted) {
        int length = lengths.getInt(index);
        if (length != wanted.length()) {
            return false;
        }
        int offset = offsets.getInt(index);
        for (int i = 0; i < length; i++) {
            if (bytes[offset + i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    int length(int index) {
        return lengths.getInt(index);
    }

    byte byteAt(int index, int position) {
        return bytes[offsets.getInt(index) + position];
    }

    int line(int index) {
        return lines.getInt(index);
    }

    int column(int index) {
        return columns.getInt(index);
    }

    private int column() {
        return at - lineBegin + 1;
    }

    /** Notes that a word is read and then left out. */
    void warn(int index, String text) {
        warnings.add(file + ":" + line(index) + ":" + column(index) + ": " + text);
    }

    List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
