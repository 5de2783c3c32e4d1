// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The stages of a model, its packets and its time, and who held back whom for how long. Built by one thread, which then
 * owns it.
 */
public final class Model {
    private final Simulation simulation = new Simulation();
    private final PacketTable packets;
    private final Probe probe;
    private final List<Stage> stages = new ArrayList<>();
    private final int mostStages;
    private final long[] blockedPs;

    /**
     * @param packets    under way at most.
     * @param mostStages stages that may be made of it.
     * @param probe      is told of every packet at every stage.
     */
    public Model(int packets, int mostStages, Probe probe) {
        this(packets, mostStages, mostStages, probe);
    }

    private Model(int packets, int mostStages, int stamps, Probe probe) {
        this.packets = new PacketTable(packets, stamps);
        this.mostStages = mostStages;
        this.probe = probe;
        blockedPs = new long[mostStages * mostStages];
    }

    /** A model whose packets do not remember when they came into and left each stage: smaller, and faster. */
    public static Model withoutHistory(int packets, int mostStages, Probe probe) {
        return new Model(packets, mostStages, 0, probe);
    }

    int register(Stage stage) {
        if (stages.size() == mostStages) {
            throw new IllegalStateException(
                    "the model has at most " + mostStages + " stages, " + stage.name() + " is one more");
        }
        stages.add(stage);
        return stages.size() - 1;
    }

    int mostStages() {
        return mostStages;
    }

    void blocked(Stage one, Stage by, long forPs) {
        blockedPs[one.number() * mostStages + by.number()] += forPs;
    }

    /** How long a stage was held back by another until it was let go; a wait that still lasts is not in it. */
    public long blockedPs(Stage one, Stage by) {
        return blockedPs[one.number() * mostStages + by.number()];
    }

    public Simulation simulation() {
        return simulation;
    }

    public PacketTable packets() {
        return packets;
    }

    Probe probe() {
        return probe;
    }

    /** In the order they were made. */
    public List<Stage> stages() {
        return Collections.unmodifiableList(stages);
    }
}
