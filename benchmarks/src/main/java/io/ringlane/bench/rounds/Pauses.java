// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often, and for how long, something holds up a core at its work, or at nothing but looks at the clock. Percentiles
 * of latency are made of these pauses, not of the work. Immutable.
 *
 * @param perSecond pauses of at least {@link PauseWatch#LEAST_NS}.
 * @param share     of all time.
 * @param gapsNs    from one to the next, by quantile.
 * @param lengthsNs by quantile, finer towards the longest, which are what the high percentiles are made of.
 */
public record Pauses(
        double perSecond, double share, SortedMap<Double, Long> gapsNs, SortedMap<Double, Long> lengthsNs) {
    private static final double NS_PER_SECOND = 1e9;
    private static final double[] QUANTILES = {
        0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1
    };

    /** What pauses of such lengths, so far apart, within a time come to. */
    public static Pauses of(long[] gaps, long[] lengths, double withinNs) {
        double whole = Arrays.stream(lengths).sum();
        return new Pauses(
                withinNs == 0 ? 0 : lengths.length * NS_PER_SECOND / withinNs,
                withinNs == 0 ? 0 : whole / withinNs,
                quantiles(gaps),
                quantiles(lengths));
    }

    private static SortedMap<Double, Long> quantiles(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        SortedMap<Double, Long> parts = new TreeMap<>();
        for (int i = 0; i < QUANTILES.length && sorted.length > 0; i++) {
            parts.put(QUANTILES[i], sorted[(int) (QUANTILES[i] * (sorted.length - 1))]);
        }
        return parts;
    }
}
