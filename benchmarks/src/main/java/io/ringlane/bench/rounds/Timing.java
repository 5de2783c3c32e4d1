// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to see when packets are due and to keep how long they took: no part of the engine's work, but of any
 * measurement of latency in which the core itself looks at the clock. Immutable.
 *
 * @param packetNs for each packet.
 * @param cycleNs  for each duty cycle.
 */
public record Timing(double packetNs, double cycleNs) {
    static final WorkRow LARGE = Rounds.HOME;
    static final WorkRow SMALL = WorkRow.of(LARGE.states(), 1, 512);
    private static final Timing NONE = new Timing(0, 0);
    private static final String KEY = "timing";

    /** Rows, and those timed that {@link #of} wants. */
    public static List<WorkRow> beside(List<WorkRow> rows) {
        List<WorkRow> all = new ArrayList<>(rows);
        all.add(LARGE.atOnce());
        all.add(SMALL.atOnce());
        return all;
    }

    /** From runs with and without it, of large and small bursts; none where they were not quiet. */
    public static Timing of(RoundsResult result) {
        double large = result.ns(LARGE.atOnce()) - result.ns(LARGE);
        double small = result.ns(SMALL.atOnce()) - result.ns(SMALL);
        if (!Double.isFinite(large + small)) {
            return NONE;
        }
        double cycle = Math.max(0, (small - large) / (1.0 / SMALL.burst() - 1.0 / LARGE.burst()));
        return new Timing(Math.max(0, large - cycle / LARGE.burst()), cycle);
    }

    /** What a host's file says; none where it says nothing. */
    public static Timing read(Path host) {
        try {
            YamlNode node =
                    YamlNode.parse(Files.readString(host), host.toString()).find(KEY);
            return node == null ? NONE : new Timing(ns(node.get("packet")), ns(node.get("cycle")));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static double ns(YamlNode node) {
        try {
            String plain = node.text().replaceAll("\\s*\\[.*", "");
            return Quantity.parse(plain, Dimension.TIME).asDouble() / 1000;
        } catch (IllegalArgumentException wrong) {
            throw node.fault("'" + node.path() + "': " + wrong.getMessage());
        }
    }

    /** The lines of a host's file. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "# What it costs to time packets at a rate: added to latency that is predicted, no part of the work.%n"
                        + KEY + ":%n  packet: %.3f ns [measured]%n  cycle: %.3f ns [measured]%n",
                packetNs,
                cycleNs);
    }
}
