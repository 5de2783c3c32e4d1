// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.sa.SaConfig;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers of one SA that several cores send for, given out in leases: a run of numbers is one core's alone. Any
 * core leases, without a lock; numbers that it did not use are given back if nobody leased behind them, else they are
 * gaps for ever. No number is ever leased twice to be used twice (RFC 4303 section 2.2, 3.3.3).
 */
public final class NumberLeases {
    /** No numbers are left. */
    public static final long EXHAUSTED = 0;

    private static final long LOW_MASK = 0xffffffffL;

    private final AtomicLong last;
    private final long limit;

    /** Starts behind the number last used that the SA is configured with. */
    public NumberLeases(SaConfig config) {
        long low = config.sequenceLow() & LOW_MASK;
        last = new AtomicLong(config.esn() ? (long) config.sequenceHigh() << 32 | low : low);
        limit = config.esn() ? -1 : LOW_MASK;
    }

    /**
     * Leases at most {@code most} numbers; {@link #granted} tells how many there were.
     *
     * @return the first of them, as 64 bits without sign, or {@link #EXHAUSTED} when fewer than {@code least} are left.
     */
    public long lease(int least, int most) {
        while (true) {
            long before = last.get();
            int numbers = left(before, most);
            if (numbers < least) {
                return EXHAUSTED;
            }
            if (last.compareAndSet(before, before + numbers)) {
                return before + 1;
            }
        }
    }

    /** How many numbers a lease of at most {@code most} has that begins with {@code first}. */
    public int granted(long first, int most) {
        return left(first - 1, most);
    }

    private int left(long before, int most) {
        long left = limit - before;
        return Long.compareUnsigned(left, most) < 0 ? (int) left : most;
    }

    /**
     * Gives the end of a lease back.
     *
     * @param used how many numbers from its beginning were used.
     * @return false when another lease follows: the rest are gaps.
     */
    public boolean giveBack(long first, int numbers, int used) {
        return last.compareAndSet(first + numbers - 1, first + used - 1);
    }

    /** The last number leased. */
    public long last() {
        return last.get();
    }
}
