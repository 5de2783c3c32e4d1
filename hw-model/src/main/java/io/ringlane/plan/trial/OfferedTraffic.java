// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;

/** So many packets of a traffic, and how late they are taken. One owner thread. */
final class OfferedTraffic implements Traffic {
    private final Traffic traffic;
    private final Progress progress;
    private final boolean isEncrypted;
    private long left;
    private long intendedPs;
    private long lastPs = Simulation.NEVER;

    /** Is told of each packet that is offered. */
    interface Progress {
        void offered();
    }

    /** @param isEncrypted false: frames are on no line longer than the clear ones. */
    OfferedTraffic(Traffic traffic, long packets, boolean isEncrypted, Progress progress) {
        this.traffic = traffic;
        this.progress = progress;
        this.isEncrypted = isEncrypted;
        left = packets;
    }

    @Override
    public long next() {
        if (left == 0) {
            lastPs = intendedPs;
            return Simulation.NEVER;
        }
        left--;
        intendedPs = traffic.next();
        progress.offered();
        return intendedPs;
    }

    @Override
    public int clearBytes() {
        return traffic.clearBytes();
    }

    @Override
    public int wireBytes() {
        return isEncrypted ? traffic.wireBytes() : traffic.clearBytes();
    }

    @Override
    public int state() {
        return traffic.state();
    }

    /** When the packet that is to be sent next was meant to be; after the last one, when that was. */
    long intendedPs() {
        return intendedPs;
    }

    /** Whether the last packet has been taken. */
    boolean isOver() {
        return lastPs != Simulation.NEVER;
    }
}
