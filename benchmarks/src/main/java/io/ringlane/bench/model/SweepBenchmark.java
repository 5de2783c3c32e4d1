// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.StudyStore;
import io.ringlane.plan.study.TrialPool;
import java.util.ArrayList;
import java.util.List;
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
 * Packets per second of a sweep, by the threads of its pool: trials of a ConnectX-7 gateway at several loads.
 * Hypothesis: trials share nothing, so that two cores do twice as much.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class SweepBenchmark {
    private static final int TRIALS = 8;
    private static final int PACKETS = 50_000;
    private static final double LEAST_LOAD = 4e6;
    private static final double STEP = 1e6;

    @Param({"1", "2"})
    private int threads;

    private final List<Point> points = new ArrayList<>();

    /** Reads the scenario. */
    @Setup
    public void read() {
        Scenario scenario = Scenario.parse("""
            device: connectx-7-gen4
            traffic: {mix: csit-v4-1, arrivals: poisson, sas: 1000}
            """, "sweep");
        for (int i = 0; i < TRIALS; i++) {
            points.add(new Point(scenario, LEAST_LOAD + i * STEP, PACKETS, 0));
        }
    }

    /** All trials, by a pool that has none of them yet. */
    @Benchmark
    @OperationsPerInvocation(TRIALS * PACKETS)
    public long packets() {
        try (TrialPool pool =
                new TrialPool(new ModelBench(), threads, StudyStore.none(), (point, run, packets) -> {})) {
            return pool.run(points).getLast().trace();
        }
    }
}
