// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.flow;

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
 * The whole way of a packet: a producer copies a frame into a slot and sends it, the core looks up policy and SA,
 * encapsulates, seals, hands over to a device that costs nothing, takes it back and sends it home. Hypothesis: what
 * stands around the cipher costs the same with every cipher, a few tens of nanoseconds a packet, and nothing is
 * allocated but by the JDK's cipher; with thousands of SAs in turn the cold key schedules are what is added.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class EngineFlowBenchmark {
    private static final int PACKETS = 256;

    @Param("32")
    private int burst;

    @Param({"null", "ipsec-mb"})
    private String cipher;

    /** Ethernet frame without FCS. */
    @Param({"64", "512", "1420"})
    private int size;

    @Param({"1", "64", "4096"})
    private int states;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(
                new FlowSettings().burst(burst).cipher(cipher).states(states).frames(size));
    }

    /** Looks whether all packets left, gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: the producer's part, which fills packets and gives them back unsent. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int fillOnly() {
        return load.fillOnly(PACKETS);
    }

    /** The path. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int dutyCycles() {
        return load.cycle(PACKETS);
    }
}
