// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One benchmark over all rounds: the median of its windows in each round, the best window of all, and its ratio to the
 * baseline, taken within a round. One thread.
 */
final class RoundSummary {
    static final String HEAD = "median ns   best ns   ratio [least - most of the rounds]   benchmark";

    private final String name;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private double best = Double.MAX_VALUE;

    RoundSummary(String name) {
        this.name = name;
    }

    /** @param baseline windows of the baseline in the same round, null without one. */
    void add(double[] windows, double[] baseline) {
        double median = median(windows);
        medians.add(median);
        best = Math.min(best, Arrays.stream(windows).min().orElseThrow());
        if (baseline != null) {
            ratios.add(median / median(baseline));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    String line() {
        String ratio = ratios.isEmpty()
                ? "-"
                : text("%.2f [%.2f - %.2f]", median(ratios), Collections.min(ratios), Collections.max(ratios));
        return text("%9.2f %9.2f   %-34s   %s", median(medians), best, ratio, name);
    }

    String json() {
        return text(
                "    {\"benchmark\": \"%s\", \"medianNs\": %.3f, \"bestNs\": %.3f, \"ratios\": %s, \"mediansNs\": %s}",
                name, median(medians), best, array(ratios), array(medians));
    }

    private static String array(List<Double> values) {
        return values.stream().map(value -> text("%.3f", value)).toList().toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
