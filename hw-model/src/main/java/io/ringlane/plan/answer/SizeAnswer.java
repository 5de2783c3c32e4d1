// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.scenario.Questions.SizeAsked;
import io.ringlane.plan.scenario.Questions.Target;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cheapest configuration that meets a target, and the ones that are better in something else. All configurations
 * see the same seeds; one that clearly fails with the first seed gets no more. Used once.
 */
final class SizeAnswer {
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;

    private final Asking asking;
    private final SizeAsked asked;
    private final List<String> summary = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * A configuration and what it does at the target's load.
     *
     * @param loss  mean over seeds.
     * @param worst loss of the worst seed.
     * @param nanos of the target's percentile, else of the mean.
     */
    private record Tried(
            List<Varied> at,
            double cost,
            double watts,
            double loss,
            double worst,
            double nanos,
            boolean meets,
            Run run) {
        /** Whether it is as good in everything and better in something. */
        boolean dominates(Tried other) {
            boolean asGood = cost <= other.cost && watts <= other.watts && nanos <= other.nanos;
            return asGood && (cost < other.cost || watts < other.watts || nanos < other.nanos);
        }
    }

    SizeAnswer(Asking asking, SizeAsked asked) {
        this.asking = asking;
        this.asked = asked;
    }

    Answer answer() {
        List<List<Varied>> combinations = Asking.combinations(asked.vary());
        long trial = Math.max(Asking.LEAST_TRIAL, asking.packets() / (combinations.size() * 2L + 10L * asked.seeds()));
        List<Tried> tried = new ArrayList<>();
        for (List<Varied> at : combinations) {
            asking.pool()
                    .prepare(Asking.points(variant(at), load(variant(at)), trial, 1)
                            .getFirst());
        }
        for (List<Varied> at : combinations) {
            tried.add(tried(at, trial));
        }
        tried.sort(Comparator.comparingDouble(Tried::cost)
                .thenComparingDouble(Tried::watts)
                .thenComparingDouble(Tried::nanos));
        List<Tried> meet = tried.stream().filter(Tried::meets).toList();
        List<Tried> pareto = meet.stream()
                .filter(one -> meet.stream().noneMatch(other -> other.dominates(one)))
                .toList();
        tell(tried, meet);
        tellPercentile(tried, trial);
        values.put("configurations", (long) tried.size());
        values.put("meeting", (long) meet.size());
        values.put("packetsPerTrial", trial);
        return new Answer(
                "size",
                summary,
                List.of(
                        table("Best of those that meet the target (Pareto set)", pareto),
                        table("All tried", tried),
                        prices()),
                values,
                cautions);
    }

    private Scenario variant(List<Varied> at) {
        return Asking.with(asking.scenario(), at);
    }

    private double load(Scenario variant) {
        return asking.load(asked.target().load(), variant, 0);
    }

    private Tried tried(List<Varied> at, long trial) {
        Scenario variant = variant(at);
        List<Run> runs = asking.runs(variant, load(variant), trial, 1);
        if (meets(runs)) {
            runs = asking.runs(variant, load(variant), trial, asked.seeds());
        }
        return new Tried(
                at,
                priced(at, asked.cost()),
                priced(at, asked.watts()),
                Asking.mean(runs, Run::lossRatio).mean(),
                runs.stream().mapToDouble(Run::lossRatio).max().orElse(1),
                nanos(runs),
                meets(runs),
                runs.getFirst());
    }

    private boolean meets(List<Run> runs) {
        Target target = asked.target();
        boolean loss = runs.stream().allMatch(run -> run.lossRatio() <= target.loss());
        return loss && (target.percentile() == 0 || nanos(runs) <= target.limitNs());
    }

    private double nanos(List<Run> runs) {
        return asked.target().percentile() == 0
                ? Asking.mean(runs, run -> run.latency().mean()).mean()
                : Asking.median(runs, asked.target().percentile());
    }

    private static double priced(List<Varied> at, Map<String, Double> prices) {
        double sum = prices.getOrDefault("base", 0.0);
        for (Varied one : at) {
            sum += prices.getOrDefault(one.key(), 0.0) * units(one.values().getFirst());
            sum += prices.getOrDefault(one.key() + "=" + one.values().getFirst(), 0.0);
        }
        return sum;
    }

    /** The number that a value begins with, 1 for a word. */
    private static double units(String value) {
        String digits = value.strip().split("[^0-9.]", 2)[0];
        return digits.isEmpty() ? 1 : Double.parseDouble(digits);
    }

    /** A percentile that no trial bears cannot be met. */
    private void tellPercentile(List<Tried> tried, long trial) {
        double percentile = asked.target().percentile();
        if (percentile > 0 && tried.stream().allMatch(one -> Double.isNaN(one.nanos()))) {
            cautions.add(String.format(
                    Locale.ROOT,
                    "p%s of the target is left out everywhere: a trial has %,d packets, it needs more than %,.0f; raise"
                            + " --budget",
                    percentile,
                    trial,
                    Latency.BEYOND * PERCENT / (PERCENT - percentile)));
        }
    }

    private void tell(List<Tried> tried, List<Tried> meet) {
        if (meet.isEmpty()) {
            Tried best = tried.stream()
                    .min(Comparator.comparingDouble(Tried::loss).thenComparingDouble(Tried::nanos))
                    .orElseThrow();
            summary.add(String.format(
                    Locale.ROOT,
                    "None of the %d configurations meets the target; closest is %s: loss %.4f %%%s.",
                    tried.size(),
                    Asking.words(best.at()),
                    PERCENT * best.loss(),
                    Double.isNaN(best.nanos()) ? "" : String.format(Locale.ROOT, ", %.2f us", best.nanos() / 1e3)));
            summary.add(Bottleneck.of(best.run(), Double.NaN).busiest());
            values.put("cheapest", "none");
            return;
        }
        Tried cheapest = meet.getFirst();
        summary.add(String.format(
                Locale.ROOT,
                "Cheapest of %d that meet the target (%d tried): %s, at a cost of %.2f and %.1f W.",
                meet.size(),
                tried.size(),
                Asking.words(cheapest.at()),
                cheapest.cost(),
                cheapest.watts()));
        summary.add(Bottleneck.of(cheapest.run(), Double.NaN).busiest());
        values.put("cheapest", Asking.words(cheapest.at()));
        values.put("cost", cheapest.cost());
        values.put("watts", cheapest.watts());
    }

    private AnswerTable table(String title, List<Tried> rows) {
        List<String> columns = new ArrayList<>();
        asked.vary().forEach(one -> columns.add(one.key()));
        String percentile = asked.target().percentile() == 0
                ? "mean us"
                : "p" + asked.target().percentile() + " us";
        columns.addAll(List.of("cost", "W", "loss %", "worst loss %", percentile, "binds", "meets"));
        AnswerTable table = new AnswerTable(title, columns.toArray(String[]::new));
        for (Tried one : rows) {
            List<Object> row = new ArrayList<>();
            one.at().forEach(varied -> row.add(varied.values().getFirst()));
            row.addAll(List.of(
                    one.cost(),
                    one.watts(),
                    PERCENT * one.loss(),
                    PERCENT * one.worst(),
                    one.nanos() / 1e3,
                    Bottleneck.of(one.run(), Double.NaN).binding(),
                    one.meets() ? "yes" : "no"));
            table.row(row.toArray());
        }
        return table;
    }

    private AnswerTable prices() {
        AnswerTable table = new AnswerTable("Prices of the scenario", "unit of", "cost", "W");
        List<String> keys = new ArrayList<>(asked.cost().keySet());
        asked.watts().keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        keys.sort(Comparator.naturalOrder());
        for (String key : keys) {
            table.row(key, asked.cost().getOrDefault(key, 0.0), asked.watts().getOrDefault(key, 0.0));
        }
        return table;
    }
}
