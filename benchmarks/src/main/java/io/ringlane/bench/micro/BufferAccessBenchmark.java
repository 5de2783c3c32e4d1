// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one 32-bit header store per slot, by slot stride. Hypothesis: at a power-of-two stride all headers fall
 * into a few cache sets and a store costs several times more than with one extra cache line per slot.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BufferAccessBenchmark {
    private static final int SLOTS = 256;
    private static final int FIELD_OFFSET = 26;

    @Param({"2048", "2112"})
    private int stride;

    private UnsafeBuffer region;

    /** Allocates the slots. */
    @Setup
    public void allocate() {
        region = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOTS * stride));
    }

    /** Baseline: the loop without memory access. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public int loopOnly() {
        int sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            sum ^= slot * stride;
        }
        return sum;
    }

    /** One big-endian store per slot. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public UnsafeBuffer storePerSlot() {
        for (int slot = 0; slot < SLOTS; slot++) {
            region.putInt(slot * stride + FIELD_OFFSET, slot, ByteOrder.BIG_ENDIAN);
        }
        return region;
    }
}
