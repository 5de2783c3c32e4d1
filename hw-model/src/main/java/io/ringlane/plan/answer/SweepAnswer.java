// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.scenario.Questions.SweepAsked;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each combination of values does, saturated or at a load. Points run on all cores; used once. */
final class SweepAnswer {
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;

    private final Asking asking;
    private final SweepAsked asked;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> cautions = new ArrayList<>();

    /** A combination and its runs. */
    private record Cell(List<Varied> at, List<Run> runs, Scenario variant) {}

    SweepAnswer(Asking asking, SweepAsked asked) {
        this.asking = asking;
        this.asked = asked;
    }

    Answer answer() {
        List<List<Varied>> combinations = Asking.combinations(asked.vary());
        long trial = Math.max(Asking.LEAST_TRIAL, asking.packets() / ((long) combinations.size() * asked.seeds()));
        double throughput = asked.load() == null
                ? 0
                : asking.saturated(asking.scenario(), trial, 0).rate();
        List<Scenario> variants = new ArrayList<>();
        for (List<Varied> combination : combinations) {
            variants.add(Asking.with(asking.scenario(), combination));
        }
        for (Scenario variant : variants) {
            Asking.points(variant, load(variant, throughput), trial, asked.seeds())
                    .forEach(asking.pool()::prepare);
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            Scenario variant = variants.get(i);
            cells.add(new Cell(
                    combinations.get(i),
                    asking.runs(variant, load(variant, throughput), trial, asked.seeds()),
                    variant));
        }
        values.put("points", (long) cells.size());
        values.put("packetsPerTrial", trial);
        List<Measure> measures = new ArrayList<>();
        for (Cell cell : cells) {
            String at = " at " + Asking.words(cell.at());
            Measure.add(measures, "throughput" + at, "Mpps", cell.runs(), run -> run.rate() / MILLION);
            Measure.add(
                    measures,
                    "p99 latency" + at,
                    "us",
                    cell.runs(),
                    run -> run.latency().percentile(99) / 1e3);
        }
        return new Answer("sweep", summary(cells), List.of(table(cells)), values, cautions).with(measures);
    }

    private double load(Scenario variant, double throughput) {
        return asked.load() == null ? asking.saturating(variant) : asking.load(asked.load(), variant, throughput);
    }

    private List<String> summary(List<Cell> cells) {
        Cell best = cells.getFirst();
        Cell worst = best;
        for (Cell cell : cells) {
            best = rate(cell).mean() > rate(best).mean() ? cell : best;
            worst = rate(cell).mean() < rate(worst).mean() ? cell : worst;
        }
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d points: from %.3f Mpps (%s) to %.3f Mpps (%s).",
                        cells.size(),
                        rate(worst).mean() / MILLION,
                        Asking.words(worst.at()),
                        rate(best).mean() / MILLION,
                        Asking.words(best.at())),
                asked.load() == null
                        ? "At the best point: " + bottleneck(best).words()
                        : bottleneck(best).busiest());
    }

    private Bottleneck bottleneck(Cell cell) {
        double most = asked.load() == null ? asking.saturating(cell.variant()) : Double.NaN;
        return Bottleneck.of(cell.runs().getFirst(), most);
    }

    private static Estimate rate(Cell cell) {
        return Asking.mean(cell.runs(), Run::rate);
    }

    private AnswerTable table(List<Cell> cells) {
        List<String> columns = new ArrayList<>();
        asked.vary().forEach(one -> columns.add(one.key()));
        columns.addAll(List.of(
                "Mpps", "± (99 %)", "Gbit/s clear", "loss %", "mean us", "p50 us", "p99 us", "p99.9 us", "binds"));
        AnswerTable table = new AnswerTable(
                asked.load() == null ? "Sweep, saturated" : "Sweep, at a load", columns.toArray(String[]::new));
        for (Cell cell : cells) {
            List<Object> row = new ArrayList<>();
            cell.at().forEach(one -> row.add(one.values().getFirst()));
            Estimate rate = rate(cell);
            row.add(rate.mean() / MILLION);
            row.add(rate.half() / MILLION);
            row.add(Asking.mean(cell.runs(), Run::clearBits).mean() / 1e9);
            row.add(PERCENT * Asking.mean(cell.runs(), Run::lossRatio).mean());
            row.add(Asking.mean(cell.runs(), run -> run.latency().mean()).mean() / 1e3);
            row.add(Asking.median(cell.runs(), 50) / 1e3);
            row.add(Asking.median(cell.runs(), 99) / 1e3);
            row.add(Asking.median(cell.runs(), 99.9) / 1e3);
            row.add(bottleneck(cell).binding());
            table.row(row.toArray());
        }
        return table;
    }
}
