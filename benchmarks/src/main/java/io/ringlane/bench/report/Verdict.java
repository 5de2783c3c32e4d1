// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much faster one side is than the other, by the ratios of interleaved rounds: their geometric mean and its 99 %
 * confidence interval (Student's t over the logarithms). Immutable.
 *
 * @param ratio above 1: faster.
 * @param low  end of the interval.
 * @param high end of the interval.
 */
public record Verdict(int rounds, double ratio, double low, double high) {
    private static final double CONFIDENCE = 0.99;
    /** Fewer rounds have no spread worth the name. */
    private static final int ENOUGH = 3;

    /** From one ratio a round. */
    public static Verdict of(List<Double> ratios) {
        int n = ratios.size();
        double mean = ratios.stream().mapToDouble(Math::log).average().orElse(0);
        if (n < ENOUGH) {
            return new Verdict(n, Math.exp(mean), 0, Double.POSITIVE_INFINITY);
        }
        double squares = ratios.stream()
                .mapToDouble(ratio -> (Math.log(ratio) - mean) * (Math.log(ratio) - mean))
                .sum();
        double width = quantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new Verdict(n, Math.exp(mean), Math.exp(mean - width), Math.exp(mean + width));
    }

    /**
     * From runs of two sittings (Welch), by the cost of each iteration. The interval holds what each sitting saw, not
     * what happened to the machine between them.
     */
    public static Verdict ofSittings(double[] now, double[] then) {
        Sample a = Sample.of(now);
        Sample b = Sample.of(then);
        double shift = b.mean - a.mean;
        if (a.count < ENOUGH || b.count < ENOUGH) {
            return new Verdict(0, Math.exp(shift), 0, Double.POSITIVE_INFINITY);
        }
        double error = a.squaredError + b.squaredError;
        double freedom = error == 0
                ? a.count + b.count - 2
                : error
                        * error
                        / (a.squaredError * a.squaredError / (a.count - 1)
                                + b.squaredError * b.squaredError / (b.count - 1));
        double width = quantile(freedom) * Math.sqrt(error);
        return new Verdict(0, Math.exp(shift), Math.exp(shift - width), Math.exp(shift + width));
    }

    private static double quantile(double freedom) {
        return TDistribution.of(freedom).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
    }

    /** Whether the effect is larger than the noise. */
    public boolean isDecided() {
        return low > 1 || high < 1;
    }

    /** In words. */
    public String text() {
        if (rounds < ENOUGH) {
            return "none: " + rounds + " rounds are too few";
        }
        if (!isDecided()) {
            return "none: the noise is larger than the effect";
        }
        double percent = Math.abs(ratio - 1) * 100;
        return String.format(Locale.ROOT, "%s by %.1f %%", ratio > 1 ? "faster" : "slower", percent);
    }

    /** Ratio and interval. */
    public String figures() {
        return String.format(Locale.ROOT, "%.3f [%.3f - %.3f]", ratio, low, high);
    }

    /** Logarithms of costs. @param squaredError variance of the mean. */
    private record Sample(int count, double mean, double squaredError) {
        static Sample of(double[] costs) {
            double mean = 0;
            for (double cost : costs) {
                mean += Math.log(cost) / costs.length;
            }
            double squares = 0;
            for (double cost : costs) {
                squares += (Math.log(cost) - mean) * (Math.log(cost) - mean);
            }
            return new Sample(costs.length, mean, squares / (costs.length - 1) / costs.length);
        }
    }
}
