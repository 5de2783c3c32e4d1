// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Many kinds of work in turn, round after round, so that what the machine does meanwhile meets all of them alike. One
 * of them, the home, comes again every few runs: each run counts as a multiple of the homes around it, which cancels
 * what slows all work down. One thread, the measured one.
 */
public final class QuietRounds {
    /** Runs between two of the home. */
    static final int BETWEEN = 6;

    private static final int ROUNDS_PER_RUN = 3;

    private final QuietRuns runs;
    private final int wanted;
    private final List<QuietRuns.Run> homes = new ArrayList<>();
    private final List<List<Cell>> cells = new ArrayList<>();

    /** @param wanted rounds in which a run is quiet, of each kind; at most three times as many are run. */
    public QuietRounds(Gate gate, int wanted) {
        runs = new QuietRuns(gate, wanted);
        this.wanted = wanted;
    }

    /** A run, and the last home before it. */
    private record Cell(QuietRuns.Run run, int home) {}

    /**
     * What rounds gave of one kind of work.
     *
     * @param spread as it would be with the home at its median; as measured if too few were quiet.
     * @param quiet  of each run, in order, whether it was quiet.
     */
    public record Row(Spread spread, List<Boolean> quiet) {}

    /**
     * What rounds gave.
     *
     * @param home of the quiet runs of the home.
     * @param rows in the order of the work.
     */
    public record Result(Spread home, List<Row> rows) {}

    /** Measures; each kind of work tells nanoseconds a packet, or any other number of its own. */
    public Result measure(DoubleSupplier home, List<DoubleSupplier> work) {
        homes.clear();
        cells.clear();
        work.forEach(none -> cells.add(new ArrayList<>()));
        runs.begin();
        for (int round = 0; round < ROUNDS_PER_RUN * wanted && !isEnough(); round++) {
            for (int i = 0; i < work.size(); i++) {
                if (i % BETWEEN == 0) {
                    homes.add(runs.attempt(home));
                }
                cells.get(i).add(new Cell(runs.attempt(work.get(i)), homes.size() - 1));
            }
            homes.add(runs.attempt(home));
        }
        Spread homeSpread = runs.spread(homes);
        return new Result(
                homeSpread,
                cells.stream().map(row -> row(row, homeSpread.median())).toList());
    }

    private boolean isEnough() {
        return cells.stream().allMatch(row -> row.stream().filter(this::isQuiet).count() >= wanted);
    }

    /** One of the homes around must be quiet too. */
    private boolean isQuiet(Cell cell) {
        return runs.isQuiet(cell.run) && !Double.isNaN(aroundNs(cell));
    }

    /** Of the homes around, the quiet ones' mean; NaN if none is. */
    private double aroundNs(Cell cell) {
        return homes.subList(cell.home, Math.min(homes.size(), cell.home + 2)).stream()
                .filter(runs::isQuiet)
                .mapToDouble(QuietRuns.Run::ns)
                .average()
                .orElse(Double.NaN);
    }

    private Row row(List<Cell> row, double homeNs) {
        List<Boolean> quiet = row.stream().map(this::isQuiet).toList();
        List<Double> counted = new ArrayList<>();
        for (Cell cell : row) {
            if (isQuiet(cell)) {
                counted.add(cell.run.ns() * homeNs / aroundNs(cell));
            }
        }
        boolean enough = counted.size() >= QuietRuns.ENOUGH;
        List<Double> all = row.stream().map(cell -> cell.run.ns()).toList();
        int interrupted =
                (int) row.stream().filter(cell -> cell.run.isInterrupted()).count();
        return new Row(new Spread(enough ? counted : all, row.size(), enough, interrupted), quiet);
    }
}
