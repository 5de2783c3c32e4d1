// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import io.ringlane.plan.report.chart.TimelineChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How full one place was over a run of any length, in a fixed number of bins: when the run outgrows them, neighbours
 * are merged and the bins are twice as wide. Least, mean and most of a bin are exact whatever its width. One owner
 * thread.
 */
public final class OccupancyPyramid {
    /** Bins of one level for each bin of the next coarser one. */
    public static final int FAN = 4;

    /** The coarsest level has no fewer bins than this, if the finest has more. */
    public static final int COARSEST = 128;

    private static final double MEAN_STEPS = 1000;

    private final long[] least;
    private final long[] most;
    private final long[] area;
    private final long[] blockedPs;
    private long binPs;
    private long nowPs;

    /**
     * @param bins  even, at least 2.
     * @param binPs width of a bin at first.
     */
    public OccupancyPyramid(int bins, long binPs) {
        if (bins < 2 || bins % 2 != 0 || binPs < 1) {
            throw new IllegalArgumentException("want an even number of bins and a width, got " + bins + ", " + binPs);
        }
        least = new long[bins];
        most = new long[bins];
        area = new long[bins];
        blockedPs = new long[bins];
        Arrays.fill(least, Long.MAX_VALUE);
        this.binPs = binPs;
    }

    /**
     * Goes on to a moment, up to which the place held so much.
     *
     * @param value   not negative.
     * @param blocked whether it had a packet that nobody downstream would take.
     */
    public void hold(long value, boolean blocked, long untilPs) {
        while (untilPs > binPs * least.length) {
            merge();
        }
        while (nowPs < untilPs) {
            int bin = (int) (nowPs / binPs);
            long to = Math.min(untilPs, (bin + 1) * binPs);
            least[bin] = Math.min(least[bin], value);
            most[bin] = Math.max(most[bin], value);
            area[bin] += value * (to - nowPs);
            blockedPs[bin] += blocked ? to - nowPs : 0;
            nowPs = to;
        }
    }

    private void merge() {
        int half = least.length / 2;
        for (int bin = 0; bin < half; bin++) {
            least[bin] = Math.min(least[2 * bin], least[2 * bin + 1]);
            most[bin] = Math.max(most[2 * bin], most[2 * bin + 1]);
            area[bin] = area[2 * bin] + area[2 * bin + 1];
            blockedPs[bin] = blockedPs[2 * bin] + blockedPs[2 * bin + 1];
        }
        Arrays.fill(least, half, least.length, Long.MAX_VALUE);
        Arrays.fill(most, half, most.length, 0);
        Arrays.fill(area, half, area.length, 0);
        Arrays.fill(blockedPs, half, blockedPs.length, 0);
        binPs = Math.multiplyExact(binPs, 2L);
    }

    /** Whether it ever held anything for a time, or was held back. */
    public boolean isUsed() {
        for (int bin = 0; bin < most.length; bin++) {
            if (most[bin] > 0 || blockedPs[bin] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Held in the mean over all time; 0 before any has passed. */
    public double mean() {
        return nowPs == 0 ? 0 : (double) LongStream.of(area).sum() / nowPs;
    }

    /** Share of all time in which it was held back. */
    public double blockedShare() {
        return nowPs == 0 ? 0 : (double) LongStream.of(blockedPs).sum() / nowPs;
    }

    /** From the finest level to the coarsest; empty before any time has passed. */
    public List<TimelineChart.Level> levels() {
        List<TimelineChart.Level> levels = new ArrayList<>();
        int used = Math.toIntExact((nowPs + binPs - 1) / binPs);
        if (used > 0) {
            levels.add(level(used, 1));
        }
        for (int width = FAN; used / width >= COARSEST; width *= FAN) {
            levels.add(level(used, width));
        }
        return levels;
    }

    private TimelineChart.Level level(int used, int width) {
        List<Long> lows = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Long> highs = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int from = 0; from < used; from += width) {
            int to = Math.min(used, from + width);
            long low = Long.MAX_VALUE;
            long high = 0;
            double held = 0;
            double blocked = 0;
            for (int bin = from; bin < to; bin++) {
                low = Math.min(low, least[bin]);
                high = Math.max(high, most[bin]);
                held += area[bin];
                blocked += blockedPs[bin];
            }
            double time = Math.min(nowPs, to * binPs) - from * binPs;
            lows.add(low);
            highs.add(high);
            means.add(Math.clamp(rounded(held / time), (double) low, (double) high));
            shares.add(Math.clamp(rounded(blocked / time), 0, 1));
        }
        return new TimelineChart.Level(binPs * width, lows, means, highs, shares);
    }

    /** To a thousandth: what can be seen, and short where it is written. */
    private static double rounded(double value) {
        return Math.rint(value * MEAN_STEPS) / MEAN_STEPS;
    }
}
