// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.scenario.Questions.CompareAsked;
import io.ringlane.plan.scenario.Questions.Other;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Two or more variants beside each other, with pairs of trials of the same seeds, and which differences are real. Used
 * once. */
final class CompareAnswer {
    /** Latency is compared at a load that all of them carry. */
    private static final double SHARE = 0.8;

    private static final double PERCENT = 100;
    private static final double GIGA = 1e9;
    private static final String THROUGHPUT = "saturated Gbit/s clear";

    private final Asking asking;
    private final CompareAsked asked;
    private final List<String> summary = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final AnswerTable table = new AnswerTable(
            "Differences to the scenario, 99 % intervals of pairs",
            "variant", "of", "scenario", "variant is", "difference", "±", "difference %", "significant");

    CompareAnswer(Asking asking, CompareAsked asked) {
        this.asking = asking;
        this.asked = asked;
    }

    Answer answer() {
        long trial = Math.max(
                Asking.LEAST_TRIAL,
                asking.packets() / (2L * asked.seeds() * (asked.others().size() + 1)));
        Scenario scenario = asking.scenario();
        List<Run> base = asking.saturated(scenario, trial, 0, asked.seeds());
        Map<Other, List<Run>> saturated = new LinkedHashMap<>();
        double least = mean(base);
        for (Other other : asked.others()) {
            List<Run> runs = asking.saturated(Asking.with(scenario, other.changes()), trial, 0, asked.seeds());
            saturated.put(other, runs);
            least = Math.min(least, mean(runs));
        }
        double load = SHARE * least;
        List<Run> loaded = asking.runs(scenario, load, trial, asked.seeds());
        for (Other other : asked.others()) {
            Scenario variant = Asking.with(scenario, other.changes());
            List<Run> after = asking.runs(variant, load, trial, asked.seeds());
            compare(other, THROUGHPUT, base, saturated.get(other), run -> run.clearBits() / GIGA, true);
            compare(
                    other,
                    "mean latency us",
                    loaded,
                    after,
                    run -> run.latency().mean() / 1e3,
                    false);
            compare(other, "p99 latency us", loaded, after, run -> run.latency().percentile(99) / 1e3, false);
            compare(other, "loss %", loaded, after, run -> PERCENT * run.lossRatio(), false);
            summary.add(other.name() + ": "
                    + asking.bottleneck(saturated.get(other).getFirst(), Asking.with(scenario, other.changes()))
                            .words());
        }
        summary.add("The scenario itself: "
                + asking.bottleneck(base.getFirst(), scenario).words());
        values.put("latencyLoad", load);
        return new Answer("compare", summary, List.of(table), values, List.of());
    }

    private static double mean(List<Run> runs) {
        return Asking.mean(runs, Run::rate).mean();
    }

    private void compare(
            Other other, String what, List<Run> base, List<Run> after, ToDoubleFunction<Run> value, boolean first) {
        double[] was = Asking.values(base, value);
        double[] is = Asking.values(after, value);
        Estimate difference = Estimate.ofDifferences(was, is, Estimate.USUAL_CONFIDENCE);
        double from = Estimate.of(was).mean();
        String verdict = verdict(difference);
        table.row(
                other.name(),
                what,
                from,
                Estimate.of(is).mean(),
                difference.mean(),
                difference.half(),
                PERCENT * difference.mean() / from,
                verdict);
        values.put(other.name() + "." + what, difference.mean());
        if (first) {
            summary.add(String.format(
                    Locale.ROOT,
                    "%s against the scenario: %+.2f %% throughput (%.3f against %.3f Gbit/s of clear frames), %s.",
                    other.name(),
                    PERCENT * difference.mean() / from,
                    Estimate.of(is).mean(),
                    from,
                    verdict.equals("yes") ? "a significant difference" : "no significant difference"));
        }
    }

    private static String verdict(Estimate difference) {
        if (Double.isNaN(difference.mean())) {
            return "too few samples";
        }
        return difference.differsFromZero() ? "yes" : "no";
    }
}
