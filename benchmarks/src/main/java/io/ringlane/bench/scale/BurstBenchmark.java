// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowLoad;
import io.ringlane.bench.load.FlowSettings;
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
 * The whole path by burst: so many packets are sent, then duty cycles run until all are home. Hypothesis: the fixed
 * part of a cycle, the clock, the rings and the doorbell, is spread over the burst; from 32 on there is little left to
 * win, and past what the nearest cache holds it is lost again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class BurstBenchmark {
    private static final int PACKETS = 256;

    @Param({"1", "2", "4", "8", "16", "32", "64", "128", "256"})
    private int burst;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings().cipher(cipher).burst(burst).frames(size));
    }

    /** Looks whether all packets left, gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: the producer's part. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int fillOnly() {
        return load.fillOnly(PACKETS);
    }

    /** The path, burst by burst. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int path() {
        int work = 0;
        for (int sent = 0; sent < PACKETS; sent += burst) {
            work += load.cycle(burst);
        }
        return work;
    }
}
