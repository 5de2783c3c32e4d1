// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.ring.Ring;
import io.ringlane.ring.SpscRing;
import io.ringlane.tx.IngressRing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same rings across two threads; needs two idle CPUs. Hypothesis: bursts hand over a packet in a few nanoseconds in
 * every regime, single elements swing by an order of magnitude with the distance between the two ends. Read the counter
 * {@code moved}, packets that arrived; the score itself counts attempts.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RingPairBenchmark {
    private static final int BURSTS = 32;
    private static final int CAPACITY = 1024;

    private final Ring<Packet> single = new SpscRing<>(CAPACITY);
    private final IngressRing ingress = new IngressRing(BURSTS);
    private final PacketList arrived = new PacketList();
    private PacketPool pool;
    private Packet packet;

    /** Packets that arrived during the measurement. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Arrivals {
        public long moved;
    }

    /** One packet stands for all: only references cross. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", 1, 0, 0);
        packet = pool.take(SlotClass.WIRE);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Empties the rings, so that no iteration begins with what the one before left. */
    @TearDown(Level.Iteration)
    public void drain() {
        while (single.poll() != null || ingress.drainTo(arrived, 1) > 0) {
            arrived.takeAll();
        }
    }

    /** Producer of single elements. */
    @Benchmark
    @Group("single")
    @GroupThreads(1)
    public boolean offerSingle() {
        return single.offer(packet);
    }

    /** Consumer of single elements. */
    @Benchmark
    @Group("single")
    @GroupThreads(1)
    public Packet pollSingle(Arrivals arrivals) {
        Packet polled = single.poll();
        arrivals.moved += polled == null ? 0 : 1;
        return polled;
    }

    /** Producer of bursts. */
    @Benchmark
    @Group("burst")
    @GroupThreads(1)
    public boolean offerBurst() {
        PacketBatch burst = ingress.burst();
        if (burst == null) {
            return false;
        }
        while (!burst.isFull()) {
            burst.add(packet);
        }
        ingress.offer(burst);
        return true;
    }

    /** Consumer of bursts. */
    @Benchmark
    @Group("burst")
    @GroupThreads(1)
    public Packet drainBurst(Arrivals arrivals) {
        arrivals.moved += ingress.drainTo(arrived, PacketBatch.BURST);
        return arrived.takeAll();
    }
}
