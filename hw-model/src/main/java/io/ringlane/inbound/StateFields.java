// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.rx.state.InboundState;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of one inbound SA as the kernel prints them, by their names in a case. Immutable.
 *
 * @param numbers bytes, packets, statistics, top of the window.
 * @param bits of the window: word by number, those that are 0 left out.
 */
record StateFields(Map<String, Long> numbers, Map<Integer, Long> bits) {
    private static final String LEGACY = "bitmap";
    private static final String BITMAP = "bmp";
    private static final int WORD = 32;

    /** Fields that are compared; those of sending are not. */
    private static final String[] COMPARED = {
        "bytes", "packets", "stat_replay_window", "stat_replay", "stat_failed", "seq", "seq_hi"
    };

    /** The fields of a state. */
    static StateFields of(InboundState state) {
        ReplayWindow window = state.window();
        Map<String, Long> numbers = new TreeMap<>();
        numbers.put("bytes", state.state().bytes());
        numbers.put("packets", state.state().packets());
        numbers.put("stat_replay_window", window.tooOld());
        numbers.put("stat_replay", window.duplicates());
        numbers.put("stat_failed", state.integrityFailed());
        numbers.put("seq", window.top() & 0xffffffffL);
        numbers.put("seq_hi", window.top() >>> WORD);
        boolean legacy = !state.config().esn() && window.size() <= ReplayWindow.LEGACY;
        return new StateFields(numbers, legacy ? fromTop(window) : byNumber(window));
    }

    /** Bit 0 is the top (the kernel's legacy window). */
    private static Map<Integer, Long> fromTop(ReplayWindow window) {
        long word = 0;
        for (int i = 0; i < window.size(); i++) {
            word |= window.hasSeen(window.top() - i) ? 1L << i : 0;
        }
        return word == 0 ? Map.of() : Map.of(0, word);
    }

    /** Bit (number - 1) mod window, of 32 bits. */
    private static Map<Integer, Long> byNumber(ReplayWindow window) {
        Map<Integer, Long> words = new TreeMap<>();
        for (int i = 0; i < window.size(); i++) {
            long number = window.top() - i;
            if (window.hasSeen(number)) {
                int bit = (int) ((number - 1 & 0xffffffffL) % window.size());
                words.merge(bit / WORD, 1L << bit % WORD, (a, b) -> a | b);
            }
        }
        return words;
    }

    /**
     * What a case says of a state.
     *
     * @param window of the SA: a legacy window keeps bits beyond it that mean nothing.
     */
    static StateFields of(JsonNode node, int window) {
        Map<String, Long> numbers = new TreeMap<>();
        for (String name : COMPARED) {
            numbers.put(name, node.path(name).asLong(0));
        }
        Map<Integer, Long> bits = new TreeMap<>();
        if (node.has(LEGACY)) {
            putWord(bits, 0, node.get(LEGACY).asText(), window);
        }
        node.path(BITMAP)
                .properties()
                .forEach(word -> putWord(
                        bits, Integer.parseInt(word.getKey()), word.getValue().asText(), WORD));
        return new StateFields(numbers, bits);
    }

    private static void putWord(Map<Integer, Long> bits, int word, String hex, int valid) {
        long value = Long.decode(hex) & (1L << Math.min(valid, WORD)) - 1;
        if (value != 0) {
            bits.put(word, value);
        }
    }

    /** The same with the fields changed that a packet's entry names. */
    StateFields changed(JsonNode node, int window) {
        StateFields named = of(node, window);
        Map<String, Long> all = new TreeMap<>(numbers);
        for (String name : COMPARED) {
            if (node.has(name)) {
                all.put(name, named.numbers.get(name));
            }
        }
        return new StateFields(all, node.has(LEGACY) || node.has(BITMAP) ? named.bits : bits);
    }

    /** The first field that differs, in words; null when all are alike. */
    static String difference(StateFields right, StateFields other) {
        if (right == null || other == null) {
            return right == other ? null : "expected " + shown(right) + " got " + shown(other);
        }
        for (String name : COMPARED) {
            if (!right.numbers.get(name).equals(other.numbers.get(name))) {
                return name + ": expected " + right.numbers.get(name) + " got " + other.numbers.get(name);
            }
        }
        return right.bits.equals(other.bits) ? null : "window: expected " + hex(right.bits) + " got " + hex(other.bits);
    }

    private static String shown(StateFields fields) {
        return fields == null ? "no state" : "a state";
    }

    private static String hex(Map<Integer, Long> words) {
        StringBuilder text = new StringBuilder();
        words.forEach((word, bits) ->
                text.append(word).append(':').append(Long.toHexString(bits)).append(' '));
        return text.isEmpty() ? "nothing" : text.toString().trim();
    }
}
