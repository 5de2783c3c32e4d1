// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.Fifo;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.hw.sim.stage.WireStage;
import io.ringlane.hw.sim.stage.WireStage.Line;

/** A modelled NIC without cryptography: a source, a ring, a line of 100 Gbit/s, a sink. One owner thread. */
final class PlainNic {
    private static final long RATE = 100_000_000_000L;
    private static final long PHY_PS = 250_000;
    private static final int RING = 1_024;
    private static final int STAGES = 4;
    private static final int[] SIZES = {64, 570, 1518};
    private static final long[] WEIGHTS = {7, 4, 1};
    /** Mean time of a frame on the line, and what it is at 64 bytes. */
    private static final double MIX_PS = 29_906.7;

    private static final long SMALL_PS = 6_720;

    private final Simulation simulation;
    private final Fifo ring;
    private final Sink sink;

    /**
     * @param traffic {@code cbr}: 64 bytes at even distances; {@code mix}: Poisson arrivals of 64, 570 and 1518
     *                bytes at 7:4:1.
     * @param load    part of the line's rate.
     */
    PlainNic(String traffic, double load) {
        Model model = Model.withoutHistory(2 * RING, STAGES, Probe.NONE);
        simulation = model.simulation();
        Source source = Source.open(model, "source", traffic(traffic, load));
        ring = new Fifo(model, "ring", RING);
        WireStage wire = new WireStage(model, "wire", 1, new Line(RATE, 0, false, PHY_PS), PacketBytes.CLEAR);
        sink = new Sink(model, "sink");
        source.feeds(ring);
        ring.feeds(wire);
        wire.feeds(sink);
        source.start();
    }

    private static Traffic traffic(String kind, double load) {
        RandomStreams streams = new RandomStreams(1, 0);
        return switch (kind) {
            case "cbr" -> new Stream(Samplers.constant(Math.round(SMALL_PS / load)), Samplers.constant(SIZES[0]));
            case "mix" -> {
                Sampler which = Samplers.weighted(streams.stream("sizes"), WEIGHTS);
                yield new Stream(
                        Samplers.exponential(streams.stream("arrivals"), MIX_PS / load),
                        () -> SIZES[(int) which.next()]);
            }
            default -> throw new IllegalArgumentException("no such traffic: " + kind);
        };
    }

    /** Runs until so many more packets are through. */
    long run(int packets) {
        long until = sink.in() + packets;
        while (sink.in() < until) {
            simulation.step();
        }
        return simulation.nowPs();
    }

    long lost() {
        return ring.lost();
    }

    long events() {
        return simulation.events();
    }

    /** Packets at drawn distances. */
    private static final class Stream implements Traffic {
        private final Sampler gaps;
        private final Sampler sizes;
        private long nowPs;
        private int bytes;

        private Stream(Sampler gaps, Sampler sizes) {
            this.gaps = gaps;
            this.sizes = sizes;
        }

        @Override
        public long next() {
            nowPs += gaps.next();
            bytes = (int) sizes.next();
            return nowPs;
        }

        @Override
        public int clearBytes() {
            return bytes;
        }

        @Override
        public int state() {
            return 0;
        }
    }
}
