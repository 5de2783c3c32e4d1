// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.rounds.Pauses;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.rounds.Timing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was calibrated, in the words of a scenario's host. Lengths there are those of frames with FCS, and costs are
 * without the pauses of the core, which stand beside them. Immutable.
 *
 * @param machine  as recorded runs are named.
 * @param crypto   provider that sealed.
 * @param outbound whole path.
 * @param inbound  whole path.
 * @param stages   of the outbound path.
 * @param idleNs   of a duty cycle that finds nothing.
 * @param open     duty cycles at random times.
 * @param timing   of packets at a rate.
 */
record HostFile(
        String machine,
        String crypto,
        CostFit.Choice outbound,
        CostFit.Choice inbound,
        HostStages stages,
        double idleNs,
        RoundsResult.Open open,
        Timing timing,
        Pauses pauses) {
    static final String NAME = "host.yaml";

    private static final int FCS = 4;

    String text() {
        CostFit out = outbound.best();
        StringBuilder text =
                new StringBuilder("# SPDX-License-Identifier: Apache-2.0\n# Written by ./ringlane calibrate:"
                        + " ESP tunnel, AES-128-GCM by " + crypto + ".\n");
        head(text, "Outbound", outbound);
        head(text, "Inbound", inbound);
        text.append("name: ").append(machine).append('\n');
        text.append("cores: 1 [measured]\nburst: ").append(CostGrid.BURST).append(" [measured]\n");
        line(text, "cycle", cycleNs() * free());
        line(text, "idle", idleNs);
        text.append("# A completion is part of the packet's cost.\nreap: 0 ns [measured]\n");
        work(text, "encrypt", out);
        work(text, "decrypt", inbound.best());
        text.append("# What the outbound cost is made of; a stage is a difference of two measurements.\nstages:\n");
        stages.lines()
                .forEach((name, line) -> text.append(String.format(
                        Locale.ROOT,
                        "  %s:%n    packet: %.3f ns [measured]%n    byte: %.5f ns/B [measured]%n",
                        name.replace(", ", " "),
                        line.fixedNs() - line.perByteNs() * FCS,
                        line.perByteNs())));
        text.append(timing.text());
        text.append("# How often the core is held up at its work, and for how long, by quantile.\npauses:\n");
        text.append(String.format(
                Locale.ROOT,
                "  per-second: %.3f [measured]%n  share: %.6f [measured]%n",
                pauses.perSecond(),
                pauses.share()));
        if (!pauses.gapsNs().isEmpty()) {
            quantiles(text, "gaps", pauses.gapsNs());
            quantiles(text, "lengths", pauses.lengthsNs());
        }
        return text.toString();
    }

    private static void head(StringBuilder text, String way, CostFit.Choice choice) {
        CostFit.Quality quality = choice.tried().get(choice.best().form());
        text.append(String.format(
                Locale.ROOT,
                "# %s: %s; off by %.1f %% in the mean of %d measurements, %.1f %% where they are left out.%n",
                way,
                choice.best().form().label(),
                quality.meanPercent(),
                choice.residuals().size(),
                quality.leftOut()));
    }

    /** Of a burst among others of random sizes, without what timing costs; of one among equals if that is not known. */
    double cycleNs() {
        double among = open.cycleNs() - timing.packetNs() * open.packets() - timing.cycleNs();
        double equal = outbound.best().perBurstNs();
        return Double.isNaN(among) ? equal : Math.max(among, equal);
    }

    /** Part of the time in which the core is there. */
    private double free() {
        return 1 - pauses.share();
    }

    /** The cost of a burst stands by itself; it is the outbound one's for both ways. */
    private void work(StringBuilder text, String key, CostFit fit) {
        double ofBurst = cycleNs() / CostGrid.BURST;
        text.append(key).append(":\n");
        text.append(String.format(Locale.ROOT, "  change: %.3f ns [measured]%n  lengths:%n", fit.changeNs() * free()));
        for (int states : fit.grid().levels()) {
            text.append("    ").append(states).append(":\n");
            for (int size : fit.grid().knots()) {
                double ns = Math.max(0, fit.ns(states, size) - ofBurst) * free();
                text.append(String.format(Locale.ROOT, "      %d: %.3f ns [measured]%n", size + FCS, ns));
            }
        }
    }

    private static void quantiles(StringBuilder text, String key, Map<Double, Long> values) {
        text.append("  ").append(key).append(":\n");
        values.forEach((share, ns) -> text.append("    " + share + ": " + ns + " ns [measured]\n"));
    }

    private static void line(StringBuilder text, String key, double ns) {
        text.append(String.format(Locale.ROOT, "%s: %.3f ns [measured]%n", key, ns));
    }

    /** The pauses alone, as a value in a scenario. */
    static String inline(Pauses pauses) {
        return pauses.gapsNs().isEmpty()
                ? "none"
                : "{gaps: " + inline(pauses.gapsNs()) + ", lengths: " + inline(pauses.lengthsNs()) + "}";
    }

    private static String inline(Map<Double, Long> values) {
        List<String> parts = values.entrySet().stream()
                .map(value -> value.getKey() + ": " + value.getValue() + " ns")
                .toList();
        return parts.stream().collect(Collectors.joining(", ", "{", "}"));
    }
}
