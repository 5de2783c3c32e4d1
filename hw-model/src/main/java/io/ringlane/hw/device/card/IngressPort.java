// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * A line that brings traffic to a port. A frame begins at its intended time or when the line is free, and is had with
 * its last bit: one event a frame. The sender is open: it sends what it intends, or as soon after as line and pause
 * frames let it, and the port takes it or loses it. Owned by the simulation's thread.
 */
public final class IngressPort extends LinkedStage implements Component, Pausable {
    private static final int PREAMBLE = 8;
    private static final int GAP = 12;

    private final Traffic traffic;
    private final PacketBytes size;
    private final Steering steering;
    private final ByteClock line;
    private final long phyPs;
    private final int handle;
    private int packet = PacketTable.NONE;
    private long intendedPs;
    private long bitsPs;
    private long framePs;
    private long beginsPs;
    private long freePs;
    private long pausedFromPs;
    private long pausedToPs;
    private long downUntilPs;
    private long busyPs;
    private long pausePs;

    /** Says which way a packet takes, see {@link io.ringlane.hw.device.ring.Way}. */
    @FunctionalInterface
    public interface Steering {
        int way(int sa, int clearBytes);
    }

    /**
     * @param bitRate of the line.
     * @param phyPs   from a bit on the line to its being had.
     * @param size    which length of a packet its frame on this line has.
     */
    public IngressPort(
            Model model, String name, Traffic traffic, long bitRate, long phyPs, PacketBytes size, Steering steering) {
        super(model, name, 1);
        this.traffic = traffic;
        this.phyPs = phyPs;
        this.size = size;
        this.steering = steering;
        line = ByteClock.ofBitsPerSecond(bitRate);
        handle = simulation().add(this, Priority.RECEIVE);
    }

    /** Schedules the first frame. */
    public void start() {
        scheduleNext();
    }

    private void scheduleNext() {
        intendedPs = traffic.next();
        if (intendedPs == Simulation.NEVER) {
            return;
        }
        packet = packets().take(intendedPs, traffic.clearBytes(), traffic.wireBytes(), traffic.state());
        if (packet == PacketTable.NONE) {
            throw new IllegalStateException(
                    name() + ": the table of packets is full, " + packets().capacity());
        }
        packets().setQueue(packet, steering.way(traffic.state(), traffic.clearBytes()));
        int bytes = size.of(packets(), packet);
        bitsPs = line.of(PREAMBLE + bytes);
        framePs = line.take(PREAMBLE + bytes + GAP);
        place();
    }

    /** Sets when the frame begins: when it is meant to, the line is free and nobody has asked for a pause. */
    private void place() {
        long atPs = Math.max(Math.max(intendedPs, freePs), now() - phyPs - bitsPs);
        beginsPs = atPs >= pausedFromPs && atPs < pausedToPs ? pausedToPs : atPs;
        simulation().schedule(handle, beginsPs + bitsPs + phyPs);
    }

    @Override
    public void pause(long fromPs, long toPs) {
        if (fromPs > pausedToPs) {
            pausedFromPs = fromPs;
        }
        pausePs += toPs - Math.max(fromPs, Math.min(pausedToPs, toPs));
        pausedToPs = Math.max(toPs, fromPs);
        if (packet != PacketTable.NONE && beginsPs >= pausedFromPs) {
            place();
        }
    }

    @Override
    public void fire(long nowPs) {
        busyPs += framePs;
        freePs = beginsPs + framePs;
        int arrived = packet;
        packet = PacketTable.NONE;
        enter(arrived);
        scheduleNext();
    }

    /** Loses every frame that would be had before then. */
    public void down(long untilPs) {
        downUntilPs = untilPs;
    }

    @Override
    protected void accepted(int arrived) {
        if (now() < downUntilPs) {
            lose(arrived);
        } else {
            passOrLose(arrived, nextOf(arrived));
        }
    }

    /** When the frame that comes now began to be sent. */
    public long beganPs() {
        return now() - bitsPs - phyPs;
    }

    /** Time in which frames and their gaps went over the line, up to the last frame that has come. */
    @Override
    public long busyPs() {
        return busyPs;
    }

    @Override
    public int servers() {
        return 1;
    }

    /** Time that was asked for by pause frames. */
    public long pausePs() {
        return pausePs;
    }
}
