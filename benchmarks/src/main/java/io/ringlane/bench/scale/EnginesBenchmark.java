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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Two engines on two threads that share nothing, beside one, in packets a microsecond: what two cores of this machine
 * can give at most, the baseline of {@link CoresBenchmark}. Hypothesis: twice one, unless the cores share an execution
 * unit or a cache that the work fills. Needs two idle CPUs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class EnginesBenchmark {
    private static final int PACKETS = 256;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Param("64")
    private int states;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings().cipher(cipher).states(states).frames(size));
    }

    /** Looks whether all packets left, gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: one. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    @Threads(1)
    public int oneEngine() {
        return load.cycle(PACKETS);
    }

    /** Two. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    @Threads(2)
    public int twoEngines() {
        return load.cycle(PACKETS);
    }
}
