// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How often, and for how long, this machine takes the core away from a thread that does nothing but look at the clock.
 * Percentiles of latency are made of these pauses, not of the work. Measured by the thread that is asked.
 *
 * @param perSecond pauses of at least {@link #LEAST_NS}.
 * @param share     of all time.
 * @param lengthsNs by quantile, finer towards the longest, which are what the high percentiles are made of.
 */
record Pauses(double perSecond, double share, SortedMap<Double, Long> lengthsNs) {
    /** Shorter ones are not told from a look at the clock. */
    static final long LEAST_NS = 500;

    private static final double[] QUANTILES = {
        0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 1
    };
    private static final int MOST = 1 << 22;

    /** Looks at the clock for so long. */
    static Pauses measure(long seconds) {
        long[] lengths = new long[MOST];
        int count = 0;
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long last = start;
        while (last < end && count < MOST) {
            long now = System.nanoTime();
            if (now - last >= LEAST_NS) {
                lengths[count++] = now - last;
            }
            last = now;
        }
        return of(Arrays.copyOf(lengths, count), last - start);
    }

    /** What pauses of such lengths within a time come to. */
    static Pauses of(long[] lengths, long withinNs) {
        long[] sorted = lengths.clone();
        Arrays.sort(sorted);
        SortedMap<Double, Long> parts = new TreeMap<>();
        for (int i = 0; i < QUANTILES.length && sorted.length > 0; i++) {
            parts.put(QUANTILES[i], sorted[(int) (QUANTILES[i] * (sorted.length - 1))]);
        }
        double whole = Arrays.stream(sorted).sum();
        return new Pauses(sorted.length * (double) TimeUnit.SECONDS.toNanos(1) / withinNs, whole / withinNs, parts);
    }
}
