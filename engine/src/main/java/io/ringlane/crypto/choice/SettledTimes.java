// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The least times of several things, measured in turn, round after round, until for some rounds none got notably less:
 * a machine that compiles late, or has one CPU for the compiler and for what is measured, does not mistake the one that
 * was compiled first for the fastest. One thread.
 */
final class SettledTimes {
    /** Rounds without gain that end it. */
    static final int CALM_ROUNDS = 10;
    /** Rounds that end it in any case. */
    static final int MOST_ROUNDS = 150;
    /** Part of a time that it must get less by to count as a gain. */
    static final double GAIN = 0.05;

    private final IntToDoubleFunction meter;
    private final double[] least;

    /** @param meter measures the thing of a number once; not a number where that failed, which ends its turns. */
    SettledTimes(int count, IntToDoubleFunction meter) {
        this.meter = meter;
        least = new double[count];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
    }

    /** @param between run between rounds. */
    void settle(Runnable between) {
        int calm = 0;
        for (int round = 0; round < MOST_ROUNDS && calm < CALM_ROUNDS; round++) {
            calm = round() ? 0 : calm + 1;
            between.run();
        }
    }

    /** A pause for the compiler's threads, which may have to share this CPU. */
    static void letCompile() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean round() {
        boolean gain = false;
        for (int i = 0; i < least.length; i++) {
            if (!Double.isNaN(least[i])) {
                double time = meter.applyAsDouble(i);
                gain |= time < least[i] * (1 - GAIN);
                least[i] = Math.min(least[i], time);
            }
        }
        return gain;
    }

    /** The least time of a thing; not a number if it failed. */
    double least(int index) {
        return least[index];
    }
}
