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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
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
    /** Texts of one call, each beginning one byte further on. */
    private static final int TEXTS = 8;

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
        for (int i = 0; i < size + TEXTS; i++) {
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
    @OperationsPerInvocation(TEXTS)
    public UnsafeBuffer copyOnly() {
        for (int i = 0; i < TEXTS; i++) {
            to.putBytes(0, from, i, size);
        }
        return to;
    }

    /** Baseline: word by word, as RFC 1071 has it. */
    @Benchmark
    @OperationsPerInvocation(TEXTS)
    public long wordByWord() {
        long sum = 0;
        for (int i = 0; i < TEXTS; i++) {
            for (int at = i; at < i + size; at += Short.BYTES) {
                sum += from.getShort(at) & 0xffff;
            }
        }
        return sum;
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(TEXTS)
    public int checksum() {
        int all = 0;
        for (int i = 0; i < TEXTS; i++) {
            all += InternetChecksum.finish(InternetChecksum.sum(from, i, size, 0));
        }
        return all;
    }
}
