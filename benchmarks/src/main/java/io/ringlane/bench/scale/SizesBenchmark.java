// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowLoad;
import io.ringlane.bench.load.FlowSettings;
import io.ringlane.bench.load.SinkDevice;
import io.ringlane.dev.Features;
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
 * The whole path by length of the frame, and with a mix of 7 frames of 64, 4 of 594 and 1 of 1,518 bytes (IMIX, 354 on
 * average). Hypothesis: a fixed part and the cipher's bytes; the mix costs what its parts do in their proportion, since
 * nothing in the path depends on the length of the packet before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SizesBenchmark {
    private static final int PACKETS = 256;
    private static final int MTU = 9600;
    private static final int[] IMIX = {64, 594, 64, 64, 594, 64, 1518, 64, 594, 64, 594, 64};

    /** Ethernet frame without FCS, or {@code imix}. */
    @Param({"64", "128", "256", "512", "1024", "1420", "2048", "4096", "9000", "imix"})
    private String size;

    @Param("ipsec-mb")
    private String cipher;

    private FlowLoad load;

    /** Launches an engine. */
    @Setup
    public void launch() {
        load = new FlowLoad(new FlowSettings()
                .cipher(cipher)
                .device(new SinkDevice(Features.SG, MTU, null))
                .frames("imix".equals(size) ? IMIX : new int[] {Integer.parseInt(size)}));
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
