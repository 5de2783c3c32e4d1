// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;

/**
 * How often each SA is used. Immutable.
 *
 * @param kind  of the distribution.
 * @param value Zipf's exponent, or the share of SAs that are hot; else 0.
 * @param share of the packets that use hot SAs; else 0.
 */
public record Popularity(Kind kind, double value, double share) {
    public static final Popularity UNIFORM = new Popularity(Kind.UNIFORM, 0, 0);

    private static final double SCALE = 1L << 40;
    private static final int HALVINGS = 200;

    /** Distributions. */
    public enum Kind {
        /** Each SA as likely as the other. */
        UNIFORM,
        /** One after the other: the worst case for a cache that forgets the oldest. */
        CYCLIC,
        /** The k-th most used SA in proportion to {@code k^-value}. */
        ZIPF,
        /** Some SAs get a share of the packets, the others the rest; uniform inside both. */
        HOT_COLD,
        /** As a capture's flows come. */
        TRACE
    }

    /** Draws the SA of each packet. A trace is drawn by the capture instead. */
    public Sampler open(RandomStream stream, int sas) {
        return switch (kind) {
            case UNIFORM -> Samplers.uniform(stream, 0, sas - 1);
            case CYCLIC, TRACE -> new Cycle(sas);
            case ZIPF, HOT_COLD -> Samplers.weighted(stream, weights(sas));
        };
    }

    /** Relative frequencies, scaled to whole numbers, so that draws are exact. */
    private long[] weights(int sas) {
        double[] chances = chances(sas);
        long[] weights = new long[sas];
        for (int at = 0; at < sas; at++) {
            weights[at] = Math.max(1, StrictMath.round(chances[at] * SCALE));
        }
        return weights;
    }

    /** The chance of each SA. */
    double[] chances(int sas) {
        double[] chances = new double[sas];
        int hot = kind == Kind.HOT_COLD ? hot(sas) : 0;
        double sum = 0;
        for (int at = 0; at < sas; at++) {
            chances[at] = switch (kind) {
                case ZIPF -> StrictMath.pow(at + 1, -value);
                case HOT_COLD -> at < hot ? share / hot : (1 - share) / (sas - hot);
                default -> 1;
            };
            sum += chances[at];
        }
        for (int at = 0; at < sas; at++) {
            chances[at] /= sum;
        }
        return chances;
    }

    private int hot(int sas) {
        return sas == 1 ? 1 : (int) Math.max(1, Math.min(sas - 1, Math.round(sas * value)));
    }

    /** Whether some SAs are used more than others, so that a curve over tunnels does not hold as it stands. */
    public boolean isSkewed() {
        return kind != Kind.UNIFORM && kind != Kind.CYCLIC;
    }

    /**
     * Share of look-ups that miss in a cache that drops the context that was not used for longest.
     *
     * @return exact for uniform and cyclic use, by Che's approximation for the others.
     */
    public double missRatio(int sas, int slots) {
        if (slots >= sas) {
            return 0;
        }
        return switch (kind) {
            case CYCLIC -> 1;
            case UNIFORM, TRACE -> 1 - (double) slots / sas;
            case ZIPF, HOT_COLD -> cheMissRatio(chances(sas), slots);
        };
    }

    /** Finds the time in which as many different SAs are used as there are slots; what is older has gone. */
    private static double cheMissRatio(double[] chances, int slots) {
        double low = 0;
        double high = 1;
        while (held(chances, high) < slots) {
            high *= 2;
        }
        for (int step = 0; step < HALVINGS && high - low > high * 1e-13; step++) {
            double middle = (low + high) / 2;
            boolean enough = held(chances, middle) < slots;
            low = enough ? middle : low;
            high = enough ? high : middle;
        }
        double missed = 0;
        for (double chance : chances) {
            missed += chance * StrictMath.exp(-chance * high);
        }
        return missed;
    }

    private static double held(double[] chances, double time) {
        double sum = 0;
        for (double chance : chances) {
            sum -= StrictMath.expm1(-chance * time);
        }
        return sum;
    }

    /**
     * Tunnels of uniform use that would miss as often: where a curve over tunnels is entered.
     *
     * @param slots that the device is taken to have.
     */
    public long equivalentTunnels(int sas, int slots) {
        double miss = missRatio(sas, slots);
        return miss == 0 || miss == 1 || !isSkewed() ? sas : Math.max(1, Math.round(slots / (1 - miss)));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case UNIFORM -> "uniform";
            case CYCLIC -> "one after the other";
            case TRACE -> "as the capture's flows";
            case ZIPF -> "Zipf with exponent " + value;
            case HOT_COLD -> 100 * share + " % of packets on " + 100 * value + " % of SAs";
        };
    }

    /** 0, 1, … and again. */
    private static final class Cycle implements Sampler {
        private final int count;
        private int last = -1;

        Cycle(int count) {
            this.count = count;
        }

        @Override
        public long next() {
            last = last + 1 == count ? 0 : last + 1;
            return last;
        }
    }
}
