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

    /** @param wanted quiet runs. */
    public QuietRuns(Gate gate, int wanted) {
        this.gate = gate;
        this.wanted = wanted;
    }

    /** Measures. @param run carries out one run and tells nanoseconds per packet. */
    public Spread measure(DoubleSupplier run) {
        runs.clear();
        naps = 0;
        int most = Math.min(MOST_TRIES, wanted * TRIES_PER_RUN);
        double before = gate.sample();
        while (quiet().size() < wanted && runs.size() < most) {
            before = await(before);
            gate.start();
            double ns = run.getAsDouble();
            double share = gate.share();
            double after = gate.sample();
            runs.add(new Run(ns, Math.max(before, after), share));
            before = after;
        }
        List<Double> quiet = quiet();
        boolean enough = quiet.size() >= ENOUGH;
        int interrupted = (int) runs.stream().filter(Run::isInterrupted).count();
        return new Spread(enough ? quiet : runs.stream().map(Run::ns).toList(), runs.size(), enough, interrupted);
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
    private List<Double> quiet() {
        return runs.stream()
                .filter(run -> !run.isInterrupted() && gate.isQuiet(run.cycles))
                .map(Run::ns)
                .toList();
    }

    /**
     * One run.
     *
     * @param cycles the worse of the calibrations before and after it.
     * @param share part of the time in which the thread ran.
     */
    private record Run(double ns, double cycles, double share) {
        boolean isInterrupted() {
            return share < LEAST_SHARE;
        }
    }
}
