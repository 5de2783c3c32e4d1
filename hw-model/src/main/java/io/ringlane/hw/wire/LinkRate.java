// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.wire;

import java.math.BigInteger;

/**
 * A line rate as the exact time of one byte: {@code numerator / denominator} picoseconds, in lowest terms. Immutable.
 *
 * @param bitsPerSecond 10^6 to 10^13.
 */
public record LinkRate(long bitsPerSecond) {
    private static final long LEAST = 1_000_000L;
    private static final long MOST = 10_000_000_000_000L;
    /** Picoseconds in eight seconds: divided by bits per second it is the time of a byte. */
    private static final long BYTE_TICKS = 8_000_000_000_000L;

    private static final long GIGABIT = 1_000_000_000L;

    /** Checks the range. */
    public LinkRate {
        if (bitsPerSecond < LEAST || bitsPerSecond > MOST) {
            throw new IllegalArgumentException(
                    "line rate must be " + LEAST + " to " + MOST + " bit/s, is " + bitsPerSecond);
        }
    }

    public static LinkRate ofGigabits(int gigabits) {
        return new LinkRate(gigabits * GIGABIT);
    }

    /** Picoseconds of a byte, upper part of the fraction: 80 at 100 Gbit/s. */
    public long numerator() {
        return BYTE_TICKS / divisor();
    }

    /** Lower part of the fraction: 1 at every rate that divides 8,000 Gbit/s. */
    public long denominator() {
        return bitsPerSecond / divisor();
    }

    private long divisor() {
        return BigInteger.valueOf(BYTE_TICKS)
                .gcd(BigInteger.valueOf(bitsPerSecond))
                .longValueExact();
    }
}
