// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.traffic.arrival.Gaps;
import java.util.List;

/** One stream of constant rate for each size of a mix, as packet generators send them. One owner thread. */
final class StreamTraffic implements Traffic {
    private final Gaps[] gaps;
    private final long[] nextPs;
    private final int[] clear;
    private final int[] wire;
    private final Sampler states;
    private int current = -1;
    private int state;

    /** @param phases of the streams' first packets; streams beyond the list begin at once. */
    StreamTraffic(TrafficSpec spec, List<Long> phases, Rational packetsPerSecond, RandomStreams streams) {
        Mix mix = spec.mix();
        int count = mix.sizes().size();
        gaps = new Gaps[count];
        nextPs = new long[count];
        Rational all = Rational.of(mix.packets());
        for (int at = 0; at < count; at++) {
            Rational share = Rational.of(mix.weights().get(at)).dividedBy(all);
            gaps[at] = new Gaps(Gaps.gapPs(packetsPerSecond.times(share)));
            nextPs[at] = at < phases.size() ? phases.get(at) : 0;
        }
        clear = mix.sizes().stream().mapToInt(spec.esp()::clearBytes).toArray();
        wire = mix.sizes().stream().mapToInt(spec.esp()::wireBytes).toArray();
        states = spec.popularity().open(streams.stream("states"), spec.sas());
    }

    @Override
    public long next() {
        if (current >= 0) {
            nextPs[current] += gaps[current].next();
        }
        current = 0;
        for (int at = 1; at < nextPs.length; at++) {
            if (nextPs[at] < nextPs[current]) {
                current = at;
            }
        }
        state = (int) states.next();
        return nextPs[current];
    }

    @Override
    public int clearBytes() {
        return clear[current];
    }

    @Override
    public int wireBytes() {
        return wire[current];
    }

    @Override
    public int state() {
        return state;
    }
}
