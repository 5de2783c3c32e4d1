// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Simulation;
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
 * Events per second of the simulation kernel by the number of components, each of which schedules its next event at a
 * distance of its own. Hypothesis: some nanoseconds for each doubling of the components, and no memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class EventBenchmark {
    private static final int EVENTS = 1_000;
    private static final int PRIORITIES = 7;
    private static final long STEP_PS = 6_719;

    @Param({"4", "16", "64"})
    private int components;

    private Simulation simulation;

    /** Adds the components. */
    @Setup
    public void build() {
        simulation = new Simulation();
        for (int i = 0; i < components; i++) {
            new Ticker(simulation, STEP_PS + i * STEP_PS / 3, i % PRIORITIES);
        }
    }

    /** The kernel alone. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long events() {
        for (int i = 0; i < EVENTS; i++) {
            simulation.step();
        }
        return simulation.nowPs();
    }

    /** Fires again and again. */
    private static final class Ticker implements Component {
        private final Simulation simulation;
        private final long stepPs;
        private final int handle;

        private Ticker(Simulation simulation, long stepPs, int priority) {
            this.simulation = simulation;
            this.stepPs = stepPs;
            handle = simulation.add(this, priority);
            simulation.schedule(handle, stepPs);
        }

        @Override
        public void fire(long nowPs) {
            simulation.schedule(handle, nowPs + stepPs);
        }
    }
}
