// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.buffer.FreeList;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Taking 32 slots and giving them back. Hypothesis: a pool costs little more than the stack of numbers it is made of;
 * the difference is the wiping of two metadata lines, which brings them into the cache for whoever fills the packet
 * next.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoolBenchmark {
    private static final int BURST = 32;
    private static final int SLOTS = 1024;

    private final Packet[] taken = new Packet[BURST];
    private final int[] numbers = new int[BURST];
    private PacketPool pool;
    private FreeList free;

    /** Allocates the slots. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", SLOTS, 0, 0);
        free = new FreeList(SLOTS);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
        free.close();
    }

    /** Baseline: slot numbers from an off-heap stack. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int numbersOnly() {
        for (int i = 0; i < BURST; i++) {
            numbers[i] = free.pop();
        }
        for (int i = 0; i < BURST; i++) {
            free.push(numbers[i]);
        }
        return free.size();
    }

    /** Packets from a pool. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int takeAndGive() {
        for (int i = 0; i < BURST; i++) {
            taken[i] = pool.take(SlotClass.WIRE);
        }
        for (int i = 0; i < BURST; i++) {
            pool.give(taken[i]);
        }
        return pool.outstanding();
    }
}
