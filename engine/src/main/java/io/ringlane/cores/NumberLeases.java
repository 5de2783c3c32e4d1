// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.sa.OutboundSequence;
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
    private final long end;
    private final OutboundSequence.Reserve reserve;

    /** Starts behind the number last used that the SA is configured with. */
    public NumberLeases(SaConfig config) {
        this(config, null);
    }

    /** @param reserve must have numbers before they are leased; null for none. */
    public NumberLeases(SaConfig config, OutboundSequence.Reserve reserve) {
        long low = config.sequenceLow() & LOW_MASK;
        last = new AtomicLong(config.esn() ? (long) config.sequenceHigh() << 32 | low : low);
        end = config.esn() ? -1 : LOW_MASK;
        this.reserve = reserve;
    }

    /** The last number that can be leased now; it may rise, so ask once for a lease and its size. */
    public long limit() {
        return reserve == null ? end : reserve.limit();
    }

    /**
     * Leases at most {@code most} numbers; {@link #granted} tells how many there were.
     *
     * @param limit as {@link #limit} said.
     * @return the first of them, as 64 bits without sign, or {@link #EXHAUSTED} when fewer than {@code least} are left.
     */
    public long lease(int least, int most, long limit) {
        while (true) {
            long before = last.get();
            int numbers = left(before, most, limit);
            if (reserve != null) {
                reserve.wanted(before + numbers);
            }
            if (numbers < least) {
                return EXHAUSTED;
            }
            if (last.compareAndSet(before, before + numbers)) {
                return before + 1;
            }
        }
    }

    /** How many numbers a lease of at most {@code most} has that begins with {@code first}. */
    public int granted(long first, int most, long limit) {
        return left(first - 1, most, limit);
    }

    /** Another core may have leased beyond a limit read before it rose: then nothing is left. */
    private static int left(long before, int most, long limit) {
        if (Long.compareUnsigned(limit, before) < 0) {
            return 0;
        }
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

    /** True when so many numbers are left, and can be leased as soon as they are on record. */
    public boolean awaitsReserve(int count) {
        long before = last.get();
        return reserve != null && left(before, count, reserve.limit()) < count && left(before, count, end) == count;
    }

    /** No core wants more. */
    public void release() {
        if (reserve != null) {
            reserve.release(last.get());
        }
    }

    /** The last number leased. */
    public long last() {
        return last.get();
    }
}
