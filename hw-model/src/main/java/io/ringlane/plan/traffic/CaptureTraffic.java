// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.yaml.Rational;

/** A capture's packets, their times stretched or squeezed to a mean rate. One owner thread. */
final class CaptureTraffic implements Traffic {
    private final CaptureTrace trace;
    private final EspShape esp;
    private final long[] timesPs;
    private final long roundPs;
    private final boolean loops;
    private final Sampler states;
    private final int sas;
    private long beginPs;
    private int packet = -1;
    private int state;

    CaptureTraffic(TrafficSpec spec, TrafficSpec.Captured timing, Rational packetsPerSecond, RandomStreams streams) {
        trace = timing.trace();
        loops = timing.loops();
        esp = spec.esp();
        sas = spec.sas();
        Rational scale = trace.packetsPerSecond().dividedBy(packetsPerSecond);
        timesPs = new long[trace.packets()];
        for (int at = 0; at < timesPs.length; at++) {
            timesPs[at] = scale.floorOf(trace.timePs(at));
        }
        roundPs = scale.times(trace.gapPs()).floorOf(trace.packets());
        boolean traced = spec.popularity().kind() == Popularity.Kind.TRACE;
        states = traced ? null : spec.popularity().open(streams.stream("states"), sas);
    }

    @Override
    public long next() {
        if (packet + 1 == timesPs.length) {
            if (!loops) {
                return Simulation.NEVER;
            }
            packet = -1;
            beginPs += roundPs;
        }
        packet++;
        state = states == null ? trace.flow(packet) % sas : (int) states.next();
        return beginPs + timesPs[packet];
    }

    @Override
    public int clearBytes() {
        return esp.clearBytes(trace.size(packet));
    }

    @Override
    public int wireBytes() {
        return esp.wireBytes(trace.size(packet));
    }

    @Override
    public int state() {
        return state;
    }
}
