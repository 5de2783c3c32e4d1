// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.header.InternetChecksum;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The Internet checksum of a text, what a software checksum adds to a segment. Hypothesis: one wide read of the bytes;
 * it costs no more than copying them, and a fraction of a sum by 16-bit words.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChecksumBenchmark {
    private static final int SLOTS = 2;
    private static final int LINE = 64;

    @Param({"64", "512", "1420", "64000"})
    private int size;

    private BufferRegion memory;
    private UnsafeBuffer from;
    private UnsafeBuffer to;

    /** Fills the text. */
    @Setup
    public void allocate() {
        memory = new BufferRegion(SLOTS, (size / LINE | 1) * LINE + 2 * LINE);
        from = memory.view(0);
        to = memory.view(1);
        for (int i = 0; i < size; i++) {
            from.putByte(i, (byte) (i * 31));
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        memory.close();
    }

    /** Baseline: a copy of the same bytes. */
    @Benchmark
    public UnsafeBuffer copyOnly() {
        to.putBytes(0, from, 0, size);
        return to;
    }

    /** Baseline: word by word, as RFC 1071 has it. */
    @Benchmark
    public int wordByWord() {
        long sum = 0;
        for (int i = 0; i < size; i += Short.BYTES) {
            sum += from.getShort(i) & 0xffff;
        }
        return InternetChecksum.finish(sum);
    }

    /** Ours. */
    @Benchmark
    public int checksum() {
        return InternetChecksum.finish(InternetChecksum.sum(from, 0, size, 0));
    }
}
