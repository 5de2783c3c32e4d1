// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Packets per second through a modelled NIC without cryptography. Hypothesis: a packet costs two events, three where it
 * waits for the line, and the accounts of four stages, some 100 ns in all, and no memory; Poisson arrivals add a
 * logarithm and branches that nothing foretells.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class PlainNicBenchmark {
    private static final int PACKETS = 1_000;
    private static final double LOAD = 0.9;

    @Param({"cbr", "mix"})
    private String traffic;

    private PlainNic nic;

    /** Builds the model. */
    @Setup
    public void build() {
        nic = new PlainNic(traffic, LOAD);
    }

    /** Packets from the source to the sink. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long packets() {
        return nic.run(PACKETS);
    }
}
