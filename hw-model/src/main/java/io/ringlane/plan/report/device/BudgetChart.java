// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Waterfall;
import io.ringlane.plan.report.chart.Waterfall.Step;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.trial.LatencyBudget;
import io.ringlane.plan.trial.Trial;
import io.ringlane.plan.trial.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time of a packet goes, in the mean and about percentiles. What a part takes in an idle device is its work,
 * what the load adds to it is waiting. Stateless.
 */
final class BudgetChart {
    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final double LOADED = 0.9;
    private static final double IDLE = 0.02;
    private static final double PERCENT = 100;
    private static final double PS_PER_US = 1e6;
    private static final int LONGER = 4;
    private static final double LEAST_SHARE = 0.0005;

    private BudgetChart() {}

    static Chart of(ReportRuns runs) {
        List<LatencyBudget> loaded = budgets(runs, LOADED, PERCENTILES);
        Map<String, Double> idle = budgets(runs, IDLE).getFirst().partsPs();
        List<Step> steps = new ArrayList<>();
        List<String> parts = new ArrayList<>(loaded.getFirst().partsPs().keySet());
        parts.sort(new StageOrder(runs.scenario().path().route()).byName());
        for (String part : parts) {
            List<Double> waits = new ArrayList<>();
            List<Double> works = new ArrayList<>();
            for (LatencyBudget budget : loaded) {
                double stays = Math.max(0, budget.partsPs().getOrDefault(part, 0.0));
                double work = Math.min(stays, Math.max(0, idle.getOrDefault(part, 0.0)));
                works.add(work / PS_PER_US);
                waits.add((stays - work) / PS_PER_US);
            }
            if (isWorthShowing(loaded, part)) {
                steps.add(new Step(part, waits, works));
            }
        }
        List<String> levels = loaded.stream().map(BudgetChart::level).toList();
        return new Waterfall("latency-budget", "Where the time of a packet goes", reading(runs), "µs", levels, steps);
    }

    /** Parts that take no time to speak of are left out. */
    private static boolean isWorthShowing(List<LatencyBudget> loaded, String part) {
        return loaded.stream()
                .anyMatch(budget -> budget.partsPs().getOrDefault(part, 0.0) > LEAST_SHARE * budget.responsePs());
    }

    private static List<LatencyBudget> budgets(ReportRuns runs, double share, double... percentiles) {
        Point point = new Point(runs.scenario(), runs.load(share), LONGER * runs.packets(), 0);
        TrialResult result = Trial.run(ModelBench.spec(point));
        long samples = result.response().getTotalCount();
        return LatencyBudget.of(
                result,
                Arrays.stream(percentiles)
                        .filter(percentile -> Latency.tells(samples, percentile))
                        .toArray());
    }

    private static String level(LatencyBudget budget) {
        return budget.percentile() == 0 ? "mean" : LoadCharts.name(budget.percentile());
    }

    private static String reading(ReportRuns runs) {
        return String.format(
                Locale.ROOT,
                "At %.0f %% of the throughput. Works: what a part takes at %.0f %%; waits: what the load adds to that."
                        + " A percentile is the mean of the packets next to it.",
                PERCENT * LOADED,
                PERCENT * IDLE);
    }
}
