// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Packets from one thread to another, each on a CPU of its own, from the first offered to the last received; an
 * operation is a packet. Hypothesis: what costs is how often a cache line crosses the cores, not whose queue it is.
 * Ways that publish a burst at once cost a few nanoseconds a packet always; those that publish single packets swing by
 * an order of magnitude with the distance between the two ends; a lock costs most.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class HandOffBenchmark {
    private static final int PACKETS = 8192;
    private static final int DISTINCT = 256;

    @Param({
        "ringlane-spsc",
        "ringlane-mpsc",
        "ringlane-burst",
        "jctools-spsc",
        "jctools-mpsc",
        "jctools-fill-drain",
        "jctools-burst",
        "agrona-spsc",
        "agrona-mpsc",
        "agrona-drain",
        "agrona-message",
        "agrona-burst",
        "disruptor",
        "disruptor-burst",
        "jdk"
    })
    private String way;

    private final Packet[] packets = new Packet[DISTINCT];
    /** Sums of the numbers by burst: the near end does not look at packets that the far end may write to. */
    private final long[] sums = new long[DISTINCT / Way.BURST];

    private PacketPool pool;
    private Way ring;
    private Partner partner;
    private long sent;
    private long sum;

    /** Starts the far end. */
    @Setup
    public void start() {
        pool = new PacketPool("bench", DISTINCT, 0, 0);
        for (int i = 0; i < DISTINCT; i++) {
            Packet packet = pool.take(SlotClass.WIRE);
            packets[packet.number()] = packet;
            sums[packet.number() / Way.BURST] += packet.number();
        }
        ring = Ways.named(way, packets);
        partner = new Partner(ring, null);
        Partner.pinNearEnd();
    }

    /** Stops it, gives the memory back. */
    @TearDown
    public void stop() throws InterruptedException {
        partner.close();
        pool.close();
    }

    /** Baseline: the same loop with nobody at the far end; packets are only counted. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long loopOnly() {
        long numbers = 0;
        for (int at = 0; at < PACKETS; at++) {
            numbers += packets[at & DISTINCT - 1].number();
        }
        return numbers;
    }

    /** The hand-off. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long handOff() {
        for (int at = 0; at < PACKETS; at += Way.BURST) {
            offerAll(at & DISTINCT - 1);
        }
        while (partner.received() != sent) {
            Partner.idle();
        }
        if (partner.sum() != sum) {
            throw new IllegalStateException("other packets arrived than were sent");
        }
        return sent;
    }

    private void offerAll(int from) {
        int taken = 0;
        while (taken < Way.BURST) {
            int more = ring.offer(packets, from + taken, Way.BURST - taken);
            if (more == 0) {
                Partner.idle();
            }
            taken += more;
        }
        sum += sums[from / Way.BURST];
        sent += Way.BURST;
    }
}
