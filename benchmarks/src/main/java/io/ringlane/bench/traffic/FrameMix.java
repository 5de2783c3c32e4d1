// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import io.ringlane.plan.traffic.Mix;
import io.ringlane.plan.traffic.Mixes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Frames of one length, or of several in given shares, in an order that looks random and is the same in every run.
 * Immutable.
 *
 * @param label   one word, for the names of rows.
 * @param sizes   bytes, Ethernet header included, FCS not; rising.
 * @param weights frames of each size.
 */
public record FrameMix(String label, List<Integer> sizes, List<Long> weights) {
    /** Frames after which the order begins again: too many for a core to learn. */
    public static final int ROUND = 1 << 13;

    private static final int FCS = 4;
    private static final long SEED = 20_240_601;

    /** Copies the lists. */
    public FrameMix {
        sizes = List.copyOf(sizes);
        weights = List.copyOf(weights);
    }

    /** Frames of one length. */
    public static FrameMix of(int size) {
        return new FrameMix("" + size, List.of(size), List.of(1L));
    }

    /**
     * Reads {@code 512}, {@code 64:7,512:4,1420:1} (commas or plus signs) or the name of a mix that the planner knows,
     * whose sizes count the FCS.
     *
     * @throws IllegalArgumentException in one line that says what is allowed.
     */
    public static FrameMix parse(String text) {
        if (!Character.isDigit(text.isEmpty() ? ' ' : text.charAt(0))) {
            Mix mix = Mixes.find(text);
            if (mix.inner() != 4) {
                throw new IllegalArgumentException("mix '" + text + "' is of IPv6 packets, frames here are IPv4");
            }
            return new FrameMix(
                    text, mix.sizes().stream().map(size -> size - FCS).toList(), mix.weights());
        }
        TreeMap<Integer, Long> parts = new TreeMap<>();
        for (String part : text.split("[,+]", -1)) {
            String[] pair = part.split(":", -1);
            try {
                long weight = pair.length == 1 ? 1 : Long.parseLong(pair[1]);
                if (pair.length > 2 || weight < 1 || parts.put(Integer.parseInt(pair[0]), weight) != null) {
                    throw new IllegalArgumentException(wrong(text));
                }
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(wrong(text), notANumber);
            }
        }
        String label = parts.size() == 1
                ? "" + parts.firstKey()
                : parts.entrySet().stream()
                        .map(part -> part.getKey() + ":" + part.getValue())
                        .collect(Collectors.joining("+"));
        return new FrameMix(label, List.copyOf(parts.keySet()), List.copyOf(parts.values()));
    }

    private static String wrong(String text) {
        return "'" + text + "' is no mix: allowed are sizes with weights, each size once, such as 64:7,512:4,1420:1,"
                + " and names such as " + Mixes.names().getFirst();
    }

    public boolean isSingle() {
        return sizes.size() == 1;
    }

    private long sum() {
        return weights.stream().mapToLong(Long::longValue).sum();
    }

    /** Share of a size among all frames, by its place in the list. */
    public double share(int at) {
        return (double) weights.get(at) / sum();
    }

    /** Mean bytes of a frame. */
    public double meanBytes() {
        return IntStream.range(0, sizes.size())
                .mapToDouble(at -> share(at) * sizes.get(at))
                .sum();
    }

    /** How often a frame is of another size than the one before, in a random order. */
    public double changes() {
        return 1
                - IntStream.range(0, sizes.size())
                        .mapToDouble(at -> share(at) * share(at))
                        .sum();
    }

    /** One round: the place of each frame's size in the list; shares are met but for one frame a size. */
    public byte[] order() {
        List<Byte> deck = new ArrayList<>();
        double due = 0;
        for (int at = 0; at < sizes.size(); at++) {
            due += share(at) * ROUND;
            while (deck.size() < Math.round(due)) {
                deck.add((byte) at);
            }
        }
        Collections.shuffle(deck, new Random(SEED));
        byte[] order = new byte[deck.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = deck.get(i);
        }
        return order;
    }
}
