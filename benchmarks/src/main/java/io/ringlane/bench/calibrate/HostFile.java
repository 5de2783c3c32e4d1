// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was calibrated, in the words of a scenario's host. Lengths there are those of frames with FCS. Immutable.
 *
 * @param machine as recorded runs are named.
 * @param crypto  provider that sealed.
 */
record HostFile(String machine, String crypto, HostFit fit, Pauses pauses) {
    static final String NAME = "host.yaml";

    private static final int FCS = 4;
    /**
     * A duty cycle that finds nothing costs this part of one that does, at most; it only says how often a core looks.
     */
    private static final double IDLE_PART = 0.5;

    private static final double LEAST_IDLE_NS = 20;

    String text() {
        SortedMap<Integer, Double> sets = new TreeMap<>(fit.workingSet());
        sets.put(HostFit.HOME, 0.0);
        double least =
                sets.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
        HostFit.Line path = fit.path();
        double packet = path.fixedNs() - path.perByteNs() * FCS + least;
        double cycle = Math.max(0, fit.perBurstNs());
        StringBuilder text =
                new StringBuilder("# SPDX-License-Identifier: Apache-2.0\n# Written by ./ringlane calibrate:"
                        + " outbound, ESP tunnel, AES-128-GCM by " + crypto + ".\n");
        text.append(String.format(
                Locale.ROOT,
                "# The fit is off by %.1f %% in the mean, %.1f %% at most, over %d measurements.%n",
                fit.meanPercent(),
                fit.worstPercent(),
                fit.residuals().size()));
        text.append("name: ").append(machine).append('\n');
        text.append("cores: 1 [measured]\nburst: ").append(HostFit.BURST).append(" [measured]\n");
        line(text, "cycle", cycle);
        line(text, "idle", Math.max(LEAST_IDLE_NS, cycle * IDLE_PART));
        text.append("# A completion is part of the packet's cost.\nreap: 0 ns [measured]\n");
        text.append(String.format(
                Locale.ROOT,
                "encrypt:%n  packet: %.3f ns [measured]%n  byte: %.5f ns/B [measured]%n",
                packet,
                path.perByteNs()));
        text.append("working-set:\n");
        sets.forEach((count, ns) ->
                text.append(String.format(Locale.ROOT, "  %d: %.3f ns [measured]%n", count, ns - least)));
        text.append("# What the cost is made of; a stage is a difference of two measurements.\nstages:\n");
        fit.stages()
                .forEach((name, line) -> text.append(String.format(
                        Locale.ROOT,
                        "  %s:%n    packet: %.3f ns [measured]%n    byte: %.5f ns/B [measured]%n",
                        name.replace(", ", " "),
                        line.fixedNs() - line.perByteNs() * FCS,
                        line.perByteNs())));
        text.append("# How often the machine takes the core away, and for how long, by quantile.\npauses:\n");
        text.append(String.format(
                Locale.ROOT,
                "  per-second: %.3f [measured]%n  share: %.6f [measured]%n  lengths:%n%s",
                pauses.perSecond(),
                pauses.share(),
                lengths(pauses.lengthsNs())));
        return text.toString();
    }

    private static String lengths(Map<Double, Long> lengths) {
        return lengths.entrySet().stream()
                .map(entry -> "    " + entry.getKey() + ": " + entry.getValue() + " ns [measured]\n")
                .collect(Collectors.joining());
    }

    private static void line(StringBuilder text, String key, double ns) {
        text.append(String.format(Locale.ROOT, "%s: %.3f ns [measured]%n", key, ns));
    }
}
