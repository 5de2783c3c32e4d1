// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

/**
 * Extended sequence numbers (RFC 4303 section 2.2.1 and appendix A2): the high half is not sent, it is inferred so that
 * the number lies nearest above the window's bottom. So a packet older than the window is taken for one of the next
 * epoch, and shows itself only when its ICV does not fit. The 64-bit space has two ends: no number is accepted across
 * them. One core's.
 */
final class EsnWindow extends ReplayWindow {
    private static final long EPOCH = 1L << Integer.SIZE;

    EsnWindow(int size, long top) {
        super(size, top);
    }

    /** Kernel {@code xfrm_replay_seqhi}; beyond an end of the space it wraps, and {@link #check} refuses it. */
    @Override
    public long number(int low) {
        long lowHalf = low & 0xffffffffL;
        long top = top();
        long here = top & -EPOCH | lowHalf;
        long bottom = (top & EPOCH - 1) - size() + 1;
        if (bottom >= 0) {
            return lowHalf < bottom ? here + EPOCH : here;
        }
        // the window spans the wrap of the low half
        return lowHalf >= bottom + EPOCH ? here - EPOCH : here;
    }

    @Override
    public ReplayVerdict check(long number) {
        long top = top();
        if (number == 0 && Long.compareUnsigned(top, size() - 1L) < 0) {
            return ReplayVerdict.NOT_A_NUMBER;
        }
        // inferred numbers are less than an epoch ahead, or in the window: anything else is across an end
        long ahead = number - top;
        boolean isAbove = Long.compareUnsigned(number, top) > 0;
        boolean isNear = isAbove ? Long.compareUnsigned(ahead, EPOCH) <= 0 : Long.compareUnsigned(-ahead, size()) < 0;
        if (!isNear) {
            return ReplayVerdict.NOT_A_NUMBER;
        }
        return isAbove ? ReplayVerdict.FRESH : checkBelow(number);
    }

    @Override
    public ReplayVerdict recheck(long number) {
        return number((int) number) == number ? check(number) : ReplayVerdict.OTHER_EPOCH;
    }
}
