// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;

/** Frames of one length at one distance, their SAs one after the other. One owner thread. */
public final class SteadyTraffic implements Traffic {
    private final long everyPs;
    private final int clear;
    private final int wire;
    private final int tunnels;
    private final long packets;
    private long sent;

    public SteadyTraffic(long everyPs, int clear, int wire, int tunnels, long packets) {
        this.everyPs = everyPs;
        this.clear = clear;
        this.wire = wire;
        this.tunnels = tunnels;
        this.packets = packets;
    }

    @Override
    public long next() {
        return sent == packets ? Simulation.NEVER : sent++ * everyPs;
    }

    @Override
    public int clearBytes() {
        return clear;
    }

    @Override
    public int wireBytes() {
        return wire;
    }

    @Override
    public int state() {
        return (int) ((sent - 1) * 0x9E3779B97F4A7C15L >>> 33) % tunnels;
    }
}
