// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

import io.ringlane.plan.search.TrialBook.Bounds;

/**
 * Keeps loads to be tried inside the limits of a search and far enough from what is known: a trial too close to a bound
 * tells nothing, one too close to a limit is done at the limit. Loads are numbers of the grid. Immutable.
 */
final class LoadLimits {
    /** No load: what is between the bounds is narrow enough. */
    static final int NONE = -1;

    private final int last;

    /** @param last number of the greatest load; the least is 0. */
    LoadLimits(int last) {
        this.last = last;
    }

    int last() {
        return last;
    }

    /** A load near the wanted one that is worth a trial, or {@link #NONE}. */
    int fit(int wanted, int width, Bounds bounds) {
        int load = Math.clamp(wanted, 0, last);
        boolean below = bounds.hasLow() && load <= bounds.low();
        boolean above = bounds.hasHigh() && load >= bounds.high();
        if (below || above) {
            return NONE;
        }
        int least = bounds.hasLow() ? bounds.low() : 0;
        int most = bounds.hasHigh() ? bounds.high() : last;
        return between(load, width, least, most, bounds);
    }

    private int between(int load, int width, int least, int most, Bounds bounds) {
        if (width >= most - least) {
            if (!bounds.hasLow()) {
                return least;
            }
            return bounds.hasHigh() ? NONE : most;
        }
        int low = least + width;
        int high = most - width;
        if (low > high) {
            low = middle(least, most, width);
            high = low;
        }
        if (load < low) {
            return bounds.hasLow() ? low : least;
        }
        if (load > high) {
            return bounds.hasHigh() ? high : most;
        }
        return load;
    }

    /**
     * Where to cut an interval that is wider than the goal: the upper part is the goal's width times a power of two,
     * whichever cuts most evenly, so that further cuts end at whole widths.
     */
    static int middle(int low, int high, int goal) {
        int all = high - low;
        if (all == 2 * goal) {
            return low + goal;
        }
        if (all < 2 * goal) {
            return goal % 2 == 0 ? middle(low, high, goal / 2) : low + all / 2;
        }
        long upper = goal;
        while (all - 2 * upper > 2 * upper) {
            upper *= 2;
        }
        long twice = 2 * upper;
        return (int) (low + all - (upper * (all - upper) < twice * (all - twice) ? twice : upper));
    }
}
