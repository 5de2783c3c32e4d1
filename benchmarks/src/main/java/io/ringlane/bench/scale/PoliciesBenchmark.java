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
 * The whole path by number of policies, one SA, flows in random order over all policies; the selectors are of one shape
 * (host to host) or of sixteen (other lengths of prefix). Hypothesis: a probe a shape for a flow that is new, nothing
 * for one that is known; beyond the caches a miss more, whatever the number.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class PoliciesBenchmark {
    private static final int PACKETS = 256;

    @Param({"1", "100", "1000", "10000", "100000"})
    private int policies;

    @Param({"1", "16"})
    private int shapes;

    /** Ethernet frame without FCS. */
    @Param("64")
    private int size;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings()
                .cipher(cipher)
                .policies(policies)
                .manyShapes(shapes > 1)
                .random(true)
                .frames(size));
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
