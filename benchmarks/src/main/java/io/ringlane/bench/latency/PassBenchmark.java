// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import io.ringlane.bench.load.FlowLoad;
import io.ringlane.bench.load.FlowSettings;
import java.util.concurrent.TimeUnit;
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
 * How long a burst that comes alone takes from the first packet's send to the last one's return, a closed loop: the
 * least latency there is, without any queue; {@link LatencyMain} tells what load adds. Hypothesis: one packet alone
 * costs a few times its share of a burst of 32, since the fixed part of a cycle is its own; the tail is the machine's,
 * as the empty call shows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PassBenchmark {
    @Param({"1", "32"})
    private int packets;

    @Param("ipsec-mb")
    private String cipher;

    /** Ethernet frame without FCS. */
    @Param({"64", "512", "1420"})
    private int size;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings().cipher(cipher).frames(size));
    }

    /** Looks whether all packets left, gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: the clock and the machine. */
    @Benchmark
    public int empty() {
        return packets;
    }

    /** There and home. */
    @Benchmark
    public int pass() {
        return load.cycle(packets);
    }
}
