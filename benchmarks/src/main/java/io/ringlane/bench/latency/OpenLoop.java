// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import io.ringlane.bench.load.FlowLoad;
import io.ringlane.bench.load.FlowSettings;
import io.ringlane.bench.load.SinkDevice;
import io.ringlane.dev.Features;
import io.ringlane.packet.Packet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Packets sent at times laid down beforehand, and how long each took from its intended time until the device was told
 * of it. One thread is sender and core: it sends what is due, runs a duty cycle, and so on. A packet that is sent late,
 * because the one before took long, counts from when it was meant to be sent.
 */
final class OpenLoop implements AutoCloseable {
    private static final int MTU = 1500;
    /** Slots; half as many packets may be under way, the rest is on its way home. */
    private static final int UNDER_WAY = 1024;

    private static final long CAPACITY_RUN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 3;
    /** Duty cycles without work behind which nothing comes any more. */
    private static final int MOST_IDLE = 1_000_000;

    private final FlowLoad load;
    private final int burst;
    private final long[] intended = new long[UNDER_WAY];
    private long sent;
    private long told;
    private Histogram histogram;

    /** @param settings of the load; the device is this object's own. */
    OpenLoop(FlowSettings settings, int burst) {
        this.burst = burst;
        load = new FlowLoad(
                settings.burst(burst).slots(UNDER_WAY).device(new SinkDevice(Features.SG, MTU, this::rung)));
    }

    static Histogram newHistogram() {
        return new Histogram(HIGHEST_NS, DIGITS);
    }

    /** Packets reach the device in the order in which they were sent, so the oldest intended times are theirs. */
    private void rung(Packet[] taken, int count) {
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long late = now - intended[(int) told++ & UNDER_WAY - 1];
            if (histogram != null) {
                histogram.recordValue(Math.clamp(late, 0, HIGHEST_NS));
            }
        }
    }

    /** Runs the closed loop, so that everything is compiled. */
    void warmUp(long ns) {
        long end = System.nanoTime() + ns;
        while (System.nanoTime() - end < 0) {
            closedLoop();
        }
    }

    /** One burst, its packets due now, and the cycle that sends it. */
    private void closedLoop() {
        long now = System.nanoTime();
        for (int i = 0; i < burst; i++) {
            send(now);
        }
        load.flush();
        load.work(now);
    }

    /** What the closed loop can do in a while, full bursts sent as fast as they go. @return nanoseconds a packet. */
    double capacity() {
        long from = sent;
        long start = System.nanoTime();
        while (System.nanoTime() - start < CAPACITY_RUN_NS) {
            closedLoop();
        }
        return (double) (System.nanoTime() - start) / (sent - from);
    }

    /**
     * The open loop.
     *
     * @param into null to run it without recording.
     * @return share of the packets due that were sent: 1 unless the load is more than the core can do.
     */
    double run(Schedule schedule, long ns, Histogram into) {
        settle();
        long start = System.nanoTime();
        long before = sent;
        schedule.begin(start);
        histogram = into;
        long now = start;
        while (now - start < ns) {
            while (schedule.nextNs() <= now && sent - told < UNDER_WAY / 2 && send(schedule.nextNs())) {
                schedule.advance();
            }
            load.flush();
            load.work(now);
            now = System.nanoTime();
        }
        long due = sent - before;
        settle();
        histogram = null;
        while (schedule.nextNs() <= now) {
            schedule.advance();
            due++;
        }
        return (double) (sent - before) / Math.max(1, due);
    }

    /** Packets sent in all runs. */
    long sent() {
        return sent;
    }

    /** Nothing under way: each packet counts in the run in which it was sent, and only there. */
    private void settle() {
        int idle = 0;
        while (told < sent) {
            load.flush();
            idle = load.work(System.nanoTime()) == 0 ? idle + 1 : 0;
            if (idle == MOST_IDLE) {
                throw new IllegalStateException(sent - told + " packets never reached the device");
            }
        }
    }

    /** The intended time is kept here: set in the packet, the engine would record it too. */
    private boolean send(long intendedNs) {
        if (!load.send(0)) {
            return false;
        }
        intended[(int) sent++ & UNDER_WAY - 1] = intendedNs;
        return true;
    }

    /**
     * The machine's own jitter: the same times, waited for by a loop that does nothing else. How late it sees a time is
     * what no program on this machine can better.
     *
     * @return 1: it sees them all.
     */
    static double spin(Schedule schedule, long ns, Histogram into) {
        long start = System.nanoTime();
        schedule.begin(start);
        long now = start;
        while (now - start < ns) {
            while (schedule.nextNs() <= now) {
                into.recordValue(Math.clamp(now - schedule.nextNs(), 0, HIGHEST_NS));
                schedule.advance();
            }
            now = System.nanoTime();
        }
        return 1;
    }

    @Override
    public void close() {
        load.close();
    }
}
