// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.stats;

/**
 * How much of the beginning of a run to leave out, by MSER-5: means of five samples each, cut where the standard error
 * of what remains is least, at most half of the run. Stateless.
 */
public final class WarmUp {
    /** Samples to a mean. */
    public static final int BATCH = 5;

    /** The run has not settled by its middle: make it longer. */
    public static final int UNSETTLED = -1;

    private WarmUp() {}

    /**
     * Samples to leave out.
     *
     * @param samples in the order they were taken.
     * @param count   of them.
     * @return a multiple of five; {@link #UNSETTLED} if the best cut is the last that is allowed; 0 with fewer than 20.
     */
    public static int samples(double[] samples, int count) {
        int batches = count / BATCH;
        if (batches < 4) {
            return 0;
        }
        double[] means = means(samples, batches);
        int best = best(means, batches);
        return best == batches / 2 ? UNSETTLED : best * BATCH;
    }

    private static double[] means(double[] samples, int batches) {
        double[] means = new double[batches];
        for (int batch = 0; batch < batches; batch++) {
            double sum = 0;
            for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
                sum += samples[i];
            }
            means[batch] = sum / BATCH;
        }
        return means;
    }

    /** Walks from the end, so that mean and squares of the rest grow by one mean at a time (Welford). */
    private static int best(double[] means, int batches) {
        double mean = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int from = batches - 1; from >= 0; from--) {
            int rest = batches - from;
            double off = means[from] - mean;
            mean += off / rest;
            squares += off * (means[from] - mean);
            double error = squares / rest / rest;
            // of equal cuts the earliest keeps most
            if (from <= batches / 2 && error <= least) {
                least = error;
                best = from;
            }
        }
        return best;
    }
}
