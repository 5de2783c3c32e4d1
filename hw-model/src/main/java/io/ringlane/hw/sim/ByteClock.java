// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * Turns bytes into picoseconds at a rational rate, and carries what is left of a picosecond over to the next packet:
 * the times of any run of packets add up to that of their bytes, rounded down once. No floating point. One owner
 * thread.
 */
public final class ByteClock {
    /** Picoseconds of a second. */
    public static final long SECOND_PS = 1_000_000_000_000L;
    /** Bytes asked for at a time, at most: what keeps the product of the remainder within a long. */
    public static final long MOST_BYTES = 1L << 22;

    private static final long MOST_DIVISOR = 1L << 40;
    private static final int BITS = 8;

    private final long whole;
    private final long part;
    private final long divisor;
    private long carry;

    /**
     * A byte takes {@code ps / divisor} picoseconds.
     *
     * @param ps      not negative, 0: no time at all.
     * @param divisor at least 1; after reduction to lowest terms at most 2^40.
     */
    public ByteClock(long ps, long divisor) {
        if (ps < 0 || divisor < 1) {
            throw new IllegalArgumentException("no time of a byte: " + ps + " / " + divisor + " ps");
        }
        long common = gcd(ps, divisor);
        this.divisor = divisor / common;
        whole = ps / common / this.divisor;
        part = ps / common % this.divisor;
        if (this.divisor > MOST_DIVISOR) {
            throw new IllegalArgumentException("too fine a time of a byte: " + ps + " / " + divisor + " ps");
        }
    }

    /** A clock of a link of so many bits per second, at least 1. */
    public static ByteClock ofBitsPerSecond(long rate) {
        return new ByteClock(BITS * SECOND_PS, rate);
    }

    /** A clock that counts not bytes but events, of which there are so many per second, at least 1. */
    public static ByteClock ofEventsPerSecond(long rate) {
        return new ByteClock(SECOND_PS, rate);
    }

    private static long gcd(long one, long other) {
        return other == 0 ? Math.max(one, 1) : gcd(other, one % other);
    }

    /**
     * Picoseconds of the next so many bytes.
     *
     * @param bytes 0 to {@link #MOST_BYTES}.
     */
    public long take(long bytes) {
        if (part == 0) {
            return bytes * whole;
        }
        long rest = bytes * part + carry;
        long more = rest / divisor;
        carry = rest - more * divisor;
        return bytes * whole + more;
    }

    /** Like {@link #take} from a clock with nothing carried, and without carrying anything. */
    public long of(long bytes) {
        return bytes * whole + bytes * part / divisor;
    }
}
