// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.CoresLoad;
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
 * So many packets by one core or by two together, nanoseconds of time a packet; needs two idle CPUs. Hypothesis: two
 * cores take at most 1 / 1.8 of the time of one when each flow arrives at its SA's core; a flow that has to be handed
 * over costs two crossings of a burst more; one SA spread over both takes at most 1 / 1.6 at 1,420 bytes, where
 * sealing, which is done in parallel, outweighs the release in order, which is not. The baseline is one core, and two
 * engines that share nothing, the best that this machine can do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CoresBenchmark {
    /** Of an operation. */
    public static final int PACKETS = 16_384;

    @Param({"1", "2"})
    private int cores;

    @Param({"OWN", "HANDED", "SPREAD"})
    private CoresLoad.Steering steering;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Param("ipsec-mb")
    private String cipher;

    private CoresLoad load;
    private CoreTeam team;

    /** Launches the engine and the threads. */
    @Setup
    public void launch() {
        load = new CoresLoad(cipher, cores, steering, size);
        team = new CoreTeam(load, cores, true);
    }

    /** Stops them, looks whether all packets left. */
    @TearDown
    public void close() throws InterruptedException {
        team.close();
        load.close();
    }

    /** The path. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int path() {
        team.run(PACKETS);
        return PACKETS;
    }
}
