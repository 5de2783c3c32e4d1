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
 * The whole path with slots that are warm, and with slots in turn over 16 MiB, as after a device has written them to
 * memory. Hypothesis: a frame from memory costs a miss for each line that the hardware does not see coming: a fixed
 * part for the metadata and the headers, little for the rest, which is read in order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class BuffersBenchmark {
    private static final int PACKETS = 256;

    /** Slots in turn; with 1,024 the pool's own order is kept, and the warmest is taken. */
    @Param({"1024", "9216"})
    private int slots;

    /** Ethernet frame without FCS. */
    @Param({"64", "512", "1420"})
    private int size;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings().cipher(cipher).slots(slots).frames(size));
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
