// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import io.ringlane.plan.search.GoalResult.Kind;
import io.ringlane.plan.search.TargetSearch.Nomination;
import io.ringlane.plan.search.TargetSearch.SharedWidth;
import io.ringlane.plan.search.TrialBook.Bounds;
import java.util.ArrayList;
import java.util.List;

/**
 * Multiple loss ratio search, RFC 9971: several goals at once, trials of one counting for all, the lowest wanted load
 * first. Which loads it tries is as the reference library does it, so that both find the same numbers. Run once by one
 * thread.
 */
public final class LossRatioSearch {
    private final List<SearchGoal> goals;
    private final LoadGrid grid;
    private final LoadLimits limits;
    private final LoadTest device;
    private final List<List<SearchTarget>> chains = new ArrayList<>();
    private final TrialBook book;
    private final int mostTrials;
    private int trials;

    /**
     * @param least      load to try, above 0; so high that every trial has packets to count.
     * @param most       load to try: the greatest the sender could send.
     * @param mostTrials after which it gives up.
     */
    public LossRatioSearch(List<SearchGoal> goals, double least, double most, int mostTrials, LoadTest device) {
        this.goals = List.copyOf(goals);
        this.device = device;
        this.mostTrials = mostTrials;
        grid = new LoadGrid(
                least, most, goals.stream().mapToDouble(SearchGoal::width).toArray());
        limits = new LoadLimits(grid.last());
        goals.forEach(goal -> chains.add(goal.targets(grid)));
        book = new TrialBook(chains.stream().flatMap(List::stream).distinct().toList());
    }

    /** Searches; the results are in the order of the goals. */
    public List<GoalResult> run() {
        Interval first = firstTrials();
        SharedWidth shared = new SharedWidth(first.high() - first.low());
        List<GoalSelector> selectors = new ArrayList<>();
        for (List<SearchTarget> chain : chains) {
            selectors.add(new GoalSelector(chain, first.low(), first.high(), book, limits, shared));
        }
        boolean done = false;
        while (!done && trials < mostTrials) {
            done = !step(selectors, shared);
        }
        List<GoalResult> results = new ArrayList<>();
        for (int goal = 0; goal < goals.size(); goal++) {
            results.add(result(goals.get(goal), selectors.get(goal), done));
        }
        return results;
    }

    private boolean step(List<GoalSelector> selectors, SharedWidth shared) {
        GoalSelector winner = null;
        Nomination best = null;
        for (GoalSelector selector : selectors) {
            Nomination one = selector.next();
            if (one != null && (best == null || one.before(best))) {
                best = one;
                winner = selector;
            }
        }
        if (winner == null) {
            return false;
        }
        trial(best.load(), best.seconds());
        shared.set(best.width());
        winner.ran(best.load());
        return true;
    }

    private record Interval(int low, int high) {
        static Interval of(int one, int other) {
            return new Interval(Math.min(one, other), Math.max(one, other));
        }
    }

    /** At the greatest load, at what came through there, and once more near that: two loads close to the answer. */
    private Interval firstTrials() {
        double loss = 1;
        double seconds = 0;
        int width = 0;
        for (List<SearchTarget> chain : chains) {
            SearchTarget coarsest = chain.getFirst();
            loss = Math.min(loss, coarsest.loss());
            seconds = Math.max(seconds, coarsest.trialSeconds());
            width = Math.max(width, coarsest.steps());
        }
        int last = limits.last();
        int forwarded = forwarded(last, seconds, loss);
        if (forwarded >= last) {
            return new Interval(last, last);
        }
        int second = limits.fit(forwarded, width, new Bounds(Bounds.NONE, last));
        if (second == LoadLimits.NONE) {
            return new Interval(last, last);
        }
        LoadTest.Outcome outcome = trial(second, seconds);
        int third;
        if (outcome.lossRatio() > loss) {
            third = limits.fit(number(outcome, second, loss), width, new Bounds(Bounds.NONE, second));
        } else {
            third = limits.fit(second + width, width, new Bounds(second, last));
        }
        if (third == LoadLimits.NONE) {
            return new Interval(second, second);
        }
        trial(third, seconds);
        return Interval.of(second, third);
    }

    private int forwarded(int load, double seconds, double loss) {
        return number(trial(load, seconds), load, loss);
    }

    /** Load at which the goal's loss is reached if all above it is lost. */
    private int number(LoadTest.Outcome outcome, int load, double loss) {
        return grid.number(grid.load(load) * (1 - outcome.lossRatio()) / (1 - loss));
    }

    private LoadTest.Outcome trial(int load, double seconds) {
        trials++;
        LoadTest.Outcome outcome = device.run(grid.load(load), seconds, book.repeats(load, seconds));
        book.add(load, seconds, outcome);
        return outcome;
    }

    private GoalResult result(SearchGoal goal, GoalSelector selector, boolean done) {
        SearchTarget target = selector.goal();
        Bounds bounds = book.bounds(target);
        double high = bounds.hasHigh() ? grid.load(bounds.high()) : Double.NaN;
        if (!bounds.hasLow()) {
            Kind kind = bounds.high() == 0 ? Kind.NO_LOAD_PASSES : Kind.OUT_OF_TRIALS;
            return new GoalResult(goal, kind, Double.NaN, high, Double.NaN, 0, Double.NaN);
        }
        GoalTally tally = book.tally(bounds.low(), target);
        double low = grid.load(bounds.low());
        Kind kind = Kind.REGULAR;
        if (bounds.low() == limits.last()) {
            kind = Kind.ALL_LOADS_PASS;
        } else if (!done) {
            kind = Kind.OUT_OF_TRIALS;
        }
        return new GoalResult(
                goal,
                kind,
                low,
                high,
                tally.conditionalThroughput(low),
                tally.fullTrials(),
                tally.badSeconds() / (tally.goodSeconds() + tally.badSeconds()));
    }

    /** Trials run so far. */
    public int trials() {
        return trials;
    }
}
