// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.plan.traffic.arrival.Arrivals;

/** Packets whose times, sizes and SAs are chosen independently of each other. One owner thread. */
final class MixTraffic implements Traffic {
    private final Arrivals arrivals;
    private final Sampler sizes;
    private final Sampler states;
    private final int[] clear;
    private final int[] wire;
    private final Cut[] cuts;
    private int size;
    private int state;

    MixTraffic(TrafficSpec spec, Arrivals arrivals, RandomStreams streams) {
        this.arrivals = arrivals;
        Mix mix = spec.mix();
        sizes = sizes(mix, streams);
        states = spec.popularity().open(streams.stream("states"), spec.sas());
        clear = mix.sizes().stream().mapToInt(spec.esp()::clearBytes).toArray();
        wire = mix.sizes().stream().mapToInt(spec.esp()::wireBytes).toArray();
        cuts = new Cut[clear.length];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = spec.cut(mix.sizes().get(i));
        }
    }

    private static Sampler sizes(Mix mix, RandomStreams streams) {
        return switch (mix.order()) {
            case RANDOM ->
                Samplers.weighted(
                        streams.stream("sizes"),
                        mix.weights().stream().mapToLong(Long::longValue).toArray());
            case SPREAD -> new Spread(mix);
            case SEQUENCE -> new Sequence(mix);
        };
    }

    @Override
    public long next() {
        long atPs = arrivals.next();
        size = (int) sizes.next();
        state = (int) states.next();
        return atPs;
    }

    @Override
    public int clearBytes() {
        return cuts[size] == null ? clear[size] : cuts[size].wholeBytes();
    }

    @Override
    public int wireBytes() {
        return cuts[size] == null ? wire[size] : cuts[size].wholeBytes();
    }

    @Override
    public Cut cut() {
        return cuts[size];
    }

    @Override
    public int state() {
        return state;
    }

    /** Places in a mix, by weight and as evenly spread as can be: smooth weighted round robin. */
    private static final class Spread implements Sampler {
        private final long[] weights;
        private final long[] credit;
        private final long all;

        Spread(Mix mix) {
            weights = mix.weights().stream().mapToLong(Long::longValue).toArray();
            credit = new long[weights.length];
            all = mix.packets();
        }

        @Override
        public long next() {
            int best = 0;
            for (int at = 0; at < credit.length; at++) {
                credit[at] += weights[at];
                best = credit[at] > credit[best] ? at : best;
            }
            credit[best] -= all;
            return best;
        }
    }

    /** Places in a mix, as a genome has them. */
    private static final class Sequence implements Sampler {
        private final int[] places;
        private int at = -1;

        Sequence(Mix mix) {
            places = mix.cycle().stream().mapToInt(mix.sizes()::indexOf).toArray();
        }

        @Override
        public long next() {
            at = at + 1 == places.length ? 0 : at + 1;
            return places[at];
        }
    }
}
