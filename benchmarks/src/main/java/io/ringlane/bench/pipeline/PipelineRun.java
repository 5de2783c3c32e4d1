// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.quiet.CpuTeam;
import io.ringlane.bench.quiet.Gate;
import io.ringlane.bench.quiet.QuietPairs;
import io.ringlane.bench.quiet.QuietRuns;
import io.ringlane.bench.quiet.Spread;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.TimedFrames;
import io.ringlane.crypto.CryptoProvider;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Measures loads row by row: proves that each works, warms up until the compiler is done, then counts quiet
 * runs only. One thread, the measured one.
 */
public final class PipelineRun implements AutoCloseable {
    /** Bytes of the longest frame. */
    public static final int MOST_SIZE = FrameSource.MOST_SIZE;
    /** Ethernet, IPv4 and UDP headers alone. */
    public static final int LEAST_SIZE = FrameSource.LEAST_SIZE;

    private static final double NS_PER_MS = 1e6;
    private static final long TRIAL_BURSTS = 200;
    /** Length of a turn of warming up; a row has several before it is measured. */
    private static final int WARM_UP_MS = 20;

    private static final int TURNS_PER_ROW = 5;
    /** A run among others begins with this part of it untimed. */
    private static final int COLD_PART = 4;
    /** All loads together are warmed at least this long, and at most that long. */
    private static final long LEAST_WARM_UP_MS = 3_000;

    private static final long MOST_WARM_UP_MS = 60_000;
    /** The compiler is done when it works less than this in a second of warming up. */
    private static final long COMPILING_MS = 2;

    private static final long WATCH_MS = 1_000;

    private final Gate gate;
    private final int runs;
    private final int milliseconds;
    private final List<Load> loads = new ArrayList<>();

    /**
     * @param runs quiet runs of a row.
     * @param milliseconds length of a run.
     */
    public PipelineRun(Gate gate, int runs, int milliseconds) {
        this.gate = gate;
        this.runs = runs;
        this.milliseconds = milliseconds;
    }

    /** Adds a load with so many SAs. @return its number for {@link #measure}. */
    public int add(CryptoProvider crypto, PipelineWork work, Stage stage, int states, int burst) {
        loads.add(
                switch (stage) {
                    case BUF, FIND, WRITE, SEAL -> new StageLoad(crypto, stage, states, burst);
                    case OUT ->
                        work.inbound()
                                ? new InboundLoad(crypto, states, burst, work)
                                : new OutboundLoad(crypto, states, burst, work);
                    case CIPHER -> new CipherFloor(crypto.name(), states, work);
                });
        return loads.size() - 1;
    }

    /**
     * Adds a load with so many SAs on all cores of a team, or with one that is spread over them.
     *
     * @return its number for {@link #compare}.
     */
    public int add(CryptoProvider crypto, CpuTeam team, int states, int burst, boolean spread) {
        loads.add(new TeamLoad(crypto, team, states, burst, spread));
        return loads.size() - 1;
    }

    /** What is measured of a load. */
    public record Row(int load, FrameMix frames) {}

    /** Proves every load at every size, then runs them in turn until the compiler is done. */
    public void warmUp(List<Integer> sizes) {
        List<FrameMix> mixes = sizes.stream().map(FrameMix::of).toList();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            int load = i;
            mixes.forEach(mix -> rows.add(new Row(load, mix)));
        }
        warmUpRows(rows);
    }

    /** Proves rows, then runs them in turn until the compiler is done. */
    public void warmUpRows(List<Row> rows) {
        for (Row row : rows) {
            Load load = loads.get(row.load);
            load.frames(row.frames);
            load.prove();
        }
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long start = System.nanoTime();
        long compiled = compiler.getTotalCompilationTime();
        long watched = 0;
        boolean busy = true;
        while (busy) {
            rows.forEach(row -> warm(loads.get(row.load), row.frames));
            long passed = millisSince(start);
            if (passed - watched >= WATCH_MS) {
                long now = compiler.getTotalCompilationTime();
                busy = passed < LEAST_WARM_UP_MS || now - compiled > COMPILING_MS;
                compiled = now;
                watched = passed;
            }
            busy &= passed < MOST_WARM_UP_MS;
        }
    }

    private static long millisSince(long start) {
        return (long) ((System.nanoTime() - start) / NS_PER_MS);
    }

    private static void warm(Load load, FrameMix frames) {
        load.frames(frames);
        load.run(bursts(load, WARM_UP_MS));
    }

    /** How many bursts take so long. */
    private static long bursts(Load load, int milliseconds) {
        long start = System.nanoTime();
        load.run(TRIAL_BURSTS);
        return (long) (milliseconds * NS_PER_MS * TRIAL_BURSTS / (System.nanoTime() - start)) + 1;
    }

    /** One row. @throws IllegalStateException if a packet was lost meanwhile. */
    public Spread measure(int number, int size) {
        return measure(new Row(number, FrameMix.of(size)));
    }

    /** One row. @throws IllegalStateException if a packet was lost meanwhile. */
    public Spread measure(Row row) {
        Load load = loads.get(row.load);
        long bursts = prepare(load, row.frames);
        Spread spread = new QuietRuns(gate, runs).measure(() -> load.run(bursts));
        load.check();
        return spread;
    }

    /**
     * One core and a team in turn, A B B A.
     *
     * @param teamGate over all CPUs of the team.
     * @throws IllegalStateException if a packet was lost meanwhile.
     */
    public QuietPairs.Result compare(int one, int team, Gate teamGate, int size) {
        Load alone = loads.get(one);
        Load together = loads.get(team);
        long aloneBursts = prepare(alone, FrameMix.of(size));
        long togetherBursts = prepare(together, FrameMix.of(size));
        QuietPairs.Result result = new QuietPairs(gate, teamGate, runs)
                .measure(() -> alone.run(aloneBursts), () -> together.run(togetherBursts));
        alone.check();
        together.check();
        return result;
    }

    /** Two loads in turn on this core, A B B A. @throws IllegalStateException if a packet was lost meanwhile. */
    public QuietPairs.Result compare(int one, int other, int size) {
        return compare(one, other, gate, size);
    }

    /**
     * A row that others are measured with in turn: each call is a run, behind a shorter one that is not timed and
     * brings what it needs back into the caches.
     */
    public DoubleSupplier turns(Row row) {
        Load load = loads.get(row.load);
        long bursts = prepare(load, row.frames);
        return () -> {
            load.frames(row.frames);
            load.run(bursts / COLD_PART + 1);
            return load.run(bursts);
        };
    }

    /** Sends frames at their times. */
    public void run(Row row, TimedFrames timed) {
        Load load = loads.get(row.load);
        load.frames(row.frames);
        load.run(timed);
    }

    /** Looks at the accounts of all loads. @throws IllegalStateException if a packet was lost. */
    public void check() {
        loads.forEach(Load::check);
    }

    /** @return bursts of a run. */
    private long prepare(Load load, FrameMix frames) {
        for (int i = 0; i < TURNS_PER_ROW; i++) {
            warm(load, frames);
        }
        return bursts(load, milliseconds);
    }

    @Override
    public void close() {
        loads.forEach(Load::close);
    }
}
