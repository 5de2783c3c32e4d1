// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import io.ringlane.plan.search.TargetSearch.Nomination;
import io.ringlane.plan.search.TargetSearch.SharedWidth;
import io.ringlane.plan.search.TrialBook.Bounds;
import java.util.List;

/** Leads one goal through its targets, from the coarsest to its own. One owner thread. */
final class GoalSelector {
    private final List<SearchTarget> targets;
    private final TrialBook book;
    private final LoadLimits limits;
    private final SharedWidth shared;
    private int at;
    private TargetSearch search;

    GoalSelector(List<SearchTarget> targets, int low, int high, TrialBook book, LoadLimits limits, SharedWidth shared) {
        this.targets = targets;
        this.book = book;
        this.limits = limits;
        this.shared = shared;
        search = new TargetSearch(targets.getFirst(), low, high, limits, shared);
    }

    /** The trial it wants next, null when its goal is reached, be it at a limit of the loads. */
    Nomination next() {
        while (true) {
            Bounds bounds = book.bounds(search.target());
            Nomination wanted = search.next(bounds);
            if (wanted != null) {
                return wanted;
            }
            if (at == targets.size() - 1) {
                return null;
            }
            at++;
            search = new TargetSearch(targets.get(at), bounds.low(), bounds.high(), limits, shared);
        }
    }

    /** The trial it wanted was run. */
    void ran(int load) {
        search.ran(load, book.bounds(search.target()));
    }

    SearchTarget goal() {
        return targets.getLast();
    }
}
