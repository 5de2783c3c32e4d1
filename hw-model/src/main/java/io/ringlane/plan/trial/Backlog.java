// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

/**
 * Whether packets pile up over a run: by the test of Mann and Kendall for a trend, and by how much there is of it. A
 * queue that is merely long goes up and down; one that is overloaded goes up. Stateless.
 */
final class Backlog {
    /** One chance in a thousand that a series without trend has it. */
    private static final double SURE = 3.1;
    /** Less growth than this share of what was offered is no overload that a search could tell. */
    private static final double LEAST = 0.001;

    private Backlog() {}

    /**
     * Packets by which it grew from the first to the last sample; 0 where it may as well not have grown.
     *
     * @param samples taken at equal numbers of offered packets.
     * @param offered packets from the first sample to the last.
     */
    static long growth(long[] samples, int from, int to, long offered) {
        long growth = samples[to - 1] - samples[from];
        return growth > LEAST * offered && trend(samples, from, to) > SURE && isMost(samples, from, to) ? growth : 0;
    }

    /** The last quarter holds more than any sample of the first half. */
    private static boolean isMost(long[] samples, int from, int to) {
        long most = Long.MIN_VALUE;
        for (int i = from; i < (from + to) / 2; i++) {
            most = Math.max(most, samples[i]);
        }
        for (int i = to - (to - from) / 4; i < to; i++) {
            if (samples[i] <= most) {
                return false;
            }
        }
        return true;
    }

    private static double trend(long[] samples, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            for (int later = i + 1; later < to; later++) {
                sum += Long.signum(samples[later] - samples[i]);
            }
        }
        double count = to - from;
        return sum / Math.sqrt(count * (count - 1) * (2 * count + 5) / 18);
    }
}
