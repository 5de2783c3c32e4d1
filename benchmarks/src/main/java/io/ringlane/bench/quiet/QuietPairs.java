// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Two kinds of work in turn, A B B A, each run between two calibrations of its own gate, until enough pairs were quiet
 * on both sides or too many were not. One thread.
 */
public final class QuietPairs {
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
     */
    public record Result(Spread one, Spread other, Spread ratio) {}

    /** Measures. Each tells nanoseconds per packet. */
    public Result measure(DoubleSupplier oneRun, DoubleSupplier otherRun) {
        ones.clear();
        others.clear();
        one.begin();
        other.begin();
        while (ratios(true).size() < wanted && ones.size() < one.mostTries()) {
            boolean forwards = ones.size() % 2 == 0;
            if (forwards) {
                ones.add(fresh(one, oneRun));
            }
            others.add(fresh(other, otherRun));
            if (!forwards) {
                ones.add(fresh(one, oneRun));
            }
        }
        return new Result(one.spread(ones), other.spread(others), ratio());
    }

    /** The sample behind the last run of this kind is old: the other kind ran since. */
    private static QuietRuns.Run fresh(QuietRuns runs, DoubleSupplier run) {
        runs.look();
        return runs.attempt(run);
    }

    private Spread ratio() {
        List<Double> quiet = ratios(true);
        boolean enough = quiet.size() >= QuietRuns.ENOUGH;
        return new Spread(enough ? quiet : ratios(false), ones.size(), enough, 0);
    }

    private List<Double> ratios(boolean quietOnly) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < others.size() && i < ones.size(); i++) {
            if (!quietOnly || one.isQuiet(ones.get(i)) && other.isQuiet(others.get(i))) {
                ratios.add(ones.get(i).ns() / others.get(i).ns());
            }
        }
        return ratios;
    }
}
