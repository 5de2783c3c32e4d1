// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

/**
 * The distributions of models, each by inversion of one uniform number: more of it drawn in one variant does not shift
 * what others get. A draw is rounded to the nearest whole number. Stateless.
 */
public final class Samplers {
    private Samplers() {}

    /** Always the same; draws nothing. */
    public static Sampler constant(long value) {
        return () -> value;
    }

    /** Each whole number from one to the other, both included, equally. */
    public static Sampler uniform(RandomStream stream, long least, long most) {
        if (most < least) {
            throw new IllegalArgumentException("uniform from " + least + " to " + most + ": nothing to draw");
        }
        return () -> least + stream.nextBelow(most - least + 1);
    }

    /** Exponential of a mean greater than 0. */
    public static Sampler exponential(RandomStream stream, double mean) {
        positive("mean", mean);
        return () -> RoundedLog.negative(mean, stream.nextUnit());
    }

    /** Trials until the first success: 1 or more, of a mean of at least 1. */
    public static Sampler geometric(RandomStream stream, double mean) {
        if (!(mean >= 1)) {
            throw new IllegalArgumentException("mean of a geometric distribution must be at least 1, is " + mean);
        }
        if (mean == 1) {
            return constant(1);
        }
        double scale = 1 / StrictMath.log1p(-1 / mean);
        return () -> Math.max(1, (long) StrictMath.ceil(StrictMath.log(stream.nextUnit()) * scale));
    }

    /**
     * Pareto: no less than a least value, and heavy of tail.
     *
     * @param shape 1 or less has no mean, 2 or less no variance.
     */
    public static Sampler pareto(RandomStream stream, double shape, double least) {
        positive("shape", shape);
        positive("least value", least);
        double power = -1 / shape;
        // a power by exp and log: StrictMath.pow makes garbage
        return () -> Math.round(least * StrictMath.exp(power * StrictMath.log(stream.nextUnit())));
    }

    /**
     * One of 0 to n - 1 by weights that add up to more than 0.
     *
     * @param weights not negative; copied.
     */
    public static Sampler weighted(RandomStream stream, long... weights) {
        long[] upTo = new long[weights.length];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 0) {
                throw new IllegalArgumentException("weight " + i + " must not be negative, is " + weights[i]);
            }
            sum = Math.addExact(sum, weights[i]);
            upTo[i] = sum;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("weights must add up to more than 0");
        }
        long total = sum;
        return () -> firstAbove(upTo, stream.nextBelow(total));
    }

    /** Halves without a branch, which nothing could foretell; the last one is above the value. */
    private static int firstAbove(long[] upTo, long value) {
        int low = 0;
        for (int left = upTo.length; left > 1; ) {
            int half = left >>> 1;
            // all ones where the last of the lower half is not above the value
            long isHigher = upTo[low + half - 1] - value - 1 >> Long.SIZE - 1;
            low += half & (int) isHigher;
            left -= half;
        }
        return low;
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(what + " must be greater than 0 and finite, is " + value);
        }
    }
}
