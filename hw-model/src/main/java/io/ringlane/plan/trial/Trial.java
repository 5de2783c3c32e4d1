// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.card.SaCache;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.stats.WarmUp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one load through one model: offers packets, lets all of them end, and works out what came of it. One thread. */
public final class Trial {
    private static final int SAMPLES = Recorder.PARTS * 10;

    /** What a trial runs with nobody listening to. */
    private static final Observer NOBODY = model -> Probe.NONE;

    private final TrialSpec spec;
    private final long packets;
    private final Recorder recorder;
    private final GatewayModel model;
    private final List<OfferedTraffic> sources = new ArrayList<>();
    private final Snapshot[] snapshots = new Snapshot[Recorder.PARTS + 1];
    private final long[] clearBytes = new long[Recorder.PARTS + 1];
    private final long[] wireBytes = new long[Recorder.PARTS + 1];
    private final long[] backlog = new long[SAMPLES + 1];
    private final long[] frames = new long[Recorder.PARTS + 1];
    private long offered;
    private long offeredFrames;
    private long nextPart;
    private long nextSample;
    private int part;
    private int sample;

    /** Listens to a trial beside its own recorder, such as a time line. */
    @FunctionalInterface
    public interface Observer {
        /** A probe for a model that is about to run, whose stages are all there. */
        Probe of(Model model);
    }

    private Trial(TrialSpec spec, Observer observer) {
        this.spec = spec;
        packets = spec.allPackets();
        recorder = new Recorder(packets);
        boolean isWatched = observer != NOBODY;
        Relay relay = new Relay(recorder);
        int inputs = inputs(spec);
        boolean isEncrypted = spec.gateway().crypto() != GatewaySpec.Crypto.NONE;
        List<Traffic> traffic = new ArrayList<>();
        Rational each = spec.packetsPerSecond().dividedBy(Rational.of(inputs));
        for (int i = 0; i < inputs; i++) {
            long share = spec.packets() / inputs + (i < spec.packets() % inputs ? 1 : 0);
            Traffic open = spec.traffic().open(each, spec.seed(), spec.replicate(), i);
            sources.add(new OfferedTraffic(open, share, isEncrypted, this::offered));
            if (i == 0 && spec.burst() != null) {
                sources.getFirst().add(spec.burst(), spec.traffic().open(each, spec.seed(), spec.replicate(), inputs));
            }
            traffic.add(sources.getLast());
        }
        model = new GatewayModel(spec.gateway(), traffic, isWatched ? relay : recorder);
        spec.faults().forEach(model::inject);
        model.pauses(new RandomStreams(spec.seed(), spec.replicate()));
        recorder.of(model);
        if (isWatched) {
            relay.second = observer.of(model.model());
        }
    }

    private static int inputs(TrialSpec spec) {
        return switch (spec.gateway().route()) {
            case SOURCE, ENCRYPT, DECRYPT -> 1;
            case BOTH, MIXED, SERIES -> 2;
        };
    }

    /** Runs a trial. */
    public static TrialResult run(TrialSpec spec) {
        return run(spec, NOBODY);
    }

    /** Runs a trial that somebody listens to. */
    public static TrialResult run(TrialSpec spec, Observer observer) {
        return new Trial(spec, observer).run();
    }

    private TrialResult run() {
        model.start();
        Simulation simulation = model.simulation();
        while (simulation.nextPs() != Simulation.NEVER) {
            simulation.step();
        }
        if (model.model().packets().used() != 0) {
            throw new IllegalStateException(
                    model.model().packets().used() + " packets are stuck at " + simulation.nowPs() + " ps: " + stuck());
        }
        return result();
    }

    private String stuck() {
        StringBuilder text = new StringBuilder();
        for (Stage stage : model.model().stages()) {
            if (stage.held() > 0) {
                text.append(stage.name()).append(" holds ").append(stage.held());
                text.append(
                        stage.blockedBy() == null
                                ? "; "
                                : " behind " + stage.blockedBy().name() + "; ");
            }
        }
        return text.toString();
    }

    // ---- while it runs

    /** A packet is about to be offered; at the border of a part the accounts are copied. */
    private void offered(int count) {
        if (offered >= nextSample && sample < SAMPLES) {
            sample();
        }
        if (offered >= nextPart && part < Recorder.PARTS) {
            snapshot();
            part++;
            nextPart = part * packets / Recorder.PARTS;
        }
        offered++;
        offeredFrames += count;
        if (offered == packets) {
            sample();
            snapshot();
        }
    }

    private void snapshot() {
        snapshots[part] = new Snapshot(model.model(), model.links());
        clearBytes[part] = recorder.clearBytes();
        wireBytes[part] = recorder.wireBytes();
        frames[part] = offeredFrames;
    }

    /** Packets under way, and those that a line could not begin yet though it was time. */
    private void sample() {
        double late = 0;
        long now = model.simulation().nowPs();
        double perSource = spec.packetsPerSecond().asDouble() / sources.size() * 1e-12;
        for (OfferedTraffic source : sources) {
            late += Math.max(0, now - source.intendedPs()) * perSource;
        }
        backlog[sample] = model.model().packets().frames() + Math.round(late);
        sample++;
        nextSample = sample * packets / SAMPLES;
    }

    // ---- afterwards

    private TrialResult result() {
        int cut = WarmUp.samples(recorder.means(), Recorder.MEANS);
        boolean isSettled = cut != WarmUp.UNSETTLED;
        // up to the border of a part, and half at most
        int parts = Recorder.PARTS;
        int from = isSettled ? (cut * parts + Recorder.MEANS - 1) / Recorder.MEANS : parts / 2;
        from = Math.min(from, parts / 2);
        long warmUp = from * packets / parts;
        Snapshot start = snapshots[from];
        Snapshot end = snapshots[parts];
        int firstSample = from * SAMPLES / parts;
        long measured = frames[parts] - frames[from];
        double[] means = recorder.means();
        int firstMean = from * Recorder.MEANS / parts;
        double[] batches = Arrays.copyOfRange(means, firstMean, Recorder.MEANS);
        return new TrialResult(
                spec,
                warmUp,
                isSettled,
                Math.max(1, end.atPs() - start.atPs()),
                measured,
                recorder.lost(from),
                end.out(start, model.sink()),
                clearBytes[parts] - clearBytes[from],
                wireBytes[parts] - wireBytes[from],
                Backlog.growth(backlog, firstSample, SAMPLES, measured),
                backlog[SAMPLES],
                Math.max(0, recorder.lastPs() - end.atPs()),
                recorder.response(from),
                recorder.service(from),
                recorder.meanPs(from),
                batches,
                Arrays.copyOfRange(recorder.lostOfMeans(), firstMean, Recorder.MEANS),
                end.figures(start, model.model(), model.links()),
                end.waits(start, model.model()),
                missRatio(),
                recorder.trace(),
                model.simulation().events());
    }

    private double missRatio() {
        long misses = model.caches().stream().mapToLong(SaCache::misses).sum();
        long all = misses + model.caches().stream().mapToLong(SaCache::hits).sum();
        return all == 0 ? Double.NaN : (double) misses / all;
    }

    /** Tells two of what happens. */
    private static final class Relay implements Probe {
        private final Probe first;
        private Probe second = Probe.NONE;

        private Relay(Probe first) {
            this.first = first;
        }

        @Override
        public void entered(Stage stage, int packet, long nowPs) {
            first.entered(stage, packet, nowPs);
            second.entered(stage, packet, nowPs);
        }

        @Override
        public void left(Stage stage, int packet, long nowPs) {
            first.left(stage, packet, nowPs);
            second.left(stage, packet, nowPs);
        }

        @Override
        public void lost(Stage stage, int packet, long nowPs) {
            first.lost(stage, packet, nowPs);
            second.lost(stage, packet, nowPs);
        }

        @Override
        public void cutOut(Stage stage, int whole, int segment, long nowPs) {
            first.cutOut(stage, whole, segment, nowPs);
            second.cutOut(stage, whole, segment, nowPs);
        }

        @Override
        public void cutUp(Stage stage, int whole, long nowPs) {
            first.cutUp(stage, whole, nowPs);
            second.cutUp(stage, whole, nowPs);
        }

        @Override
        public void waits(Stage stage, Stage by, long nowPs) {
            first.waits(stage, by, nowPs);
            second.waits(stage, by, nowPs);
        }

        @Override
        public void resumes(Stage stage, Stage by, long nowPs) {
            first.resumes(stage, by, nowPs);
            second.resumes(stage, by, nowPs);
        }
    }
}
