// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import io.ringlane.plan.search.TrialBook.Bounds;

/**
 * Says where the next trial of one target should be: first between and at the ends of the interval that was handed
 * on to it, then outwards with growing steps as long as a bound is missing, then by halving what is between the
 * bounds. One owner thread.
 */
final class TargetSearch {
    /** No end of an interval. */
    static final int NONE = Bounds.NONE;

    private final SearchTarget target;
    private final int initialLow;
    private final int initialHigh;
    private final LoadLimits limits;
    private final SharedWidth shared;
    private int nextWidth;
    private boolean growsUp;
    private boolean growsDown;

    /**
     * A trial that a target would have next.
     *
     * @param load    number in the grid.
     * @param seconds of the trial.
     * @param width   that the shared width becomes if the trial is run.
     */
    record Nomination(int load, double seconds, int width) {
        /** Whether it goes before the other: the lower load, then the longer trial, then the wider step. */
        boolean before(Nomination other) {
            if (load != other.load) {
                return load < other.load;
            }
            if (seconds != other.seconds) {
                return seconds > other.seconds;
            }
            return width > other.width;
        }
    }

    /** The width of the last step outwards of all goals, so that one does not trail the other upwards. */
    static final class SharedWidth {
        private int steps;

        SharedWidth(int steps) {
            this.steps = steps;
        }

        void set(int to) {
            steps = to;
        }
    }

    /**
     * @param initialLow  lower end of the interval handed on, {@link #NONE} without one.
     * @param initialHigh upper end, {@link #NONE} without one.
     */
    TargetSearch(SearchTarget target, int initialLow, int initialHigh, LoadLimits limits, SharedWidth shared) {
        this.target = target;
        this.initialLow = initialLow;
        this.initialHigh = initialHigh;
        this.limits = limits;
        this.shared = shared;
        boolean both = initialLow != NONE && initialHigh != NONE;
        expandFrom(both ? initialHigh - initialLow : target.steps());
    }

    private void expandFrom(int width) {
        nextWidth = saturated(Math.max(width, target.steps()));
    }

    private int saturated(int width) {
        return (int) Math.min((long) width * target.expansion(), limits.last() * 2L + 1);
    }

    private void expand() {
        nextWidth = saturated(nextWidth);
        shared.set(nextWidth);
    }

    private int width() {
        return Math.max(nextWidth, shared.steps);
    }

    SearchTarget target() {
        return target;
    }

    /** The next trial, null when the target is reached. */
    Nomination next(Bounds bounds) {
        growsUp = false;
        growsDown = false;
        Nomination one = halve(bounds);
        if (one == null) {
            one = confirmLow(bounds);
        }
        if (one == null) {
            one = confirmHigh(bounds);
        }
        if (one == null) {
            one = extendDown(bounds);
        }
        if (one == null) {
            one = extendUp(bounds);
        }
        return one != null ? one : bisect(bounds);
    }

    private Nomination at(int load, int width) {
        return new Nomination(load, target.trialSeconds(), width);
    }

    /** The middle of the interval handed on, if that is one cut from narrow enough. */
    private Nomination halve(Bounds bounds) {
        if (initialLow == NONE || initialHigh == NONE) {
            return null;
        }
        int width = initialHigh - initialLow;
        if (width <= target.steps() || width > 2L * target.steps()) {
            return null;
        }
        int load = LoadLimits.middle(initialLow, initialHigh, target.steps());
        if (isIdle(bounds, load)) {
            return null;
        }
        expandFrom(target.steps());
        return at(load, target.steps());
    }

    private Nomination confirmLow(Bounds bounds) {
        if (initialLow == NONE || isIdle(bounds, initialLow)) {
            return null;
        }
        expandFrom(target.steps());
        return at(initialLow, target.steps());
    }

    private Nomination confirmHigh(Bounds bounds) {
        return initialHigh == NONE || isIdle(bounds, initialHigh) ? null : at(initialHigh, target.steps());
    }

    private Nomination extendDown(Bounds bounds) {
        if (bounds.hasLow() || !bounds.hasHigh() || bounds.high() == 0) {
            return null;
        }
        int width = width();
        int load = limits.fit(Math.max(bounds.high() - width, 0), target.steps(), bounds);
        if (load == LoadLimits.NONE || isIdle(bounds, load)) {
            return null;
        }
        growsDown = true;
        return at(load, width);
    }

    private Nomination extendUp(Bounds bounds) {
        if (bounds.hasHigh() || !bounds.hasLow() || bounds.low() >= limits.last()) {
            return null;
        }
        int width = width();
        int load = limits.fit(Math.min(bounds.low() + width, limits.last()), target.steps(), bounds);
        if (load == LoadLimits.NONE || isIdle(bounds, load)) {
            return null;
        }
        growsUp = true;
        return at(load, width);
    }

    /** Between both bounds; near the interval handed on where that is closer than the middle. */
    private Nomination bisect(Bounds bounds) {
        if (!bounds.hasLow() || !bounds.hasHigh() || bounds.high() - bounds.low() <= target.steps()) {
            return null;
        }
        int middle = LoadLimits.middle(bounds.low(), bounds.high(), target.steps());
        Nomination near = nearHigh(bounds, middle);
        if (near == null) {
            near = nearLow(bounds, middle);
        }
        if (near != null) {
            return near;
        }
        int width = Math.min(middle - bounds.low(), bounds.high() - middle);
        expandFrom(width);
        return at(middle, width);
    }

    private Nomination nearHigh(Bounds bounds, int middle) {
        if (initialHigh == NONE || middle >= initialHigh) {
            return null;
        }
        int width = width();
        int load = limits.fit(Math.max(bounds.high() - width, 0), target.steps(), bounds);
        if (load == LoadLimits.NONE || load <= middle || load >= initialHigh) {
            return null;
        }
        growsDown = true;
        return at(load, width);
    }

    private Nomination nearLow(Bounds bounds, int middle) {
        if (initialLow == NONE || middle <= initialLow) {
            return null;
        }
        int width = width();
        int load = limits.fit(Math.min(bounds.low() + width, limits.last()), target.steps(), bounds);
        if (load == LoadLimits.NONE || load >= middle || load <= initialLow) {
            return null;
        }
        growsUp = true;
        return at(load, width);
    }

    /** Whether a trial there could neither make nor better a bound that is still needed. */
    private boolean isIdle(Bounds bounds, int load) {
        if (bounds.hasLow() && bounds.low() >= load || bounds.hasHigh() && bounds.high() <= load) {
            return true;
        }
        return bounds.hasLow() && bounds.hasHigh() && bounds.high() - bounds.low() <= target.steps();
    }

    /** The trial that it asked for was run: steps outwards grow while they do not find what they look for. */
    void ran(int load, Bounds bounds) {
        if (growsUp && load == bounds.low() || growsDown && load == bounds.high()) {
            expand();
        }
    }
}
