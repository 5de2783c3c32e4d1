// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All trials of a search, by load and by what each target makes of them. One owner thread. */
final class TrialBook {
    private final List<SearchTarget> targets;
    private final TreeMap<Integer, List<GoalTally>> tallies = new TreeMap<>();
    private final Map<Asked, Integer> repeats = new HashMap<>();

    private record Asked(int load, double seconds) {}

    /**
     * The tightest loads that are decided.
     *
     * @param low  number of the greatest lower bound below all upper bounds, {@link #NONE} without one.
     * @param high number of the least upper bound, {@link #NONE} without one.
     */
    record Bounds(int low, int high) {
        static final int NONE = -1;

        boolean hasLow() {
            return low != NONE;
        }

        boolean hasHigh() {
            return high != NONE;
        }
    }

    TrialBook(List<SearchTarget> targets) {
        this.targets = List.copyOf(targets);
    }

    void add(int load, double intendedSeconds, LoadTest.Outcome outcome) {
        repeats.merge(new Asked(load, intendedSeconds), 1, Integer::sum);
        List<GoalTally> tally = tallies.computeIfAbsent(load, none -> newTallies());
        double loss = outcome.lossRatio();
        tally.forEach(one -> one.add(intendedSeconds, outcome.seconds(), loss));
    }

    private List<GoalTally> newTallies() {
        List<GoalTally> fresh = new ArrayList<>();
        targets.forEach(target -> fresh.add(new GoalTally(target)));
        return fresh;
    }

    /** Trials of that load and duration so far. */
    int repeats(int load, double seconds) {
        return repeats.getOrDefault(new Asked(load, seconds), 0);
    }

    Bounds bounds(SearchTarget target) {
        int place = targets.indexOf(target);
        int low = Bounds.NONE;
        for (Map.Entry<Integer, List<GoalTally>> entry : tallies.entrySet()) {
            switch (entry.getValue().get(place).verdict()) {
                case LOWER_BOUND -> low = entry.getKey();
                case UPPER_BOUND -> {
                    return new Bounds(low, entry.getKey());
                }
                case UNDECIDED -> {}
            }
        }
        return new Bounds(low, Bounds.NONE);
    }

    GoalTally tally(int load, SearchTarget target) {
        return tallies.get(load).get(targets.indexOf(target));
    }
}
