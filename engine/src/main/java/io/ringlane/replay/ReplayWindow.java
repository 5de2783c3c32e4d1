// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import java.util.Arrays;

/**
 * The anti-replay window of one inbound SA (RFC 4303 section 3.4.3; kernel {@code xfrm_replay.c}): the highest number
 * received, and which of those below it were. The numbers seen lie in a ring of bits, so that nothing is shifted when
 * the window moves. Written by the core that owns the SA.
 */
public abstract sealed class ReplayWindow permits NoWindow, PlainWindow, EsnWindow {
    /** Most packets that a window spans. */
    public static final int LARGEST = 1 << 16;

    /** Windows up to this size are the kernel's legacy ones, one word. */
    public static final int LEGACY = 32;

    /** Numbers that are on record as received, so that no later life of the SA takes them in again. */
    public interface Reserve {
        /** The last number that may be taken in now. Any thread. */
        long limit();

        /** Numbers up to this one came: time to put more on record. The SA's core; must not block or allocate. */
        void wanted(long number);

        /** No more will come: this was the highest. */
        void release(long last);
    }

    private final int size;
    private final long[] ring;
    private final int mask;
    private long top;
    private long duplicates;
    private long tooOld;
    private ReorderDepth depth;
    private Reserve reserve;
    private long limit;
    private long askAt;

    ReplayWindow(int size, long top) {
        this.size = size;
        this.top = top;
        int bits = Math.max(Long.SIZE, size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1);
        ring = new long[bits / Long.SIZE];
        mask = bits - 1;
    }

    /**
     * A window that has seen nothing: numbers below the top that it spans can still come.
     *
     * @param esn extended sequence numbers, 64 bits of which 32 are sent.
     * @param size in packets, 0 to {@link #LARGEST}; 0 checks nothing, and ESN cannot do with it.
     * @param top highest number received, 0 for none; its low half without ESN.
     * @throws IllegalArgumentException for a size out of range.
     */
    public static ReplayWindow of(boolean esn, int size, long top) {
        if (size < 0 || size > LARGEST) {
            throw new IllegalArgumentException("replay window must be 0 to " + LARGEST + " packets, is " + size);
        }
        if (esn) {
            if (size == 0) {
                throw new IllegalArgumentException("ESN needs a replay window, it is 0");
            }
            return new EsnWindow(size, top);
        }
        return size == 0 ? new NoWindow(top & 0xffffffffL) : new PlainWindow(size, top & 0xffffffffL);
    }

    /**
     * A window that has seen everything: only numbers above the top can come.
     *
     * @param reserve must have a number before it is taken in.
     */
    public static ReplayWindow closed(boolean esn, int size, long top, Reserve reserve) {
        ReplayWindow window = of(esn, size, top);
        Arrays.fill(window.ring, -1);
        window.reserve(reserve);
        return window;
    }

    /**
     * A window that goes on where one ended. If it is larger now, what it did not know counts as seen.
     *
     * @param size as in {@link #of}; need not be the image's.
     */
    public static ReplayWindow resumed(boolean esn, int size, WindowImage image) {
        ReplayWindow window = of(esn, size, image.top());
        for (int below = 0; below < size; below++) {
            if (below >= image.size() || image.seen().testBit(below)) {
                long number = window.top - below;
                window.ring[window.place(number) >>> 6] |= 1L << number;
            }
        }
        return window;
    }

    /** Sets what must have a number before it is taken in; before the first one. */
    public void reserve(Reserve itsReserve) {
        reserve = itsReserve;
        limit = top;
        askAt = top;
    }

    /**
     * Whether the number of an authentic packet is on record. Only authentic ones may ask: with others anybody could
     * move the record.
     */
    public boolean isOnRecord(long number) {
        if (reserve == null || number - askAt <= 0) {
            return true;
        }
        long before = limit;
        limit = reserve.limit();
        askAt = limit == before ? limit : limit - (limit - top >>> 1);
        reserve.wanted(number);
        return number - limit <= 0;
    }

    /** The SA is gone. */
    public void release() {
        if (reserve != null) {
            reserve.release(top);
        }
    }

    /** The whole number that a packet must be authenticated with, from the low half that it carries. */
    public abstract long number(int low);

    /** Judges a number before the packet is authenticated. Nothing changes. */
    public abstract ReplayVerdict check(long number);

    /** Judges it again when the packet is authentic and others may have come between. */
    public ReplayVerdict recheck(long number) {
        return check(number);
    }

    /** Counts what a verdict refused as the kernel does: duplicates and too old ones, nothing else. */
    public void refuse(ReplayVerdict verdict) {
        if (verdict == ReplayVerdict.SEEN) {
            duplicates++;
        } else if (verdict == ReplayVerdict.TOO_OLD || verdict == ReplayVerdict.OTHER_EPOCH) {
            tooOld++;
        }
    }

    /** Takes a number in that was fresh, and whose packet is authentic. */
    public void advance(long number) {
        if (depth != null) {
            depth.record(top, number);
        }
        if (Long.compareUnsigned(number, top) > 0) {
            moveTo(number);
        }
        ring[place(number) >>> 6] |= 1L << number;
    }

    /** The bit of the number itself is the caller's to set. */
    private void moveTo(long number) {
        long between = number - top - 1;
        if (Long.compareUnsigned(between, mask) >= 0) {
            Arrays.fill(ring, 0);
        } else if (between != 0) {
            forget(top + 1, (int) between);
        }
        top = number;
    }

    /** Clears the bits of numbers in a row, word by word; fewer than the ring has. */
    private void forget(long first, int count) {
        int at = place(first);
        int left = count;
        while (left > 0) {
            int bits = Math.min(left, Long.SIZE - (at & 63));
            long ones = bits == Long.SIZE ? -1L : (1L << bits) - 1;
            ring[at >>> 6] &= ~(ones << at);
            at = at + bits & mask;
            left -= bits;
        }
    }

    private int place(long number) {
        return (int) number & mask;
    }

    /** True when a number within the window was taken in. */
    public boolean hasSeen(long number) {
        return top - number >= 0 && top - number < size && (ring[place(number) >>> 6] & 1L << number) != 0;
    }

    /** Judges a number at or below the top. */
    final ReplayVerdict checkBelow(long number) {
        if (Long.compareUnsigned(top - number, size) >= 0) {
            return ReplayVerdict.TOO_OLD;
        }
        return (ring[place(number) >>> 6] & 1L << number) == 0 ? ReplayVerdict.FRESH : ReplayVerdict.SEEN;
    }

    /** Keeps account of reordering and gaps from now on. */
    public ReorderDepth observe() {
        if (depth == null) {
            depth = new ReorderDepth();
        }
        return depth;
    }

    /** What {@link #observe} keeps; null if it was never asked for. */
    public ReorderDepth depth() {
        return depth;
    }

    /** Highest number taken in. */
    public long top() {
        return top;
    }

    /** Window in packets. */
    public int size() {
        return size;
    }

    /** Duplicates refused (kernel {@code stats.replay}). */
    public long duplicates() {
        return duplicates;
    }

    /** Packets refused that were below the window (kernel {@code stats.replay_window}). */
    public long tooOld() {
        return tooOld;
    }
}
