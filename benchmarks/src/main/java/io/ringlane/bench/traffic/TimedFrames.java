// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import org.HdrHistogram.Histogram;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Frames that are due at times of a Poisson process, laid down beforehand, and how long each took from when it was due.
 * Nothing is worked out while it runs but two numbers kept. One thread.
 */
public final class TimedFrames {
    private static final double NS_PER_SECOND = 1e9;
    private static final long HIGHEST_NS = 10_000_000_000L;
    private static final int DIGITS = 3;

    private final long[] dueNs;
    private final long[] tookNs;
    private int taken;
    private int done;
    private long nowNs;
    private long looks;
    private long busy;
    private CycleListener listener;

    /** @param times nanoseconds from the start, rising. */
    public TimedFrames(long... times) {
        dueNs = times.clone();
        tookNs = new long[dueNs.length];
    }

    /**
     * Draws times.
     *
     * @param perSecond frames in the mean.
     * @param ns        length of the run.
     */
    public static TimedFrames poisson(double perSecond, long ns, long seed) {
        double gapNs = NS_PER_SECOND / perSecond;
        long[] times = new long[Math.toIntExact(Math.max(1, Math.round(ns / gapNs)))];
        ZigguratSampler.Exponential gaps = ZigguratSampler.Exponential.of(RandomSource.XO_SHI_RO_256_PP.create(seed));
        double at = 0;
        for (int i = 0; i < times.length; i++) {
            at += gapNs * gaps.sample();
            times[i] = (long) at;
        }
        return new TimedFrames(times);
    }

    /** Is told of each duty cycle. */
    @FunctionalInterface
    public interface CycleListener {
        /**
         * A duty cycle has ended.
         *
         * @param fromNs nanoseconds from the start to the look at the clock that began it.
         * @param toNs   to the next look.
         * @param frames that came through in it.
         */
        void passed(long fromNs, long toNs, int frames);
    }

    /** Tells it of each duty cycle from now on. */
    public void listener(CycleListener told) {
        listener = told;
    }

    /**
     * A look at the clock.
     *
     * @param ns   since the start.
     * @param told frames that have come through until now.
     */
    public void at(long ns, int told) {
        if (listener != null) {
            listener.passed(nowNs, ns, told - done);
        }
        nowNs = ns;
        looks++;
        while (done < told) {
            tookNs[done] = ns - dueNs[done];
            done++;
        }
    }

    /** Takes the frames that are due. @return how many. */
    public int due(int most) {
        int from = taken;
        int end = Math.min(dueNs.length, from + most);
        while (taken < end && dueNs[taken] <= nowNs) {
            taken++;
        }
        if (taken > from) {
            busy++;
        }
        return taken - from;
    }

    /** Whether all have come through. */
    public boolean isDone() {
        return done == dueNs.length;
    }

    public int count() {
        return dueNs.length;
    }

    /** Nanoseconds between two looks at the clock, in the mean. */
    public double cycleNs() {
        return (double) nowNs / looks;
    }

    /** Times at which frames were taken. */
    public long busyCycles() {
        return busy;
    }

    /** Looks at the clock behind which none were. */
    public long idleCycles() {
        return looks - busy;
    }

    /** Nanoseconds from the start to the last look at the clock. */
    public long ns() {
        return nowNs;
    }

    /** Adds what each frame took, in nanoseconds. */
    public void into(Histogram histogram) {
        for (long ns : tookNs) {
            histogram.recordValue(Math.clamp(ns, 0, HIGHEST_NS));
        }
    }

    /** For {@link #into}. */
    public static Histogram newHistogram() {
        return new Histogram(HIGHEST_NS, DIGITS);
    }
}
