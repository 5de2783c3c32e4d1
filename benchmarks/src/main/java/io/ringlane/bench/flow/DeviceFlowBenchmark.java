// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.flow;

import io.ringlane.bench.load.PolledLoad;
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
 * The whole path when the device has the SA ({@code HW_ESP}), polled by the core: look-up, encapsulation, validate,
 * preparation, post, completion; the sink encrypts nothing. Hypothesis: 40 ns a packet or less beyond the baseline, 25
 * million packets a second and core, whatever the frame's length.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class DeviceFlowBenchmark {
    private static final int PACKETS = 256;
    private static final long FEATURES = Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.HW_ESP_TX_CSUM;
    private static final int MTU = 1500;

    /** A divisor of the packets of an operation. */
    @Param({"32", "64"})
    private int burst;

    /** Ethernet frame without FCS. */
    @Param({"64", "1420"})
    private int size;

    @Param({"1", "64", "4096"})
    private int states;

    private PolledLoad load;

    /** Launches an engine and has the device install the SAs. */
    @Setup
    public void launch() {
        load = new PolledLoad(burst, states, size, new SinkDevice(FEATURES, MTU, null));
    }

    /** Looks whether all packets left, gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: slots taken, frames copied in, given back; the empty duty cycle around it. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int fillOnly() {
        return load.fillOnly(PACKETS);
    }

    /** The path, a burst after the other: out and home, so that its slots stay in the cache. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int dutyCycles() {
        return load.cycles(PACKETS);
    }
}
