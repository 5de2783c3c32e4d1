// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.pipeline.PipelineRun;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Gate;
import io.ringlane.bench.quiet.QuietRounds;
import io.ringlane.bench.quiet.Spread;
import io.ringlane.bench.traffic.TimedFrames;
import io.ringlane.bench.traffic.TookWindows;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.crypto.CryptoProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * Measures rows in turn, all in one process: throughput, latency at a rate, and the pauses of the core. One thread, the
 * measured one; owns the loads.
 */
final class Rounds implements AutoCloseable {
    /** The row that comes again every few runs. */
    static final WorkRow HOME = WorkRow.of(64, 32, 512);

    /** Windows of each row at a rate, and of the watch for pauses, in a round. */
    private static final int WINDOWS = 5;

    /** Frames of a run in which all are due at once. */
    private static final int AT_ONCE = 1 << 16;

    private static final long WATCH_NS = 40_000_000;
    private static final long IDLE_NS = 5_000_000;
    /** Part of what the home row does as fast as it goes, at which cycles are looked at. */
    private static final double OPEN_LOAD = 0.7;

    /** More than a duty cycle takes beside its packets. */
    private static final double CYCLE_NS = 300;

    private static final double NS_PER_SECOND = 1e9;
    private static final int WARM_UP_WINDOWS = 40;
    private static final double NS_PER_MS = 1e6;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final PipelineRun run;
    private final CryptoProvider crypto;
    private final PipelineWork work;
    private final Gate gate;
    private final int runs;
    private final long windowNs;
    private final Map<String, Integer> loads = new LinkedHashMap<>();
    private final List<DoubleSupplier> turns = new ArrayList<>();
    /** Of each turn that keeps more than one number: what each of its runs kept. */
    private final Map<Integer, List<Kept>> kept = new LinkedHashMap<>();

    private long seed;

    /** What a run kept: how long packets took, the pauses, or how many cycles there were. */
    private record Kept(Histogram took, long[] gaps, long[] lengths, long ns, Cycles cycles) {}

    private record Cycles(long idle, long busy, long packets) {}

    /**
     * @param runs         quiet runs of each row.
     * @param milliseconds of a run.
     */
    Rounds(Gate gate, CryptoProvider crypto, PipelineWork work, int runs, int milliseconds) {
        this.gate = gate;
        this.crypto = crypto;
        this.work = work;
        this.runs = runs;
        windowNs = (long) (milliseconds * NS_PER_MS);
        run = new PipelineRun(gate, runs, milliseconds);
    }

    /** Proves all rows, warms up, measures. @throws IllegalStateException if a packet was lost. */
    RoundsResult measure(List<WorkRow> rows) {
        List<WorkRow> closed = rows.stream().filter(row -> !row.isTimed()).toList();
        List<WorkRow> timed = rows.stream().filter(WorkRow::isTimed).toList();
        List<PipelineRun.Row> all = new ArrayList<>(List.of(row(HOME)));
        rows.forEach(row -> all.add(row(row)));
        run.warmUpRows(all);
        closed.forEach(row -> turns.add(row.isAtOnce() ? atOnce(row(row)) : run.turns(row(row))));
        timed.forEach(this::addTimed);
        PauseWatch pauses = new PauseWatch();
        int idle = turns.size();
        int open = work.inbound() ? idle : idle + 1;
        if (work.inbound()) {
            add(() -> watch(pauses));
        } else {
            turns.add(this::idle);
            double packetNs = run.turns(row(HOME)).getAsDouble();
            add(() -> open(pauses, packetNs));
        }
        QuietRounds.Result result = new QuietRounds(gate, runs).measure(run.turns(row(HOME)), turns);
        run.check();
        return new RoundsResult(
                result.home().median(),
                work.inbound() ? 0 : result.rows().get(idle).spread().median(),
                work.inbound() ? RoundsResult.Open.NONE : open(result, idle, open),
                IntStream.range(0, closed.size())
                        .mapToObj(
                                i -> closed(closed.get(i), result.rows().get(i).spread()))
                        .toList(),
                IntStream.range(0, timed.size())
                        .mapToObj(i -> timed(timed.get(i), result, closed.size() + i * WINDOWS))
                        .toList(),
                pauses(result, open));
    }

    private PipelineRun.Row row(WorkRow row) {
        int load = loads.computeIfAbsent(
                row.states() + "x" + row.burst(), none -> run.add(crypto, work, Stage.OUT, row.states(), row.burst()));
        return new PipelineRun.Row(load, row.frames());
    }

    private void addTimed(WorkRow row) {
        PipelineRun.Row of = row(row);
        for (int i = 0; i < WARM_UP_WINDOWS; i++) {
            window(of, row.perSecond());
        }
        add(() -> window(of, row.perSecond()));
    }

    /** As many turns as there are windows, each of which keeps something. */
    private void add(Supplier<Kept> keeper) {
        for (int i = 0; i < WINDOWS; i++) {
            List<Kept> own = new ArrayList<>();
            kept.put(turns.size(), own);
            turns.add(() -> {
                own.add(keeper.get());
                return 1;
            });
        }
    }

    private Kept window(PipelineRun.Row row, double perSecond) {
        TimedFrames timed = TimedFrames.poisson(perSecond, windowNs, ++seed);
        run.run(row, timed);
        Histogram took = TimedFrames.newHistogram();
        timed.into(took);
        return new Kept(took, null, null, windowNs, null);
    }

    /** All frames are due at the start: as fast as it goes, with the clock's work. */
    private DoubleSupplier atOnce(PipelineRun.Row row) {
        return () -> {
            run.run(row, new TimedFrames(new long[AT_ONCE / 4]));
            TimedFrames frames = new TimedFrames(new long[AT_ONCE]);
            long start = System.nanoTime();
            run.run(row, frames);
            return (double) (System.nanoTime() - start) / AT_ONCE;
        };
    }

    private static Kept watch(PauseWatch pauses) {
        pauses.run(WATCH_NS);
        return new Kept(null, pauses.gaps(), pauses.lengths(), pauses.windowNs(), null);
    }

    /** One frame, due after a while in which nothing is. */
    private double idle() {
        TimedFrames one = new TimedFrames(IDLE_NS);
        run.run(row(HOME), one);
        return one.cycleNs();
    }

    /** Cycles at random times, and the pauses among them: of a core that works, not of one that only looks. */
    private Kept open(PauseWatch pauses, double packetNs) {
        TimedFrames frames = TimedFrames.poisson(OPEN_LOAD * NS_PER_SECOND / packetNs, windowNs, ++seed);
        pauses.allow(CYCLE_NS, packetNs);
        frames.listener(pauses);
        run.run(row(HOME), frames);
        return new Kept(
                null,
                pauses.gaps(),
                pauses.lengths(),
                frames.ns(),
                new Cycles(frames.idleCycles(), frames.busyCycles(), frames.count()));
    }

    // ---- afterwards

    /** The middle of what the quiet windows tell. */
    private RoundsResult.Open open(QuietRounds.Result result, int idle, int from) {
        List<RoundsResult.Open> windows = quiet(result, from).stream()
                .map(window -> RoundsResult.Open.of(
                        window.ns,
                        window.cycles.idle,
                        window.cycles.busy,
                        window.cycles.packets,
                        result.rows().get(idle).spread().median(),
                        result.home().median(),
                        HOME.burst()))
                .sorted(Comparator.comparingDouble(RoundsResult.Open::cycleNs))
                .toList();
        return windows.isEmpty() ? RoundsResult.Open.NONE : windows.get(windows.size() / 2);
    }

    private static RoundsResult.Closed closed(WorkRow row, Spread spread) {
        return new RoundsResult.Closed(
                row.toString(),
                spread.median(),
                spread.least(),
                spread.greatest(),
                spread.quiet() ? spread.sorted().size() : 0,
                spread.tries());
    }

    /** What quiet runs of the turns from one on kept. */
    private List<Kept> quiet(QuietRounds.Result result, int from) {
        List<Kept> quiet = new ArrayList<>();
        for (int turn = from; turn < from + WINDOWS; turn++) {
            List<Boolean> flags = result.rows().get(turn).quiet();
            for (int i = 0; i < flags.size(); i++) {
                if (flags.get(i)) {
                    quiet.add(kept.get(turn).get(i));
                }
            }
        }
        return quiet;
    }

    private RoundsResult.Timed timed(WorkRow row, QuietRounds.Result result, int from) {
        TookWindows windows =
                new TookWindows(quiet(result, from).stream().map(Kept::took).toList());
        Histogram all = windows.all();
        int tries = WINDOWS * result.rows().get(from).quiet().size();
        return new RoundsResult.Timed(
                row.toString(),
                all.getTotalCount(),
                windows.windows().size(),
                tries,
                windows.at(50),
                windows.at(P99),
                windows.at(P999),
                all.getValueAtPercentile(P99));
    }

    private Pauses pauses(QuietRounds.Result result, int from) {
        List<Kept> windows = quiet(result, from);
        return Pauses.of(
                windows.stream().flatMapToLong(one -> LongStream.of(one.gaps)).toArray(),
                windows.stream()
                        .flatMapToLong(one -> LongStream.of(one.lengths))
                        .toArray(),
                windows.stream().mapToLong(Kept::ns).sum());
    }

    @Override
    public void close() {
        run.close();
    }
}
