// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

/**
 * What a search found for a goal. Immutable.
 *
 * @param goal        looked for.
 * @param kind        regular, or which bound is missing.
 * @param low         relevant lower bound, packets per second; NaN without one.
 * @param high        relevant upper bound; NaN without one.
 * @param conditional conditional throughput, what came through at the lower bound; NaN without one.
 * @param trials      of full length at the lower bound.
 * @param badShare    share of their seconds that were bad.
 */
public record GoalResult(
        SearchGoal goal, Kind kind, double low, double high, double conditional, int trials, double badShare) {
    /** How a search can end. */
    public enum Kind {
        /** Both bounds are there and close enough. */
        REGULAR,
        /** The greatest load is a lower bound: the answer is there or beyond. */
        ALL_LOADS_PASS,
        /** The least load is an upper bound: the answer is below it. */
        NO_LOAD_PASSES,
        /** The budget of trials ended first: the bounds are true but wide, or one is missing. */
        OUT_OF_TRIALS
    }

    /** Width of the interval relative to its upper end; NaN where a bound is missing. */
    public double width() {
        return (high - low) / high;
    }
}
