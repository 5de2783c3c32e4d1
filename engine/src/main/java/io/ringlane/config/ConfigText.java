// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.agrona.collections.IntArrayList;

/**
 * A file cut into words and entries. Works on bytes, since keys are among them: {@link #close} wipes what it holds. An
 * entry starts with a line that is not indented, or with one of the words that only start an entry; backslash joins
 * lines, and in {@code ip -o} output stands for a line break. One thread.
 */
final class ConfigText implements AutoCloseable {
    private static final Set<String> STARTERS = Set.of("ip", "xfrm", "state", "policy", "src");

    private final String file;
    private final byte[] raw;
    private final byte[] bytes;
    private final IntArrayList offsets = new IntArrayList();
    private final IntArrayList lengths = new IntArrayList();
    private final IntArrayList lines = new IntArrayList();
    private final IntArrayList starts = new IntArrayList();
    private final BitSet printed = new BitSet();
    private int at;
    private int filled;
    private int line = 1;
    private boolean indented;
    private boolean lineStart = true;
    private boolean oneLine;

    /** @param raw the file, which this text owns from now on and wipes. */
    ConfigText(String file, byte[] raw) {
        this.file = file;
        this.raw = raw;
        bytes = new byte[raw.length];
        while (at < raw.length) {
            step();
        }
    }

    /** A cursor for each entry, in the file's order. */
    List<EntryWords> entries() {
        List<EntryWords> entries = new ArrayList<>(starts.size());
        for (int i = 0; i < starts.size(); i++) {
            int end = i + 1 < starts.size() ? starts.getInt(i + 1) : offsets.size();
            entries.add(new EntryWords(this, starts.getInt(i), end, printed.get(i)));
        }
        return entries;
    }

    private void step() {
        byte c = raw[at];
        if (c == '\n') {
            newLine();
        } else if (isBlank(c)) {
            indented |= lineStart;
            at++;
        } else if (c == '#') {
            skipComment();
        } else if (c == '\\' && (at + 1 == raw.length || isBlank(raw[at + 1]) || raw[at + 1] == '\n')) {
            backslash();
        } else {
            word();
        }
    }

    private void newLine() {
        at++;
        line++;
        lineStart = true;
        indented = false;
        oneLine = false;
    }

    private void skipComment() {
        while (at < raw.length && raw[at] != '\n') {
            at++;
        }
    }

    /** Joins lines, unless the line is {@code ip -o} output, which ends with a backslash too. */
    private void backslash() {
        at++;
        int next = at;
        while (next < raw.length && raw[next] == '\r') {
            next++;
        }
        if (next == raw.length || raw[next] != '\n') {
            oneLine = true;
            markPrinted();
        } else if (!oneLine) {
            at = next + 1;
            line++;
        }
    }

    private void word() {
        int start = filled;
        int startLine = line;
        while (at < raw.length && raw[at] != '\n' && !isBlank(raw[at])) {
            byte c = raw[at];
            if (c == '"' || c == '\'') {
                quoted(c);
            } else if (c == '\\') {
                if (at + 1 == raw.length || raw[at + 1] == '\n' || isBlank(raw[at + 1])) {
                    break;
                }
                bytes[filled++] = raw[at + 1];
                at += 2;
            } else {
                bytes[filled++] = c;
                at++;
            }
        }
        startEntry(start);
        offsets.addInt(start);
        lengths.addInt(filled - start);
        lines.addInt(startLine);
        lineStart = false;
    }

    private void quoted(byte quote) {
        at++;
        while (at < raw.length && raw[at] != quote) {
            if (raw[at] == '\n') {
                break;
            }
            bytes[filled++] = raw[at++];
        }
        if (at == raw.length || raw[at] != quote) {
            throw new ConfigException(file, line, "a quotation mark has no counterpart on its line");
        }
        at++;
    }

    private void startEntry(int start) {
        if (!lineStart) {
            return;
        }
        if (starts.isEmpty() || !indented || STARTERS.contains(text(start, Math.min(filled - start, 8)))) {
            starts.addInt(offsets.size());
        } else {
            markPrinted();
        }
    }

    /** The entry at hand is spread over lines as the {@code ip} command prints it. */
    private void markPrinted() {
        if (!starts.isEmpty()) {
            printed.set(starts.size() - 1);
        }
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

    @Override
    public void close() {
        Arrays.fill(raw, (byte) 0);
        Arrays.fill(bytes, (byte) 0);
    }
}
