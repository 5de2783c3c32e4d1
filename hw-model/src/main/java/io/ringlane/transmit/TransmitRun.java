// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.engine.Engine;
import io.ringlane.engine.Producer;
import io.ringlane.hw.nic.ModelNic;
import io.ringlane.io.CaptureReader;
import io.ringlane.io.ReplayTraffic;
import java.util.ArrayList;
import java.util.List;

/**
 * The main job in virtual time: one thread steps source, engine, crypto workers and NIC in a fixed order, and moves the
 * time on when nothing is left to do at the present moment. Same input, settings and seed: same bytes out.
 */
public final class TransmitRun {
    private static final long PS_PER_NS = 1_000;
    /** A span of model time that picoseconds in a long can tell, with room to spare: 100 days. */
    private static final long LONGEST_NS = 100L * 24 * 3_600 * 1_000_000_000L;
    /** Duty cycles at one moment before the time moves on whatever they report. */
    private static final int CYCLES_AT_A_MOMENT = 100_000;

    /** Told how far a run has come, often; must be quick. */
    @FunctionalInterface
    public interface Listener {
        /** @param position bytes of the input read, of {@code length}. */
        void progress(long position, long length, long packets);
    }

    private final TransmitSettings settings;
    private final TransmitSetup setup;
    private final ReplayTraffic source;
    private final Listener listener;
    private final InputCounters counters = new InputCounters();
    private final Engine engine;
    private final ModelNic nic;
    private final Producer producer;
    private final PacketIntake intake;
    private final TransmitTrace trace;
    private boolean more;
    private boolean held;
    private String problem = "";
    private long firstNs;
    private long lastNs;
    private long nowPs;
    private long heldPs;

    private TransmitRun(TransmitSettings settings, TransmitSetup setup, ReplayTraffic source, Listener listener) {
        this.settings = settings;
        this.setup = setup;
        this.source = source;
        this.listener = listener;
        engine = setup.engine();
        nic = setup.nic();
        producer = engine.producer();
        trace = setup.trace();
        intake = new PacketIntake(settings, producer, setup.flows(), setup.tallies(), counters, trace);
    }

    /**
     * Carries a run out. What is wrong with files or settings is an exception whose message is one line for the user:
     * CaptureException, ConfigException, EngineException. The output is touched after all of these have been checked.
     */
    public static TransmitResult run(TransmitSettings settings, Listener listener) {
        try (ReplayTraffic source = new ReplayTraffic(CaptureReader.open(settings.in()), settings.speed());
                TransmitSetup setup = TransmitSetup.open(settings)) {
            TransmitRun run = new TransmitRun(settings, setup, source, listener);
            setup.output().open(settings.out());
            run.toTheEnd();
            return run.result();
        }
    }

    private void toTheEnd() {
        next();
        firstNs = more ? source.timestampNanos() : 0;
        setup.output().startsAt(firstNs);
        int cycles = 0;
        long nextPs = 0;
        while (nextPs != Long.MAX_VALUE) {
            nowPs = Math.max(nowPs, nextPs);
            nic.advance(nowPs);
            int moved = offer() + engine.doWork(nowPs / PS_PER_NS);
            cycles++;
            nextPs = nowPs;
            if (moved == 0 || cycles == CYCLES_AT_A_MOMENT) {
                cycles = 0;
                nextPs = nextMoment();
                listener.progress(
                        source.reader().filePosition(), source.reader().fileLength(), counters.packets());
            }
        }
        if (more || !engine.isIdle()) {
            throw new IllegalStateException("standstill at " + nowPs + " ps: " + engine.snapshot());
        }
    }

    /** Hands over what is due. @return packets handed over or refused. */
    private int offer() {
        int offered = 0;
        held = false;
        while (more && !held && duePs() <= nowPs && begins()) {
            PacketIntake.Outcome outcome =
                    intake.offer(source, settings.flatOut() ? nowPs / PS_PER_NS : source.dueNanos());
            if (outcome == PacketIntake.Outcome.HELD) {
                held = true;
            } else {
                offered++;
                next();
            }
        }
        producer.flush();
        return offered;
    }

    /** What is explained goes one by one, so that each step is that packet's. @return whether one may be offered. */
    private boolean begins() {
        if (trace != null) {
            if (trace.isUnderWay()) {
                return trace.place() == source.number();
            }
            trace.begin(source.number(), engine.snapshot());
        }
        return true;
    }

    private void next() {
        more = source.advance();
        if (more) {
            lastNs = source.timestampNanos();
            if (source.dueNanos() > LONGEST_NS) {
                more = false;
                problem = settings.in() + ": record " + source.number() + " is due more than 100 days after the first:"
                        + " longer than model time holds; allowed: a larger --speed, or flat-out";
            }
        }
    }

    private long duePs() {
        return source.dueNanos() * PS_PER_NS;
    }

    /** When something will happen next; {@link Long#MAX_VALUE} when nothing will. */
    private long nextMoment() {
        long next = nic.nextEventPs();
        if (trace != null && trace.isUnderWay()) {
            if (next != Long.MAX_VALUE || !engine.isIdle()) {
                return next;
            }
            trace.end(engine.snapshot());
        }
        if (held) {
            heldPs += next == Long.MAX_VALUE ? 0 : next - nowPs;
        } else if (more) {
            next = Math.min(next, duePs());
        }
        return next;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(setup.warnings());
        if (trace != null && trace.lines().isEmpty()) {
            warnings.add("--explain: there is no such packet in " + settings.in());
        }
        return warnings;
    }

    private TransmitResult result() {
        CaptureReader reader = source.reader();
        FrameOutput output = setup.output();
        return new TransmitResult(
                settings,
                new TransmitResult.Input(
                        counters,
                        reader.recordCount(),
                        reader.skippedCount(),
                        reader.skippedLinkType(),
                        Math.max(0, lastNs - firstNs),
                        problem.isEmpty() ? reader.problem() : problem),
                new TransmitResult.Output(output.frames(), output.bytes(), output.clear()),
                setup.states(),
                setup.crypto(),
                engine.snapshot(),
                nic.statistics(),
                nic.counters(),
                nowPs / PS_PER_NS,
                heldPs / PS_PER_NS,
                trace == null ? List.of() : trace.lines(),
                warnings());
    }
}
