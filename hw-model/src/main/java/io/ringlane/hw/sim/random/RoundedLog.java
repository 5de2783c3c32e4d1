// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

/**
 * Logarithms that are scaled and rounded to whole numbers: the same number as with {@link StrictMath#log}, to the bit,
 * in less time. A logarithm from a table is near enough to say how most numbers are rounded; where it is not, which is
 * one in a thousand million times at means of a microsecond, StrictMath is asked. Stateless.
 */
final class RoundedLog {
    private static final int TABLE_BITS = 8;
    private static final int MANTISSA_BITS = 52;
    private static final int BIAS = 1023;
    private static final long ONE = (long) BIAS << MANTISSA_BITS;
    private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
    private static final double LN_2 = StrictMath.log(2);
    /** By how much the table's logarithm and StrictMath's differ at most, as a part of one more than their size. */
    private static final double ERROR = 0x1p-48;

    private static final double C_3 = 1.0 / 3;
    private static final double C_5 = 1.0 / 5;

    /** By the first bits of a mantissa: about its reciprocal, and the logarithm of that. */
    private static final double[] RECIPROCAL = new double[1 << TABLE_BITS];

    private static final double[] LOG = new double[1 << TABLE_BITS];

    static {
        for (int i = 0; i < RECIPROCAL.length; i++) {
            RECIPROCAL[i] = 1 / (1 + (i + 0.5) / RECIPROCAL.length);
            LOG[i] = -StrictMath.log(RECIPROCAL[i]);
        }
    }

    private RoundedLog() {}

    /**
     * {@code Math.round(-scale * StrictMath.log(unit))}.
     *
     * @param scale above 0.
     * @param unit  above 0, 1 at most, no subnormal number.
     */
    static long negative(double scale, double unit) {
        double log = log(unit);
        double value = -scale * log;
        double error = scale * (1 - log) * ERROR;
        long least = (long) (value - error + 0.5);
        long most = (long) (value + error + 0.5);
        return least == most ? least : Math.round(-scale * StrictMath.log(unit));
    }

    /** Logarithm by exponent, table and five terms of the series, for numbers like {@link #negative}'s. */
    static double log(double unit) {
        long bits = Double.doubleToRawLongBits(unit);
        int exponent = (int) (bits >>> MANTISSA_BITS) - BIAS;
        int at = (int) (bits >>> MANTISSA_BITS - TABLE_BITS) & RECIPROCAL.length - 1;
        double rest = Double.longBitsToDouble(bits & MANTISSA | ONE) * RECIPROCAL[at] - 1;
        double square = rest * rest;
        double series = square * (rest * C_3 - 0.5 + square * (rest * C_5 - 0.25));
        return exponent * LN_2 + LOG[at] + (rest + series);
    }
}
