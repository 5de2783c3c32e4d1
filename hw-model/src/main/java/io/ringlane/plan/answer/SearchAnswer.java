// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.scenario.Questions.SearchAsked;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.search.BinarySearch;
import io.ringlane.plan.search.GoalResult;
import io.ringlane.plan.search.LoadTest;
import io.ringlane.plan.search.LossRatioSearch;
import io.ringlane.plan.search.SearchGoal;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much comes through: throughput without loss and with a little, by multiple loss ratio search. A second of the
 * method is a number of packets here, a trial one seed. Made for one question, used once.
 */
final class SearchAnswer {
    /** Least load, so that latency histograms have samples; as CSIT has it [S6]. */
    static final double LEAST_LOAD = 9001;

    /**
     * A trial is so many times longer than all buffers over the width: what they swallow cannot pass for throughput.
     */
    static final double BUFFERS = 10;

    private static final double WIDEST = 0.1;
    /** A second search takes so many times the trials of the first at most, about. */
    private static final double SECOND_SEARCH = 1.2;
    /** It is run if its width would be less than that part of the first one's. */
    private static final double SECOND_GAIN = 0.8;
    /** And looks so far around what was found. */
    private static final double AROUND = 0.15;

    private static final int MOST_TRIALS = 5000;
    private static final int LATENCY_SEEDS = 5;
    private static final double[] LATENCY_SHARES = {0, 0.1, 0.5, 0.9};
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;

    private final Asking asking;
    private final SearchAsked asked;
    private final List<String> summary = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<AnswerTable> tables = new ArrayList<>();
    private final Map<String, Latency> latencies = new LinkedHashMap<>();
    private final List<Measure> measures = new ArrayList<>();
    private final Map<String, TrialPlan> plans = new LinkedHashMap<>();

    /**
     * How long trials are and how narrow the search may be.
     *
     * @param packets that stand for a second.
     * @param buffers packets that all stages held at once at most.
     * @param width   narrowest that the budget allows.
     */
    record TrialPlan(long packets, long buffers, double width) {
        static TrialPlan of(long budget, double expectedSeconds, long buffers) {
            long packets = Math.max(Asking.LEAST_TRIAL, (long) (budget / expectedSeconds));
            return new TrialPlan(packets, buffers, BUFFERS * buffers / packets);
        }
    }

    SearchAnswer(Asking asking, SearchAsked asked) {
        this.asking = asking;
        this.asked = asked;
    }

    Answer answer() {
        Scenario scenario = asking.scenario();
        double most = asking.saturating(scenario);
        Run saturated = asking.saturated(scenario, Math.max(Asking.LEAST_TRIAL, asking.packets() / 50), 0);
        TrialPlan plan = plan(saturated);
        List<SearchGoal> goals = shaped(plan);
        LoadTest test = test(scenario, plan);
        LossRatioSearch search = new LossRatioSearch(goals, Math.min(LEAST_LOAD, most / 2), most, MOST_TRIALS, test);
        List<GoalResult> results = search.run();
        TrialPlan finer = finer(plan, search.trials(), goals);
        if (finer != null && results.stream().allMatch(result -> result.kind() == GoalResult.Kind.REGULAR)) {
            List<SearchGoal> narrow = shaped(finer);
            LossRatioSearch again = again(narrow, results, most, test(scenario, finer));
            List<GoalResult> better = again.run();
            if (better.stream().allMatch(result -> result.kind() == GoalResult.Kind.REGULAR)) {
                results = better;
                goals = narrow;
                plan = finer;
                search = again;
            } else {
                goals = shaped(plan);
            }
        }
        goals.forEach(this::tellWidth);
        values.put("packetsPerSecondOfTrial", plan.packets());
        values.put("buffers", plan.buffers());
        values.put("trials", (long) search.trials());
        table(results);
        results.forEach(this::tell);
        Bottleneck bottleneck = asking.bottleneck(saturated, scenario);
        summary.add(bottleneck.words());
        values.put("binding", bottleneck.binding());
        values.put("next", bottleneck.next());
        values.put("nextDistance", bottleneck.distance());
        if (asked.binary()) {
            binary(goals, most, test);
        }
        if (asked.latency()) {
            latency(results.getLast(), plan);
        }
        return new Answer("search", summary, tables, values, cautions, latencies, measures);
    }

    // ---- planning

    private TrialPlan plan(Run saturated) {
        double seconds =
                asked.goals().stream().mapToDouble(SearchGoal::expectedSeconds).sum();
        return TrialPlan.of(asking.packets(), seconds, held(saturated));
    }

    /** Longer trials for what the first search left of the budget; null where nothing would be won. */
    private TrialPlan finer(TrialPlan plan, int trials, List<SearchGoal> goals) {
        long left = asking.packets() - trials * plan.packets();
        TrialPlan finer = TrialPlan.of(left, SECOND_SEARCH * trials, plan.buffers());
        boolean isWanted = false;
        for (int i = 0; i < goals.size(); i++) {
            isWanted |= goals.get(i).width() > asked.goals().get(i).width();
        }
        return isWanted && finer.width() < SECOND_GAIN * plan.width() ? finer : null;
    }

    /** Around what was found first. */
    private static LossRatioSearch again(List<SearchGoal> goals, List<GoalResult> found, double most, LoadTest test) {
        double low = found.stream().mapToDouble(GoalResult::low).min().orElseThrow();
        double high = found.stream().mapToDouble(GoalResult::high).max().orElseThrow();
        return new LossRatioSearch(goals, (1 - AROUND) * low, Math.min(most, (1 + AROUND) * high), MOST_TRIALS, test);
    }

    /** Packets that all stages together can swallow, as far as they ever did. */
    static long held(Run run) {
        return run.stages().stream().mapToLong(Run.StageUse::most).sum();
    }

    private List<SearchGoal> shaped(TrialPlan plan) {
        List<SearchGoal> shaped = new ArrayList<>();
        for (SearchGoal goal : asked.goals()) {
            double allowed = plan.width() / goal.finalSeconds();
            shaped.add(goal.withWidth(Math.min(WIDEST, Math.max(goal.width(), allowed))));
        }
        plans.clear();
        asked.goals().forEach(goal -> plans.put(goal.name(), plan));
        return shaped;
    }

    /** A width that the budget did not allow is told, with the trial that would do. */
    private void tellWidth(SearchGoal shaped) {
        SearchGoal wanted = asked.goals().stream()
                .filter(goal -> goal.name().equals(shaped.name()))
                .findFirst()
                .orElseThrow();
        TrialPlan plan = plans.get(wanted.name());
        if (shaped.width() > wanted.width()) {
            cautions.add(String.format(
                    Locale.ROOT,
                    "%s: a width of %.2f %% needs trials of %,d packets (10 x %,d held in buffers / width); the"
                            + " budget allows %,d, so the search stops at %.2f %%; raise --budget for more",
                    wanted.name(),
                    PERCENT * wanted.width(),
                    (long) (BUFFERS * plan.buffers() / wanted.width()),
                    plan.buffers(),
                    (long) (plan.packets() * wanted.finalSeconds()),
                    PERCENT * shaped.width()));
        }
    }

    private LoadTest test(Scenario scenario, TrialPlan plan) {
        return (load, seconds, repeat) -> {
            long packets = Math.max(1, Math.round(seconds * plan.packets()));
            // the next seeds are asked for most of the time: other cores may begin with them
            for (int ahead = 1; ahead < asking.pool().width(); ahead++) {
                asking.pool().prepare(new Point(scenario, load, packets, repeat + ahead));
            }
            Run run = asking.pool().run(new Point(scenario, load, packets, repeat));
            long lost = Math.min(run.offered(), run.lost() + run.growth());
            return new LoadTest.Outcome(run.offered(), run.offered(), lost, seconds);
        };
    }

    // ---- telling

    private void table(List<GoalResult> results) {
        AnswerTable table = new AnswerTable(
                "Throughput by goal",
                "goal",
                "loss %",
                "Mpps",
                "Gbit/s clear",
                "lower bound Mpps",
                "upper bound Mpps",
                "width %",
                "trials",
                "bad %",
                "result");
        double bits = asking.limits().clearBits(asking.scenario());
        for (GoalResult result : results) {
            table.row(
                    result.goal().name(),
                    PERCENT * result.goal().loss(),
                    result.conditional() / MILLION,
                    result.conditional() * bits / 1e9,
                    result.low() / MILLION,
                    result.high() / MILLION,
                    PERCENT * result.width(),
                    (long) result.trials(),
                    PERCENT * result.badShare(),
                    kind(result));
            String name = result.goal().name().toLowerCase(Locale.ROOT);
            values.put(name, result.conditional());
            values.put(name + "Low", result.low());
            values.put(name + "High", result.high());
            values.put(name + "ClearBits", result.conditional() * bits);
        }
        tables.add(table);
    }

    private static String kind(GoalResult result) {
        return switch (result.kind()) {
            case REGULAR -> "regular";
            case ALL_LOADS_PASS -> "irregular: the greatest load passes";
            case NO_LOAD_PASSES -> "irregular: the least load fails";
            case OUT_OF_TRIALS -> "irregular: out of trials";
        };
    }

    private void tell(GoalResult result) {
        double bits = asking.limits().clearBits(asking.scenario());
        String name = result.goal().name();
        switch (result.kind()) {
            case REGULAR ->
                summary.add(String.format(
                        Locale.ROOT,
                        "%s (loss up to %s %%): %.3f Mpps, %.2f Gbit/s of clear frames; the true value is between %.3f"
                                + " and %.3f Mpps.",
                        name,
                        percent(result.goal().loss()),
                        result.conditional() / MILLION,
                        result.conditional() * bits / 1e9,
                        result.low() / MILLION,
                        result.high() / MILLION));
            case ALL_LOADS_PASS ->
                summary.add(String.format(
                        Locale.ROOT,
                        "%s: all that the senders can send comes through, %.3f Mpps (%.2f Gbit/s of clear frames);"
                                + " the device may do more.",
                        name,
                        result.low() / MILLION,
                        result.low() * bits / 1e9));
            case NO_LOAD_PASSES ->
                summary.add(String.format(
                        Locale.ROOT,
                        "%s: even the least load of %.3f kpps loses more than %s %%: the scenario cannot work.",
                        name,
                        result.high() / 1e3,
                        percent(result.goal().loss())));
            case OUT_OF_TRIALS ->
                cautions.add(name + ": the search ended before its bounds were close; they are in the table");
        }
    }

    private static String percent(double share) {
        return share == 0 ? "0" : String.format(Locale.ROOT, "%.3g", PERCENT * share);
    }

    private void binary(List<SearchGoal> goals, double most, LoadTest test) {
        AnswerTable table = new AnswerTable(
                "Plain binary search with loss verification, to compare",
                "goal",
                "lower bound Mpps",
                "upper bound Mpps");
        for (SearchGoal goal : goals) {
            GoalResult result = new BinarySearch(goal, Math.min(LEAST_LOAD, most / 2), most, 1, test).run();
            table.row(goal.name(), result.low() / MILLION, result.high() / MILLION);
        }
        tables.add(table);
    }

    private void latency(GoalResult of, TrialPlan plan) {
        if (Double.isNaN(of.conditional())) {
            return;
        }
        AnswerTable table = new AnswerTable(
                "Latency at shares of " + of.goal().name() + ", microseconds, from the intended time of sending",
                "load %",
                "Mpps",
                "mean",
                "± (99 %)",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "p99.99",
                "loss %");
        for (double share : LATENCY_SHARES) {
            double load = share == 0 ? Math.min(LEAST_LOAD, of.conditional()) : share * of.conditional();
            List<Run> runs = asking.runs(asking.scenario(), load, plan.packets(), LATENCY_SEEDS);
            Estimate mean = Asking.mean(runs, run -> run.latency().mean() / 1e3);
            List<Object> row = new ArrayList<>();
            row.add(PERCENT * share);
            row.add(load / MILLION);
            row.add(mean.mean());
            row.add(mean.half());
            for (double percentile : Latency.shown()) {
                row.add(Asking.median(runs, percentile) / 1e3);
            }
            row.add(PERCENT * Asking.mean(runs, Run::lossRatio).mean());
            table.row(row.toArray());
            String name = Math.round(PERCENT * share) + " % of " + of.goal().name();
            latencies.put(name + ", response", runs.getFirst().latency());
            latencies.put(name + ", service", runs.getFirst().service());
            Measure.add(
                    measures,
                    "mean latency at " + name,
                    "us",
                    runs,
                    run -> run.latency().mean() / 1e3);
            Measure.add(
                    measures,
                    "p99 latency at " + name,
                    "us",
                    runs,
                    run -> run.latency().percentile(99) / 1e3);
            if (share > 0) {
                values.put("latencyMeanAt" + Math.round(PERCENT * share), mean.mean() * 1e3);
                values.put("latencyP99At" + Math.round(PERCENT * share), Asking.median(runs, 99));
            }
        }
        tables.add(table);
    }
}
