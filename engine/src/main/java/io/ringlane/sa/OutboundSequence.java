// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * Numbers of outbound packets (RFC 4303 section 2.2.1, 3.3.3; kernel {@code xfrm_replay_overflow*}). Owned by the SA's
 * core. A refusal leaves everything as it was, so that a smaller packet may still fit. Only an SA that several
 * cores share has another kind.
 */
public class OutboundSequence {
    /** What {@link #takeOne} gives where it cannot tell; no number ends in zeros that it could give. */
    public static final long NONE = 0;

    private static final long LOW_MASK = 0xffffffffL;
    private static final long NUMBERS = 1L << 32;

    private final boolean esn;
    private final boolean mayWrap;
    private int low;
    private int high;
    private int firstLow;
    private int firstHigh;
    private long issued;

    /**
     * @param low number last used; the first packet gets the one behind it.
     * @param high high half of it, used with ESN only.
     * @param mayWrap without ESN, go on with 0 behind 0xffffffff (OSEQ_MAY_WRAP): until 2^32 numbers were given out,
     *            after which an IV would come twice.
     */
    public OutboundSequence(boolean esn, boolean mayWrap, int high, int low) {
        this.esn = esn;
        this.mayWrap = mayWrap;
        this.high = esn ? high : 0;
        this.low = low;
    }

    /**
     * Takes the next {@code count} numbers; {@link #firstLow} and {@link #firstHigh} then name the first of them.
     *
     * @return false, nothing changed, when they do not all fit into what is left.
     */
    public boolean take(int count) {
        long sum = (low & LOW_MASK) + count;
        boolean wraps = sum > LOW_MASK;
        if (wraps && !wrapAllowed() || !esn && issued + count > NUMBERS) {
            return false;
        }
        firstLow = low + 1;
        firstHigh = esn && firstLow == 0 ? high + 1 : high;
        low = (int) sum;
        if (wraps && esn) {
            high++;
        }
        issued += count;
        return true;
    }

    /** For a kind of its own: the numbers taken, their first as 64 bits. */
    protected final void assign(long first, int count) {
        firstLow = (int) first;
        firstHigh = esn ? (int) (first >>> 32) : 0;
        long last = first + count - 1;
        low = (int) last;
        high = esn ? (int) (last >>> 32) : 0;
    }

    /** True for numbers that several cores share: the packets must not leave before those of other cores. */
    public boolean isLeased() {
        return false;
    }

    /**
     * Takes one number, where nothing special comes of it.
     *
     * @return it, both halves; {@link #NONE}, nothing changed, at an end of the low half or of all numbers, where
     *     {@link #take} has to be asked.
     */
    public long takeOne() {
        int next = low + 1;
        if (next == 0 || !esn && issued >= NUMBERS - 1) {
            return NONE;
        }
        low = next;
        issued++;
        return (long) high << Integer.SIZE | next & LOW_MASK;
    }

    private boolean wrapAllowed() {
        return esn ? high != -1 : mayWrap;
    }

    /** Low half of the first number taken last. */
    public int firstLow() {
        return firstLow;
    }

    /** High half of the first number taken last; 0 without ESN. */
    public int firstHigh() {
        return firstHigh;
    }

    /** Low half of the number last used. */
    public int low() {
        return low;
    }

    public int high() {
        return high;
    }

    public boolean esn() {
        return esn;
    }
}
