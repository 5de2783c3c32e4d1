// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;

/**
 * Two kinds of work in turn, A B B A, each run between two calibrations of its own gate, until enough pairs were quiet
 * on both sides or too many were not. One thread.
 */
public final class QuietPairs {
    private static final DoubleBinaryOperator RATIO = (one, other) -> one / other;
    private static final DoubleBinaryOperator MORE = (one, other) -> one - other;

    private final QuietRuns one;
    private final QuietRuns other;
    private final int wanted;
    private final List<QuietRuns.Run> ones = new ArrayList<>();
    private final List<QuietRuns.Run> others = new ArrayList<>();

    /** @param wanted pairs whose runs are both quiet. */
    public QuietPairs(Gate one, Gate other, int wanted) {
        this.one = new QuietRuns(one, wanted);
        this.other = new QuietRuns(other, wanted);
        this.wanted = wanted;
    }

    /**
     * What pairs gave.
     *
     * @param ratio one / other of each pair, in time: how many times as fast the other is.
     * @param more  one - other of each pair, in nanoseconds.
     */
    public record Result(Spread one, Spread other, Spread ratio, Spread more) {}

    /** Measures. Each tells nanoseconds per packet. */
    public Result measure(DoubleSupplier oneRun, DoubleSupplier otherRun) {
        ones.clear();
        others.clear();
        one.begin();
        other.begin();
        while (quiet(RATIO).size() < wanted && ones.size() < one.mostTries()) {
            boolean forwards = ones.size() % 2 == 0;
            if (forwards) {
                ones.add(fresh(one, oneRun));
            }
            others.add(fresh(other, otherRun));
            if (!forwards) {
                ones.add(fresh(one, oneRun));
            }
        }
        return new Result(one.spread(ones), other.spread(others), pairs(RATIO), pairs(MORE));
    }

    /** The sample behind the last run of this kind is old: the other kind ran since. */
    private static QuietRuns.Run fresh(QuietRuns runs, DoubleSupplier run) {
        runs.look();
        return runs.attempt(run);
    }

    private Spread pairs(DoubleBinaryOperator of) {
        List<Double> quiet = quiet(of);
        boolean enough = quiet.size() >= QuietRuns.ENOUGH;
        return new Spread(enough ? quiet : each(of, false), ones.size(), enough, 0);
    }

    private List<Double> quiet(DoubleBinaryOperator of) {
        return each(of, true);
    }

    private List<Double> each(DoubleBinaryOperator of, boolean quietOnly) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < others.size() && i < ones.size(); i++) {
            if (!quietOnly || one.isQuiet(ones.get(i)) && other.isQuiet(others.get(i))) {
                values.add(of.applyAsDouble(ones.get(i).ns(), others.get(i).ns()));
            }
        }
        return values;
    }
}
