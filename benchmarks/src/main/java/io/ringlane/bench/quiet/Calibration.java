// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Tells whether the core is ours now. A loop bound by throughput takes about twice as many cycles while a neighbour
 * uses the other half of the core; a chain of multiplications (latency) does not change and serves as the clock. What
 * quiet is depends on machine and compiler: the best seen in this process. About a millisecond a sample; one thread.
 */
public final class Calibration implements Gate {
    /** A sample is quiet up to this multiple of the best one; a core that is shared gives 1.4 to 2.1. */
    public static final double QUIET = 1.25;

    private static final int CHAIN_ROUNDS = 3;
    private static final int CHAIN_STEPS = 30_000;
    /** Three multiplications of three cycles each. */
    private static final int CHAIN_CYCLES = 9;

    private static final int STREAM_ROUNDS = 2;
    private static final int STREAM_STEPS = 250_000;
    /** Calls until both loops are compiled for good. */
    private static final int WARM_UPS = 300;

    private final long[] state = {1, 2, 3, 4, 5, 6, 7};
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long startCpu;
    private long startWall;
    private double best = Double.MAX_VALUE;
    private double gigahertz;

    /** Takes samples until the compiler is done with the loops, then the first ones that count. */
    public Calibration() {
        for (int i = 0; i < WARM_UPS; i++) {
            sample();
        }
        best = Double.MAX_VALUE;
        sample();
    }

    /** Core cycles of one step of the throughput loop. */
    @Override
    public double sample() {
        double hertz = 0;
        for (int i = 0; i < CHAIN_ROUNDS; i++) {
            long start = System.nanoTime();
            state[0] = chain(state[0]);
            hertz = Math.max(hertz, (double) CHAIN_STEPS * CHAIN_CYCLES / (System.nanoTime() - start));
        }
        double step = Double.MAX_VALUE;
        for (int i = 0; i < STREAM_ROUNDS; i++) {
            long start = System.nanoTime();
            streams(state);
            step = Math.min(step, (double) (System.nanoTime() - start) / STREAM_STEPS);
        }
        gigahertz = hertz;
        double cycles = step * hertz;
        best = Math.min(best, cycles);
        return cycles;
    }

    @Override
    public void start() {
        startCpu = threads.getCurrentThreadCpuTime();
        startWall = System.nanoTime();
    }

    @Override
    public double share() {
        long wall = System.nanoTime() - startWall;
        return (double) (threads.getCurrentThreadCpuTime() - startCpu) / wall;
    }

    @Override
    public boolean isQuiet(double cycles) {
        return cycles <= best * QUIET;
    }

    /** Cycles of the best sample so far. */
    public double best() {
        return best;
    }

    /** Clock of the core at the last sample, as the chain shows it. */
    public double gigahertz() {
        return gigahertz;
    }

    private static long chain(long seed) {
        long w = seed;
        for (int i = 0; i < CHAIN_STEPS; i++) {
            w *= w;
            w *= w;
            w *= w;
        }
        return w;
    }

    /** Three streams that do not wait for each other. */
    private static void streams(long[] state) {
        long w = state[1];
        long x = state[2];
        long y = state[3];
        long z = state[4];
        long q = state[5];
        long e = state[6];
        for (int i = 0; i < STREAM_STEPS; i++) {
            w ^= x;
            x = Long.rotateLeft(x, 3);
            y ^= z;
            z = Long.rotateLeft(z, 5);
            q ^= e;
            e = Long.rotateLeft(e, 7);
        }
        state[1] = w;
        state[2] = x;
        state[3] = y;
        state[4] = z;
        state[5] = q;
        state[6] = e;
    }
}
