// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.search;

/**
 * Loads as whole numbers, evenly spaced by their logarithm from the least to the greatest, so that widening and halving
 * an interval undo each other exactly. The step is as wide as it may be for every width asked for to be met by a whole
 * number of steps, within 1 % and never above. Immutable; doubles here are of loads only, never of event times.
 */
public final class LoadGrid {
    private static final double LEAST_QUALITY = 0.99;
    private static final double MOST_QUALITY = 0.999999;

    private final double least;
    private final double most;
    private final int last;

    /**
     * @param least  load, above 0, in packets per second.
     * @param most   load, above the least.
     * @param widths relative widths to be met, each above 0 and below 1.
     */
    public LoadGrid(double least, double most, double... widths) {
        if (!(least > 0 && least < most && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "loads must be above 0 and the most above the least: " + least + ".." + most);
        }
        this.least = least;
        this.most = most;
        last = steps(StrictMath.log(most) - StrictMath.log(least), widths);
    }

    private static int steps(double span, double[] widths) {
        int steps = 1;
        int next = needed(span, widths, steps);
        while (next != steps) {
            steps = Math.max(next, steps + 1);
            next = needed(span, widths, steps);
        }
        return steps;
    }

    /** The same number where it serves all widths, else the number to try next. */
    private static int needed(double span, double[] widths, int steps) {
        double most = steps;
        for (double width : widths) {
            if (!(width > 0 && width < 1)) {
                throw new IllegalArgumentException("relative width must be above 0 and below 1, is " + width);
            }
            double units = -StrictMath.log1p(-width) / (span / steps);
            double whole = Math.floor(units);
            double quality = whole / units;
            if (quality < LEAST_QUALITY || quality > MOST_QUALITY) {
                most = Math.max(most, (whole + 1) / MOST_QUALITY / units * steps);
            }
        }
        return (int) Math.ceil(most);
    }

    /** Number of the greatest load; the least is number 0. */
    public int last() {
        return last;
    }

    /** Load of a number; the least below 0, the greatest above {@link #last}. */
    public double load(int number) {
        if (number <= 0) {
            return least;
        }
        if (number >= last) {
            return most;
        }
        int low = 0;
        int high = last;
        double lowLoad = least;
        double highLoad = most;
        while (true) {
            int middle = low + high >>> 1;
            double load = between(low, lowLoad, high, highLoad, middle);
            if (middle == number) {
                return load;
            }
            if (middle < number) {
                low = middle;
                lowLoad = load;
            } else {
                high = middle;
                highLoad = load;
            }
        }
    }

    /** Number of the load that is nearest by its logarithm. */
    public int number(double wanted) {
        if (wanted <= least) {
            return 0;
        }
        if (wanted >= most) {
            return last;
        }
        int low = 0;
        int high = last;
        double lowLoad = least;
        double highLoad = most;
        while (high - low > 1) {
            int middle = low + high >>> 1;
            double load = between(low, lowLoad, high, highLoad, middle);
            if (load == wanted) {
                return middle;
            }
            if (load < wanted) {
                low = middle;
                lowLoad = load;
            } else {
                high = middle;
                highLoad = load;
            }
        }
        return wanted * wanted > lowLoad * highLoad ? high : low;
    }

    private static double between(int low, double lowLoad, int high, double highLoad, int at) {
        double part = (double) (at - low) / (high - low);
        return lowLoad * StrictMath.exp((StrictMath.log(highLoad) - StrictMath.log(lowLoad)) * part);
    }

    /** Steps of a relative width, the upper end being 1; never wider than asked for. */
    public int steps(double relativeWidth) {
        double wide = least / (1 - relativeWidth);
        int number = number(wide);
        return load(number) > wide ? number - 1 : number;
    }
}
