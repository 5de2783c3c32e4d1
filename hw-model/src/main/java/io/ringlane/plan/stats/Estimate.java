// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.stats;

import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean with its interval of confidence, by Student's t. Immutable.
 *
 * @param mean       of the values.
 * @param half       width of the interval to either side; infinite with fewer than two values.
 * @param values     it comes from: seeds, or batches of one run.
 * @param confidence of the interval, such as 0.99.
 */
public record Estimate(double mean, double half, int values, double confidence) {
    /** What intervals of reports have. */
    public static final double USUAL_CONFIDENCE = 0.99;

    /** Batches that the mean of one run is made of. */
    public static final int BATCHES = 30;

    /** Of values that do not depend on each other, such as one a seed. */
    public static Estimate of(double[] values, double confidence) {
        int count = values.length;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double off = values[i] - mean;
            mean += off / (i + 1);
            squares += off * (values[i] - mean);
        }
        if (count < 2) {
            return new Estimate(count == 0 ? Double.NaN : mean, Double.POSITIVE_INFINITY, count, confidence);
        }
        double error = Math.sqrt(squares / (count - 1) / count);
        return new Estimate(mean, quantile(count - 1, confidence) * error, count, confidence);
    }

    /** Usual confidence. */
    public static Estimate of(double... values) {
        return of(values, USUAL_CONFIDENCE);
    }

    private static double quantile(double freedom, double confidence) {
        return TDistribution.of(freedom).inverseSurvivalProbability((1 - confidence) / 2);
    }

    /**
     * Of one run, cut into batches that are taken for independent; what does not fill the last batch is left out.
     *
     * @param samples in the order they were taken.
     * @param from    the first that counts, after the warm-up.
     * @param to      one after the last.
     */
    public static Estimate ofBatches(double[] samples, int from, int to, int batches, double confidence) {
        int size = (to - from) / batches;
        if (size == 0) {
            return of(new double[0], confidence);
        }
        double[] means = new double[batches];
        for (int batch = 0; batch < batches; batch++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += samples[from + batch * size + i];
            }
            means[batch] = sum / size;
        }
        return of(means, confidence);
    }

    /**
     * Of the differences of two variants that ran with the same seeds.
     *
     * @param before one value a seed.
     * @param after  of the same seeds in the same order.
     */
    public static Estimate ofDifferences(double[] before, double[] after, double confidence) {
        if (before.length != after.length) {
            throw new IllegalArgumentException(
                    "pairs need as many values before, " + before.length + ", as after, " + after.length);
        }
        double[] differences = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            differences[i] = after[i] - before[i];
        }
        return of(differences, confidence);
    }

    /**
     * Of the difference of two variants whose seeds have nothing in common, by Welch's test: their spreads may differ.
     *
     * @param before one value a seed.
     * @param after  likewise; there may be more or fewer.
     */
    public static Estimate ofIndependent(double[] before, double[] after, double confidence) {
        Estimate was = of(before, confidence);
        Estimate is = of(after, confidence);
        int values = Math.min(before.length, after.length);
        double difference = is.mean - was.mean;
        if (values < 2) {
            return new Estimate(difference, Double.POSITIVE_INFINITY, values, confidence);
        }
        double one = was.half / quantile(before.length - 1, confidence);
        double other = is.half / quantile(after.length - 1, confidence);
        double squares = one * one + other * other;
        if (squares == 0) {
            return new Estimate(difference, 0, values, confidence);
        }
        // degrees of freedom after Welch and Satterthwaite
        double freedom =
                squares * squares / (Math.pow(one, 4) / (before.length - 1) + Math.pow(other, 4) / (after.length - 1));
        return new Estimate(difference, quantile(freedom, confidence) * Math.sqrt(squares), values, confidence);
    }

    public double low() {
        return mean - half;
    }

    public double high() {
        return mean + half;
    }

    /** Whether the interval leaves zero out. */
    public boolean differsFromZero() {
        return low() > 0 || high() < 0;
    }

    /** Half of the interval as a share of the mean. */
    public double relativeHalf() {
        return half / Math.abs(mean);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4g ± %.2g (%.0f %%, n=%d)", mean, half, 100 * confidence, values);
    }
}
