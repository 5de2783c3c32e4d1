// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import io.ringlane.bench.traffic.TimedFrames;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Keeps the times at which a thread could not look at the clock: one that does nothing else, or one that works and for
 * whose work time is allowed. One thread.
 */
final class PauseWatch implements TimedFrames.CycleListener {
    /** Shorter pauses are not told from a look at the clock. */
    static final long LEAST_NS = 500;

    private static final int MOST = 1 << 16;

    private final long[] froms = new long[MOST];
    private final long[] untils = new long[MOST];
    private int count;
    private long windowNs;
    private double cycleNs;
    private double packetNs;

    /** Looks for so long. */
    void run(long ns) {
        count = 0;
        long start = System.nanoTime();
        long last = start;
        while (last - start < ns) {
            long now = System.nanoTime();
            if (now - last >= LEAST_NS) {
                add(last, now);
            }
            last = now;
        }
        windowNs = last - start;
    }

    /**
     * Begins anew, for a thread that works.
     *
     * @param cycle  nanoseconds that a duty cycle may take.
     * @param packet and more for each packet in it.
     */
    void allow(double cycle, double packet) {
        count = 0;
        cycleNs = cycle;
        packetNs = packet;
    }

    @Override
    public void passed(long fromNs, long toNs, int frames) {
        windowNs = toNs;
        long pause = toNs - fromNs - (long) (cycleNs + frames * packetNs);
        if (pause >= LEAST_NS) {
            add(toNs - pause, toNs);
        }
    }

    /** A pause. Beyond some 65,000 in a run they are no longer kept. */
    void add(long fromNs, long untilNs) {
        if (count < MOST) {
            froms[count] = fromNs;
            untils[count++] = untilNs;
        }
    }

    /** Nanoseconds of the last run. */
    long windowNs() {
        return windowNs;
    }

    long[] lengths() {
        return LongStream.range(0, count)
                .map(i -> untils[(int) i] - froms[(int) i])
                .toArray();
    }

    /** From the end of each to the beginning of the next; what lies before the first and behind the last is cut off. */
    long[] gaps() {
        long[] gaps = new long[Math.max(0, count - 1)];
        Arrays.setAll(gaps, i -> froms[i + 1] - untils[i]);
        return gaps;
    }
}
