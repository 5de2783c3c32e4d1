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
 * The whole path by number of SAs, each with a policy and a flow of its own, in random order. Hypothesis: flat while
 * the SAs' pages and key schedules fit the caches, then a few cache misses a packet, which a burst overlaps; no step
 * grows with the number itself. Memory per SA is told by {@link StateMemory}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx8g")
public class StatesBenchmark {
    private static final int PACKETS = 256;

    @Param({"1", "16", "256", "4096", "65536", "1000000"})
    private int states;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(
                new FlowSettings().cipher(cipher).states(states).random(true).frames(size));
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

    /** The path. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int path() {
        return load.cycle(PACKETS);
    }
}
