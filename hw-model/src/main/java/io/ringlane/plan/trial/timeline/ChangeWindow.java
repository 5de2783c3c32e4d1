// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import io.ringlane.plan.report.chart.TimelineChart;
import java.util.ArrayList;
import java.util.List;

/**
 * The last changes of all places, in a ring; once closed, so many more are taken in and then no more:
 * every single change before and after a moment, in bounded memory. One owner thread.
 */
public final class ChangeWindow {
    private static final long OPEN = Long.MAX_VALUE;

    private final long[] atPs;
    private final int[] track;
    private final long[] value;
    private final long[] initial;
    private final int after;
    private long startPs;
    private long endPs;
    private long taken;
    private long closeAt = OPEN;

    /**
     * @param before changes kept from before the moment of closing.
     * @param after  changes kept from behind it.
     * @param tracks places there may be.
     */
    public ChangeWindow(int before, int after, int tracks) {
        if (before < 1 || after < 1) {
            throw new IllegalArgumentException("want changes before and after, got " + before + ", " + after);
        }
        atPs = new long[before + after];
        track = new int[before + after];
        value = new long[before + after];
        initial = new long[tracks];
        this.after = after;
    }

    /** A place has come to hold so much. */
    public void change(int place, long held, long nowPs) {
        if (taken >= closeAt) {
            return;
        }
        int at = (int) (taken % atPs.length);
        if (taken >= atPs.length) {
            initial[track[at]] = value[at];
            startPs = atPs[at];
        }
        atPs[at] = nowPs;
        track[at] = place;
        value[at] = held;
        endPs = nowPs;
        taken++;
    }

    /** The moment is now; only the first counts. */
    public void close() {
        if (closeAt == OPEN) {
            closeAt = taken + after;
        }
    }

    /**
     * What was kept.
     *
     * @param numbers for each place the number it has in the chart, from 0 on; negative: it is left out.
     */
    public TimelineChart.Exact exact(int[] numbers) {
        int kept = (int) Math.min(taken, atPs.length);
        List<Long> times = new ArrayList<>(kept);
        List<Integer> places = new ArrayList<>(kept);
        List<Long> values = new ArrayList<>(kept);
        for (long change = taken - kept; change < taken; change++) {
            int at = (int) (change % atPs.length);
            if (numbers[track[at]] >= 0) {
                times.add(atPs[at] - startPs);
                places.add(numbers[track[at]]);
                values.add(value[at]);
            }
        }
        List<Long> held = new ArrayList<>();
        for (int place = 0; place < numbers.length; place++) {
            if (numbers[place] >= 0) {
                held.add(initial[place]);
            }
        }
        return new TimelineChart.Exact(startPs, endPs, held, times, places, values);
    }
}
