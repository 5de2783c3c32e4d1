// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * Repeats a run of some 30 ms until enough repetitions lie between two quiet calibrations, or too many did not. One
 * thread, the measured one.
 */
public final class QuietRuns {
    /** Fewer quiet runs than this are no result. */
    public static final int ENOUGH = 3;

    /** A run that another thread took the core from for longer than this is not quiet either. */
    private static final double LEAST_SHARE = 0.98;

    private static final int TRIES_PER_RUN = 8;
    private static final int MOST_TRIES = 256;
    private static final long NAP_NS = 10_000_000;
    /** Naps while the core is not quiet: six seconds in all. */
    private static final int MOST_NAPS = 550;

    private final Gate gate;
    private final int wanted;
    private final List<Run> runs = new ArrayList<>();
    private int naps;
    private double before;

    /** @param wanted quiet runs. */
    public QuietRuns(Gate gate, int wanted) {
        this.gate = gate;
        this.wanted = wanted;
    }

    /** Measures. @param run carries out one run and tells nanoseconds per packet. */
    public Spread measure(DoubleSupplier run) {
        begin();
        while (quiet(runs).size() < wanted && runs.size() < mostTries()) {
            runs.add(attempt(run));
        }
        return spread(runs);
    }

    /** Forgets what was, and looks at the core. */
    void begin() {
        runs.clear();
        naps = 0;
        look();
    }

    /** The last sample is old: something else ran since. */
    void look() {
        before = gate.sample();
    }

    int mostTries() {
        return Math.min(MOST_TRIES, wanted * TRIES_PER_RUN);
    }

    /** One run between two samples; the second serves the next run too if that comes at once. */
    Run attempt(DoubleSupplier run) {
        before = await(before);
        gate.start();
        double ns = run.getAsDouble();
        double share = gate.share();
        double after = gate.sample();
        Run attempt = new Run(ns, Math.max(before, after), share);
        before = after;
        return attempt;
    }

    /** What many runs gave: the quiet ones, if there are enough of them. */
    Spread spread(List<Run> all) {
        List<Double> quiet = quiet(all);
        boolean enough = quiet.size() >= ENOUGH;
        int interrupted = (int) all.stream().filter(Run::isInterrupted).count();
        return new Spread(enough ? quiet : all.stream().map(Run::ns).toList(), all.size(), enough, interrupted);
    }

    /** Rests until the core is quiet, or the naps are used up. */
    private double await(double last) {
        double cycles = last;
        while (!gate.isQuiet(cycles) && naps < MOST_NAPS) {
            LockSupport.parkNanos(NAP_NS);
            cycles = gate.sample();
            naps++;
        }
        return cycles;
    }

    /** The best sample may come late, so what counted as quiet before is looked at again. */
    boolean isQuiet(Run run) {
        return !run.isInterrupted() && gate.isQuiet(run.cycles);
    }

    private List<Double> quiet(List<Run> all) {
        return all.stream().filter(this::isQuiet).map(Run::ns).toList();
    }

    /**
     * One run.
     *
     * @param cycles the worse of the calibrations before and after it.
     * @param share part of the time in which the thread ran.
     */
    record Run(double ns, double cycles, double share) {
        boolean isInterrupted() {
            return share < LEAST_SHARE;
        }
    }
}
