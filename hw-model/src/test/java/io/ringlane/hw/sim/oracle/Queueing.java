// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.LinkedStage;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;

/**
 * A textbook queue out of the model's stages: random arrivals and services by purpose, one stage that is watched, and
 * what its packets waited or whether they were lost. Times are in units of the mean service time.
 */
final class Queueing implements Probe {
    /** Picoseconds of a unit of time. */
    static final long UNIT_PS = 1_000_000;

    private static final int ROWS = 1 << 17;
    private static final int STAGES = 12;

    private final Model model = new Model(ROWS, STAGES, this);
    private final Sink sink = new Sink(model, "sink");
    private final RandomStreams streams;
    private final long[] servicePs = new long[ROWS];
    private final Watch[] watches = new Watch[STAGES];
    private Runnable atEnd = () -> {};
    private int ended;

    Queueing(long seed) {
        streams = new RandomStreams(seed, 0);
    }

    Model model() {
        return model;
    }

    /** Exponential of a mean in units. */
    Sampler exponential(String purpose, double mean) {
        return Samplers.exponential(streams.stream(purpose), mean * UNIT_PS);
    }

    /**
     * Gaps of a Poisson process whose rate changes: MMPP(2).
     *
     * @param rate   of arrivals in either phase, per unit.
     * @param change rate of leaving either phase.
     */
    Sampler modulated(double[] rate, double[] change) {
        Sampler[] gaps = new Sampler[2];
        double[] isArrival = new double[2];
        for (int phase = 0; phase < 2; phase++) {
            // the first of two exponential times is exponential, and which one it is does not depend on when it is
            gaps[phase] = exponential("phase " + phase, 1 / (rate[phase] + change[phase]));
            isArrival[phase] = rate[phase] / (rate[phase] + change[phase]);
        }
        RandomStream which = streams.stream("which");
        int[] phase = new int[1];
        return () -> {
            long ps = gaps[phase[0]].next();
            while (which.nextUnit() > isArrival[phase[0]]) {
                phase[0] = 1 - phase[0];
                ps += gaps[phase[0]].next();
            }
            return ps;
        };
    }

    RandomStreams streams() {
        return streams;
    }

    /** Services drawn from a sampler, remembered so that waits can be told. */
    Service drawn(Sampler sampler) {
        return packet -> {
            long ps = sampler.next();
            if (packet >= 0) {
                servicePs[packet] = ps;
            }
            return ps;
        };
    }

    Service fixed() {
        return drawn(Samplers.constant(UNIT_PS));
    }

    /** Ends what a stage sends in the sink. */
    void end(LinkedStage last) {
        last.feeds(sink);
    }

    /** Starts an open source of single packets. */
    void arrive(Sampler gaps, Stage first) {
        arrive(gaps, Samplers.constant(1), first);
    }

    /** Starts an open source of batches. */
    void arrive(Sampler gaps, Sampler batch, Stage first) {
        arrive("source", new Drawn(gaps, batch, Samplers.constant(64)), first);
    }

    void arrive(String name, Traffic traffic, Stage first) {
        Source source = Source.open(model, name, traffic);
        source.feeds(first);
        source.start();
    }

    /** Watches the next so many packets of a stage. */
    Watch watch(Stage stage, long packets, boolean isCounted) {
        watches[stage.number()] = new Watch(stage.name(), packets, isCounted);
        return watches[stage.number()];
    }

    /** What the packets of a stage met with. */
    static final class Watch {
        /** Before service, the whole time less the service. */
        final Batches waits;
        /** 1 for each packet that waited, 0 for each that did not. */
        final Batches waited;
        /** Whole times at the stage. */
        final Batches delays;
        /** 1 for each packet lost, 0 for each that came in. */
        final Batches losses;

        private Watch(String name, long packets, boolean isCounted) {
            waits = new Batches(name + " wait", packets, isCounted);
            waited = new Batches(name + " waited", packets);
            delays = new Batches(name + " delay", packets, isCounted);
            losses = new Batches(name + " loss", packets);
        }

        private void left(long stayedPs, long servicePs) {
            waits.add((double) (stayedPs - servicePs) / UNIT_PS);
            waited.add(stayedPs > servicePs ? 1 : 0);
            delays.add((double) stayedPs / UNIT_PS);
        }
    }

    /** Is run for each packet that ends well, which {@link #ended} tells. */
    void atEnd(Runnable action) {
        atEnd = action;
    }

    /** The packet that has just ended. */
    int ended() {
        return ended;
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        Watch watch = watches[stage.number()];
        if (watch != null) {
            watch.losses.add(0);
        }
        if (stage == sink) {
            ended = packet;
            atEnd.run();
        }
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        Watch watch = watches[stage.number()];
        if (watch != null) {
            watch.losses.add(1);
        }
    }

    @Override
    public void left(Stage stage, int packet, long nowPs) {
        Watch watch = watches[stage.number()];
        if (watch != null) {
            watch.left(nowPs - model.packets().enteredPs(packet, stage.number()), servicePs[packet]);
        }
    }

    /** Runs until so many packets have left the stage or were lost there. */
    void run(Stage stage, long packets) {
        Simulation simulation = model.simulation();
        while (stage.out() + stage.lost() < packets) {
            simulation.step();
        }
    }

    /** Runs until then, in units. */
    void runUntil(double units) {
        model.simulation().run((long) (units * UNIT_PS));
    }

    /** Packets drawn from samplers: batches after random gaps; each packet with an SA of its own, or a drawn one. */
    static final class Drawn implements Traffic {
        private final Sampler gaps;
        private final Sampler batch;
        private final Sampler sizes;
        private final Sampler states;
        private long nowPs;
        private long left;
        private int bytes;
        private int state;

        Drawn(Sampler gaps, Sampler batch, Sampler sizes) {
            this(gaps, batch, sizes, null);
        }

        Drawn(Sampler gaps, Sampler batch, Sampler sizes, Sampler states) {
            this.states = states;
            this.gaps = gaps;
            this.batch = batch;
            this.sizes = sizes;
        }

        @Override
        public long next() {
            if (left == 0) {
                nowPs += gaps.next();
                left = batch.next();
            }
            left--;
            bytes = (int) sizes.next();
            state = states == null ? state + 1 & ROWS - 1 : (int) states.next();
            return nowPs;
        }

        @Override
        public int clearBytes() {
            return bytes;
        }

        @Override
        public int state() {
            return state;
        }
    }
}
