// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;

/**
 * Where packets come from, each at its time. An open source never waits: what is refused is lost on account of the
 * stage that refused it. A patient one holds the refused packet and all behind it, which keep their intended times.
 * Owned by the simulation's thread.
 */
public final class Source extends LinkedStage implements Component {
    private final Traffic traffic;
    private final boolean isPatient;
    private final int handle;
    private int refused = PacketTable.NONE;
    private long intendedPs;

    private Source(Model model, String name, Traffic traffic, boolean isPatient) {
        super(model, name, 1);
        this.traffic = traffic;
        this.isPatient = isPatient;
        handle = simulation().add(this, Priority.SOURCE);
    }

    /** A source that loses what is refused. */
    public static Source open(Model model, String name, Traffic traffic) {
        return new Source(model, name, traffic, false);
    }

    /** A source that holds what is refused until there is room. */
    public static Source patient(Model model, String name, Traffic traffic) {
        return new Source(model, name, traffic, true);
    }

    /** Schedules the first packet. */
    public void start() {
        scheduleNext();
    }

    private void scheduleNext() {
        long atPs = traffic.next();
        if (atPs != Simulation.NEVER) {
            simulation().schedule(handle, Math.max(atPs, now()));
            intendedPs = atPs;
        }
    }

    @Override
    public void fire(long nowPs) {
        int packet = packets().take(intendedPs, traffic.clearBytes(), traffic.wireBytes(), traffic.state());
        if (packet == PacketTable.NONE) {
            throw new IllegalStateException(name() + ": the model's table holds "
                    + packets().capacity() + " packets, all under way; it must hold what all stages do together");
        }
        if (traffic.cut() != null) {
            packets().setCut(packet, traffic.cut());
        }
        enter(packet);
    }

    @Override
    protected void accepted(int packet) {
        if (!isPatient) {
            passOrLose(packet, nextOf(packet));
        } else if (!passOn(packet)) {
            refused = packet;
            return;
        }
        scheduleNext();
    }

    @Override
    protected void roomAt(Stage downstream) {
        if (passOn(refused)) {
            refused = PacketTable.NONE;
            scheduleNext();
        }
    }
}
