// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Moves;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import java.util.Arrays;

/** A model for tests of stages: writes down the moves of all packets and ends them in a sink. */
public final class Rig {
    private static final int STAGES = 16;

    private final Moves moves;
    private final Model model;
    private final Sink sink;

    /** @param packets of the whole run, at most. */
    public Rig(int packets) {
        this(packets, STAGES);
    }

    /**
     * @param packets of the whole run, at most.
     * @param stages  of the model, source and sink included, at most.
     */
    public Rig(int packets, int stages) {
        moves = new Moves(packets, stages);
        model = new Model(packets, stages, moves);
        moves.of(model);
        sink = new Sink(model, "sink");
    }

    public Model model() {
        return model;
    }

    public Moves moves() {
        return moves;
    }

    public Sink sink() {
        return sink;
    }

    /** Service times by the number of the packet, the last one for all the rest. */
    public Service times(long... ps) {
        return packet -> ps[(int) Math.min(model.packets().serial(packet), ps.length - 1)];
    }

    /** Starts an open source that feeds the stage. */
    public Source open(Traffic traffic, Stage first) {
        return start(Source.open(model, "source", traffic), first);
    }

    /** Starts a patient source that feeds the stage. */
    public Source patient(Traffic traffic, Stage first) {
        return start(Source.patient(model, "source", traffic), first);
    }

    private static Source start(Source source, Stage first) {
        source.feeds(first);
        source.start();
        return source;
    }

    /** Runs until nothing is due, and checks that all stages are empty and their accounts in order. */
    public void run() {
        while (model.simulation().nextPs() != Simulation.NEVER) {
            model.simulation().step();
        }
        assertThat(model.packets().used()).isZero();
        for (Stage stage : model.stages()) {
            assertThat(stage.held()).as(stage.name()).isZero();
            assertThat(stage.in()).as(stage.name()).isEqualTo(stage.out());
            assertThat(stage.areaPs()).as(stage.name()).isEqualTo(stage.sojournPs());
            assertThat(stage.blockedBy()).as(stage.name()).isNull();
        }
    }

    /** When the first so many packets left a stage. */
    public long[] left(Stage stage, int packets) {
        return Arrays.copyOf(moves.left(stage), packets);
    }

    /** When the first so many packets came into a stage. */
    public long[] entered(Stage stage, int packets) {
        return Arrays.copyOf(moves.entered(stage), packets);
    }

    /** Packets at the given times, of 64 bytes and one SA. */
    public static ListTraffic at(long... times) {
        return new ListTraffic(times);
    }
}
