// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/**
 * The mean of a long run of dependent values and its standard error by the means of batches; quantiles likewise, where
 * the values are kept.
 */
final class Batches {
    private static final int BATCHES = 40;
    private static final double SIGMAS = 4;

    private final String name;
    private final long perBatch;
    private final double[] sum = new double[BATCHES];
    private final float[][] values;
    private long count;

    Batches(String name, long values) {
        this(name, values, false);
    }

    /** @param isKept whether quantiles will be asked for. */
    Batches(String name, long values, boolean isKept) {
        this.name = name;
        perBatch = Math.max(1, values / BATCHES);
        this.values = isKept ? new float[BATCHES][Math.toIntExact(perBatch)] : null;
    }

    /** Values beyond those announced are passed over. */
    void add(double value) {
        int batch = (int) (count / perBatch);
        if (batch < BATCHES) {
            sum[batch] += value;
            if (values != null) {
                values[batch][(int) (count % perBatch)] = (float) value;
            }
            count++;
        }
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

    /** Asserts the mean within four standard errors of what is exact, and within a part of it. */
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
        float[] all = new float[Math.toIntExact(perBatch * BATCHES)];
        for (int i = 0; i < BATCHES; i++) {
            System.arraycopy(values[i], 0, all, Math.toIntExact(i * perBatch), values[i].length);
            each[i] = at(values[i].clone(), quantile);
        }
        assertNear("quantile " + quantile, at(all, quantile), exact, SIGMAS * standardError(each), tolerance);
    }

    private static double at(float[] values, double quantile) {
        Arrays.sort(values);
        return values[(int) (quantile * values.length)];
    }

    private void assertNear(String what, double found, double exact, double most, double tolerance) {
        assertThat(Math.abs(found - exact))
                .as(name + ", " + what + ": " + found + ", exactly " + exact + "; four standard errors " + most
                        + ", tolerance " + tolerance * exact)
                .isLessThanOrEqualTo(exact == 0 ? most : Math.min(most, tolerance * exact));
    }
}
