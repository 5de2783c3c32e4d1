// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/**
 * The mean of a long run of dependent values and its standard error by the means of batches; quantiles likewise, where
 * the values are counted by size: in bins of a four-thousandth, however long the run.
 */
final class Batches {
    private static final int BATCHES = 40;
    private static final double SIGMAS = 4;
    /** Of a value as a float: its exponent, and of its mantissa what a bin is told by. */
    private static final int BIN_SHIFT = 11;

    private static final int LEAST_BIN = Float.floatToIntBits(1e-4f) >>> BIN_SHIFT;
    private static final int BINS = (Float.floatToIntBits(1e4f) >>> BIN_SHIFT) - LEAST_BIN;

    private final String name;
    private final long perBatch;
    private final double[] sum = new double[BATCHES];
    private final int[][] counts;
    private long count;

    Batches(String name, long values) {
        this(name, values, false);
    }

    /** @param isCounted whether quantiles will be asked for. */
    Batches(String name, long values, boolean isCounted) {
        this.name = name;
        perBatch = Math.max(1, values / BATCHES);
        counts = isCounted ? new int[BATCHES][BINS] : null;
    }

    /** Values beyond those announced are passed over. */
    void add(double value) {
        int batch = (int) (count / perBatch);
        if (batch < BATCHES) {
            sum[batch] += value;
            if (counts != null) {
                counts[batch][bin(value)]++;
            }
            count++;
        }
    }

    /** What is too small or too large for the bins counts in the first or last one. */
    private static int bin(double value) {
        int bin = (Float.floatToIntBits((float) value) >>> BIN_SHIFT) - LEAST_BIN;
        return Math.clamp(bin, 0, BINS - 1);
    }

    private static double least(int bin) {
        return Float.intBitsToFloat(bin + LEAST_BIN << BIN_SHIFT);
    }

    double mean() {
        assertThat(count).as(name + ": values").isEqualTo(perBatch * BATCHES);
        return Arrays.stream(sum).sum() / count;
    }

    private static double standardError(double[] of) {
        double mean = Arrays.stream(of).average().orElseThrow();
        double squares = Arrays.stream(of).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (BATCHES - 1) / BATCHES);
    }

    /**
     * Asserts the mean within four standard errors of what is exact, and within a part of it.
     *
     * @param tolerance for a run of {@link Length#PACKETS}; a longer one gets less.
     */
    void assertMean(double exact, double tolerance) {
        double[] means = Arrays.stream(sum).map(s -> s / perBatch).toArray();
        assertNear("mean", mean(), exact, SIGMAS * standardError(means), tolerance);
    }

    /** Asserts a mean of 0 within four standard errors. */
    void assertZero() {
        double[] means = Arrays.stream(sum).map(s -> s / perBatch).toArray();
        assertNear("mean", mean(), 0, SIGMAS * standardError(means), Double.POSITIVE_INFINITY);
    }

    /** Asserts a quantile within four standard errors of what is exact, and within a part of it. */
    void assertQuantile(double quantile, double exact, double tolerance) {
        double[] each = new double[BATCHES];
        int[] all = new int[BINS];
        for (int i = 0; i < BATCHES; i++) {
            each[i] = at(counts[i], quantile * perBatch);
            for (int bin = 0; bin < BINS; bin++) {
                all[bin] += counts[i][bin];
            }
        }
        assertNear("quantile " + quantile, at(all, quantile * count), exact, SIGMAS * standardError(each), tolerance);
    }

    private static double at(int[] counts, double values) {
        int bin = 0;
        long below = 0;
        while (below + counts[bin] <= values) {
            below += counts[bin];
            bin++;
        }
        assertThat(bin).as("bin of a quantile").isBetween(1, BINS - 2);
        return least(bin) + (least(bin + 1) - least(bin)) * (values - below) / counts[bin];
    }

    private void assertNear(String what, double found, double exact, double most, double ofRow) {
        double tolerance = ofRow * Math.min(1, Math.sqrt((double) Length.PACKETS / count));
        assertThat(Math.abs(found - exact))
                .as(name + ", " + what + ": " + found + ", exactly " + exact + "; four standard errors " + most
                        + ", tolerance " + tolerance * exact)
                .isLessThanOrEqualTo(exact == 0 ? most : Math.min(most, tolerance * exact));
    }
}
