// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a stream of packets is like, by counting: how bursty, and on which scale. Immutable.
 *
 * @param packets      that were counted.
 * @param meanGapPs    from one packet to the next.
 * @param gapVariation squared coefficient of variation of the gaps: 0 for a constant rate, 1 for Poisson.
 * @param dispersion   index of dispersion of counts for each of {@link #windowsPs}, variance over mean: 0 for
 *     a constant rate, 1 for Poisson; NaN where fewer than 30 windows were seen.
 * @param meanClear    bytes of clear frames, FCS included.
 * @param meanWire     bytes of encrypted frames, FCS included.
 */
public record TrafficStatistics(
        long packets,
        double meanGapPs,
        double gapVariation,
        List<Double> dispersion,
        double meanClear,
        double meanWire) {
    private static final long[] WINDOWS_PS = {10_000_000L, 100_000_000L, 1_000_000_000L};
    private static final int FEWEST_WINDOWS = 30;

    /** Copies the list. */
    public TrafficStatistics {
        dispersion = List.copyOf(dispersion);
    }

    /** Counts packets of a stream, which must have at least two. */
    public static TrafficStatistics of(Traffic traffic, long packets) {
        Windows[] windows = new Windows[WINDOWS_PS.length];
        for (int at = 0; at < windows.length; at++) {
            windows[at] = new Windows(WINDOWS_PS[at]);
            windows[at].count(0);
        }
        long firstPs = traffic.next();
        long clear = traffic.clearBytes();
        long wire = traffic.wireBytes();
        long lastPs = firstPs;
        long count = 1;
        double mean = 0;
        double squares = 0;
        for (long atPs = traffic.next(); count < packets && atPs != Simulation.NEVER; atPs = traffic.next()) {
            // Welford's recursion, on gaps
            double gap = atPs - lastPs;
            double off = gap - mean;
            mean += off / count;
            squares += off * (gap - mean);
            for (Windows each : windows) {
                each.count(atPs - firstPs);
            }
            clear += traffic.clearBytes();
            wire += traffic.wireBytes();
            lastPs = atPs;
            count++;
        }
        List<Double> dispersion =
                Arrays.stream(windows).map(Windows::dispersion).toList();
        double variation = squares / (count - 1) / (mean * mean);
        return new TrafficStatistics(count, mean, variation, dispersion, (double) clear / count, (double) wire / count);
    }

    /** In picoseconds: 10 us, 100 us, 1 ms. */
    public static long[] windowsPs() {
        return WINDOWS_PS.clone();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d packets, mean gap %.1f ps, ca^2 %.4f, index of dispersion %.3f at 10 us, %.3f at 100 us, %.3f at 1"
                        + " ms",
                packets,
                meanGapPs,
                gapVariation,
                dispersion.get(0),
                dispersion.get(1),
                dispersion.get(2));
    }

    /** Packets of each window, one after the other; the last one, which is cut off, does not count. */
    private static final class Windows {
        private final long lengthPs;
        private long window;
        private long inside;
        private long full;
        private double mean;
        private double squares;

        Windows(long lengthPs) {
            this.lengthPs = lengthPs;
        }

        void count(long atPs) {
            long now = atPs / lengthPs;
            while (window < now) {
                full++;
                double off = inside - mean;
                mean += off / full;
                squares += off * (inside - mean);
                inside = 0;
                window++;
            }
            inside++;
        }

        double dispersion() {
            return full < FEWEST_WINDOWS ? Double.NaN : squares / (full - 1) / mean;
        }
    }
}
