// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Random numbers of one purpose. Logarithms and powers are {@link StrictMath}'s and each draw takes one number of the
 * generator, so that a run is the same to the bit on any machine. One owner thread.
 */
public final class RandomStream {
    private static final int MANTISSA_BITS = 53;
    private static final double UNIT = 1.0 / (1L << MANTISSA_BITS);

    private final UniformRandomProvider generator;

    RandomStream(UniformRandomProvider generator) {
        this.generator = generator;
    }

    public long nextLong() {
        return generator.nextLong();
    }

    /** Uniform in (0, 1], in steps of 2^-53. */
    public double nextUnit() {
        return ((generator.nextLong() >>> Long.SIZE - MANTISSA_BITS) + 1) * UNIT;
    }

    /**
     * Uniform among 0 to bound - 1; the bias of taking one 64-bit number for it is below bound / 2^64.
     *
     * @param bound greater than 0.
     */
    public long nextBelow(long bound) {
        return Math.unsignedMultiplyHigh(generator.nextLong(), bound);
    }
}
