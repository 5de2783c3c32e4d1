// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.Books;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.DelayStage;
import io.ringlane.hw.sim.stage.Fifo;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import io.ringlane.hw.sim.stage.Scheduler;
import io.ringlane.hw.sim.stage.ServerStage;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.hw.sim.stage.WireStage;
import io.ringlane.hw.sim.stage.WireStage.Line;
import io.ringlane.testing.AllocationGate;
import org.junit.jupiter.api.Test;

/**
 * A pipeline of all sorts of stages under overload: what came in has left, was lost or is held, and the area under each
 * occupancy is the sum of the times that packets stayed, exactly, whenever one looks. Looked at by accounts of its own.
 */
final class AccountsTest {
    private static final int ROWS = 4_096;
    private static final int STAGES = 16;
    private static final int PACKETS = 100_000;

    private static Sampler exponential(RandomStreams streams, String purpose, double meanPs) {
        return Samplers.exponential(streams.stream(purpose), meanPs);
    }

    /** Two open sources and a patient one, rings, lanes, a delay with few credits, a scheduler, a line that loses. */
    private static void build(Model model, long seed, LaneOrder order, double load) {
        RandomStreams streams = new RandomStreams(seed, 0);
        Sink sink = new Sink(model, "sink");
        ServerStage far =
                new ServerStage(model, "far", 3, served(exponential(streams, "far", 150_000)), Priority.RECEIVE);
        Line line = new Line(100_000_000_000L, 0, seed % 2 == 0, 250_000);
        WireStage wire = new WireStage(model, "wire", 1, line, PacketBytes.WIRE);
        Scheduler scheduler = new Scheduler(model, PacketBytes.CLEAR);
        Stage urgent = scheduler.queue("urgent", 4, 8_000, 0, 1_518);
        Stage bulk = scheduler.queue("bulk", 16, 20_000, 1, 1_518);
        Stage other = scheduler.queue("other", 16, 20_000, 1, 3_000);
        DelayStage delay =
                new DelayStage(model, "delay", 12, served(exponential(streams, "delay", 700_000)), Priority.PCIE);
        Layout layout = new Layout(3, 9, 4, order, 200_000);
        LanePool lanes = new LanePool(model, "lanes", layout, served(exponential(streams, "lanes", 200_000)));
        Fifo ring = new Fifo(model, "ring", 32, 30_000, PacketBytes.CLEAR);
        ring.feeds(delay);
        delay.feeds(lanes);
        lanes.feeds(packet -> model.packets().state(packet) % 2 == 0 ? bulk : other);
        scheduler.feeds(wire);
        wire.feeds(far);
        far.feeds(sink);
        Source open = Source.open(model, "open", traffic(streams, "open", 120_000 / load));
        open.feeds(ring);
        open.start();
        Source patient = Source.patient(model, "patient", traffic(streams, "patient", 120_000 / load));
        patient.feeds(ring);
        patient.start();
        Source express = Source.open(model, "express", traffic(streams, "express", 600_000 / load));
        express.feeds(urgent);
        express.start();
    }

    private static Service served(Sampler sampler) {
        return packet -> sampler.next();
    }

    private static Queueing.Drawn traffic(RandomStreams streams, String purpose, double meanPs) {
        return new Queueing.Drawn(
                exponential(streams, purpose, meanPs),
                Samplers.geometric(streams.stream(purpose + " batches"), 3),
                Samplers.uniform(streams.stream(purpose + " sizes"), 64, 1_518),
                Samplers.uniform(streams.stream(purpose + " states"), 0, 5));
    }

    @Test
    void shouldBalanceAtEverySampleWhenStagesLoseAndBlock() {
        for (LaneOrder order : LaneOrder.values()) {
            for (int seed = 1; seed <= 4; seed++) {
                Books books = new Books();
                Model model = new Model(ROWS, STAGES, books);
                build(model, seed, order, 0.4 * seed);
                books.check(model, 3_000_000, 0);
                while (books.taken() < PACKETS) {
                    model.simulation().step();
                }
                books.check();
                assertThat(books.lost()).as(order + " " + seed).isPositive();
            }
        }
    }

    @Test
    void shouldMoveTheSameWhenTheSeedIsTheSameAndPacketsForgetWhereTheyWere() {
        for (LaneOrder order : LaneOrder.values()) {
            long moves = trace(order, false);
            assertThat(trace(order, false)).isEqualTo(moves);
            assertThat(trace(order, true)).isEqualTo(moves);
        }
    }

    /** Hash over every move of a run. */
    private static long trace(LaneOrder order, boolean isForgetful) {
        long[] hash = new long[1];
        Probe probe = new Probe() {
            @Override
            public void left(Stage stage, int packet, long nowPs) {
                hash[0] = (hash[0] + nowPs * 31 + stage.number()) * 0x9E3779B97F4A7C15L;
            }
        };
        Model model = isForgetful ? Model.withoutHistory(ROWS, STAGES, probe) : new Model(ROWS, STAGES, probe);
        build(model, 9, order, 1.1);
        model.simulation().run(2_000_000_000L);
        return hash[0];
    }

    @Test
    void shouldAllocateNothingWhenPacketsGoThroughAllStages() {
        Model model = new Model(ROWS, STAGES, Probe.NONE);
        build(model, 3, LaneOrder.ANY, 1.0);
        AllocationGate.assertNoAllocation("a model", model.simulation()::step);
    }
}
