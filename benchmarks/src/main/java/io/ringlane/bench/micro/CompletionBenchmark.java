// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.SinkDevice;
import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.TxQueue;
import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.SaTable;
import io.ringlane.tx.CoreReturns;
import io.ringlane.tx.PacketHome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A burst of 32 that a device is done with: taken out of the device, sent home to its producer, given back to the pool.
 * Hypothesis: the way home costs a store a packet and a burst's ring, a few nanoseconds more than giving the packets
 * back where they are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CompletionBenchmark {
    private static final int BURST = 32;

    private final TxQueue queue = new SinkDevice(0).queue(0);
    private final PacketReturn straight = packet -> packet.pool().give(packet);
    private PacketPool producerPool;
    private PacketPool ownPool;
    private PacketHome home;
    private CoreReturns returns;

    /** Opens two pools, the core's and a producer's. */
    @Setup
    public void open() {
        producerPool = new PacketPool("producer", BURST, 0, 0);
        ownPool = new PacketPool("own", BURST, 0, 0);
        home = new PacketHome(producerPool, BURST);
        returns = new CoreReturns(ownPool, new StateHolds(new SaTable(1)));
        returns.add(home);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        producerPool.close();
        ownPool.close();
    }

    /** Baseline: packets go in and out of the device and back to their pool at once. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int straightBack() {
        post(ownPool);
        return queue.reapCompletions(straight, BURST);
    }

    /** Slots of the core's own. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int ownSlots() {
        post(ownPool);
        return queue.reapCompletions(returns, BURST);
    }

    /** Slots of a producer, who collects them. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int producerSlots() {
        post(producerPool);
        queue.reapCompletions(returns, BURST);
        returns.flush();
        return home.collect();
    }

    private void post(PacketPool pool) {
        for (int i = 0; i < BURST; i++) {
            Packet packet = pool.take(SlotClass.WIRE);
            queue.transmit(packet, i + 1 < BURST);
        }
    }
}
