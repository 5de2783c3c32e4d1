// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import io.ringlane.plan.search.GoalResult.Kind;

/**
 * Plain binary search with loss verification, ETSI GS NFV-TST 009 section 12.3.3: a lossy trial is repeated, and its
 * loss taken for a passing disturbance where the repetition goes well. Beside {@link LossRatioSearch}, to compare
 * with. Run once by one thread.
 */
public final class BinarySearch {
    private final SearchGoal goal;
    private final double least;
    private final double most;
    private final int repeats;
    private final LoadTest device;
    private int trials;

    /**
     * @param goal    its loss, final trial and width count.
     * @param least   load, above 0.
     * @param most    load, above the least.
     * @param repeats of a lossy trial at most, from 0.
     */
    public BinarySearch(SearchGoal goal, double least, double most, int repeats, LoadTest device) {
        if (!(least > 0 && least < most)) {
            throw new IllegalArgumentException(
                    "loads must be above 0 and the most above the least: " + least + ".." + most);
        }
        this.goal = goal;
        this.least = least;
        this.most = most;
        this.repeats = repeats;
        this.device = device;
    }

    /** Searches, from the greatest load down. */
    public GoalResult run() {
        if (passes(most)) {
            return new GoalResult(goal, Kind.ALL_LOADS_PASS, most, Double.NaN, most, 1, 0);
        }
        if (!passes(least)) {
            return new GoalResult(goal, Kind.NO_LOAD_PASSES, Double.NaN, least, Double.NaN, 0, Double.NaN);
        }
        double low = least;
        double high = most;
        while (high - low > goal.width() * high) {
            double middle = (low + high) / 2;
            if (passes(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new GoalResult(goal, Kind.REGULAR, low, high, low * (1 - goal.loss()), 1, 0);
    }

    private boolean passes(double load) {
        for (int repeat = 0; repeat <= repeats; repeat++) {
            trials++;
            if (device.run(load, goal.finalSeconds(), repeat).lossRatio() <= goal.loss()) {
                return true;
            }
        }
        return false;
    }

    /** Trials run so far. */
    public int trials() {
        return trials;
    }
}
