// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * What each outbound packet changes in an SA: its number (RFC 4303 section 2.2.1, 3.3.3; kernel
 * {@code xfrm_replay_overflow*}), and the bytes and packets that its lifetime counts, all in one place so that a packet
 * touches no other. Owned by the SA's core. A refusal leaves everything as it was, so that a smaller packet may still
 * fit. Only an SA that several cores share has another kind.
 */
public class OutboundSequence {
    /** What {@link #takePlain} gives where it cannot tell; no number ends in zeros that it could give. */
    public static final long NONE = 0;

    private static final long LOW_MASK = 0xffffffffL;
    private static final long NUMBERS = 1L << 32;

    /**
     * Numbers that are on record as used before they are, so that no later life of the SA gives them again.
     */
    public interface Reserve {
        /** The last number that may be used now. Any thread. */
        long limit();

        /** Numbers up to this one are to be used: time to reserve more. The SA's cores; must not block or allocate. */
        void wanted(long number);

        /** No more are wanted: this was the last one. */
        void release(long last);
    }

    // what takePlain reads and writes; so many packets may still go before a question has to be asked
    private long left;
    private long bytes;
    private long byteMark = Long.MAX_VALUE;
    /** The number that comes when nothing is left. */
    private long top;

    // as they were when `left` was granted
    private long granted;
    private long last;
    private long packets;
    private long issued;
    private long packetMark = Long.MAX_VALUE;

    private int firstLow;
    private int firstHigh;
    private final boolean esn;
    private final boolean mayWrap;
    private final boolean leased;
    private final Reserve reserve;
    /** As the reserve said last, and the number from which it has to be asked again. */
    private long limit;

    private long askAt;

    /**
     * @param low number last used; the first packet gets the one behind it.
     * @param high high half of it, used with ESN only.
     * @param mayWrap without ESN, go on with 0 behind 0xffffffff (OSEQ_MAY_WRAP): until 2^32 numbers were given out,
     *            after which an IV would come twice.
     */
    public OutboundSequence(boolean esn, boolean mayWrap, int high, int low) {
        this(esn, mayWrap, high, low, null);
    }

    /** @param reserve must have a number before it is used; null for none. Such numbers do not wrap. */
    public OutboundSequence(boolean esn, boolean mayWrap, int high, int low, Reserve reserve) {
        this(esn, mayWrap && reserve == null, high, low, false, reserve);
    }

    /** @param leased for a kind of its own, whose numbers several cores share. */
    protected OutboundSequence(boolean esn, boolean mayWrap, int high, int low, boolean leased) {
        this(esn, mayWrap, high, low, leased, null);
    }

    private OutboundSequence(boolean esn, boolean mayWrap, int high, int low, boolean leased, Reserve reserve) {
        this.esn = esn;
        this.mayWrap = mayWrap;
        this.leased = leased;
        this.reserve = reserve;
        last = (esn ? (long) high << Integer.SIZE : 0) | low & LOW_MASK;
        limit = last;
        askAt = last;
        grant();
    }

    /**
     * Takes the next {@code count} numbers; {@link #firstLow} and {@link #firstHigh} then name the first of them.
     *
     * @return false, nothing changed, when they do not all fit into what is left.
     */
    public boolean take(int count) {
        settle();
        long sum = (last & LOW_MASK) + count;
        boolean wraps = sum > LOW_MASK;
        boolean fits = (!wraps || wrapAllowed()) && (esn || issued + count <= NUMBERS) && isReserved(count);
        if (fits) {
            firstLow = (int) last + 1;
            firstHigh = esn ? (int) (last + 1 >>> Integer.SIZE) : 0;
            last = esn ? last + count : sum & LOW_MASK;
            issued += count;
        }
        grant();
        return fits;
    }

    /** Asks the reserve where it is time to; then the plain way is open to half of what is left, or to the end. */
    private boolean isReserved(int count) {
        if (reserve == null) {
            return true;
        }
        if (last + count - askAt > 0) {
            long before = limit;
            limit = reserve.limit();
            askAt = limit == before ? limit : limit - (limit - last >>> 1);
            reserve.wanted(last + count);
        }
        return limit - last >= count;
    }

    /** True when so many numbers are left, and may be used as soon as they are on record. */
    public boolean awaitsReserve(int count) {
        long end = esn ? -1 : LOW_MASK;
        return reserve != null && limit - last < count && Long.compareUnsigned(end - last, count) >= 0;
    }

    /** No more numbers are wanted of this SA. */
    public final void release() {
        if (reserve != null) {
            reserve.release(top - left);
        }
    }

    /** For a kind of its own: the numbers taken, their first as 64 bits. */
    protected final void assign(long first, int count) {
        settle();
        firstLow = (int) first;
        firstHigh = esn ? (int) (first >>> Integer.SIZE) : 0;
        last = first + count - 1;
        last = esn ? last : last & LOW_MASK;
        grant();
    }

    /** True for numbers that several cores share: the packets must not leave before those of other cores. */
    public final boolean isLeased() {
        return leased;
    }

    /**
     * Takes one number and counts a packet, where nothing special comes of it: the SA is valid and below its limits.
     *
     * @param length payload that will be protected.
     * @return the number, both halves; {@link #NONE}, nothing changed, at a limit, at an end of the low half or of all
     *     numbers, where {@link XfrmState#checkExpire} and {@link #take} have to be asked.
     */
    public long takePlain(int length) {
        long rest = left - 1;
        if (rest < 0 || bytes >= byteMark) {
            return NONE;
        }
        left = rest;
        bytes += length;
        return top - rest;
    }

    /**
     * Takes numbers in a row for a super-packet and counts it, where nothing special comes of it.
     *
     * @param count of numbers.
     * @param counted packets that it is: all its segments, or one.
     * @param before payload of those of them that are counted ahead of the last.
     * @param length payload of all.
     * @return the first number, both halves; {@link #NONE}, nothing changed, as in {@link #takePlain} or near a limit.
     */
    public final long takeRow(int count, int counted, long before, long length) {
        if (left < count || bytes + before >= byteMark) {
            return NONE;
        }
        settle();
        long first = last + 1;
        last += count;
        issued += count;
        packets += counted;
        bytes += length;
        grant();
        return first;
    }

    /** Brings the plain fields up to date, and grants nothing. */
    private void settle() {
        long taken = granted - left;
        last += taken;
        packets += taken;
        issued += taken;
        granted = 0;
        left = 0;
    }

    /** How many packets can go in a row before there is anything to ask. */
    private void grant() {
        long lowLeft = LOW_MASK - (last & LOW_MASK);
        long numbersLeft = esn ? Long.MAX_VALUE : NUMBERS - 1 - issued;
        numbersLeft = reserve == null ? numbersLeft : Math.min(numbersLeft, askAt - last);
        granted = leased ? 0 : Math.max(0, Math.min(packetMark - packets, Math.min(lowLeft, numbersLeft)));
        left = granted;
        top = last + granted;
    }

    private boolean wrapAllowed() {
        return esn ? last >>> Integer.SIZE != LOW_MASK : mayWrap;
    }

    /** Counts a packet that got its number from {@link #take}. @param length payload that will be protected. */
    protected final void count(int length) {
        settle();
        bytes += length;
        packets++;
        grant();
    }

    /**
     * Counts a packet that was received, where nothing special comes of it; the numbers stay as they are.
     *
     * @return false, nothing changed, where {@link XfrmState#checkExpire} has to be asked.
     */
    public final boolean countPlain(int length) {
        if (!isBelowMarks()) {
            return false;
        }
        if (granted != 0) {
            settle();
            top = last;
        }
        bytes += length;
        packets++;
        return true;
    }

    /** Goes on from what was counted before. */
    public final void resumeCounts(long bytesBefore, long packetsBefore) {
        settle();
        bytes += bytesBefore;
        packets += packetsBefore;
        grant();
    }

    /** Where {@link #takePlain} has to stop. */
    final void marks(long mostBytes, long mostPackets) {
        settle();
        byteMark = mostBytes;
        packetMark = mostPackets;
        grant();
    }

    /** True when there is nothing to ask about the lifetime. */
    public final boolean isBelowMarks() {
        return bytes < byteMark && packets() < packetMark;
    }

    /** Payload bytes and packets counted so far. */
    final long bytes() {
        return bytes;
    }

    final long packets() {
        return packets + granted - left;
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
        return (int) (top - left);
    }

    /** High half of it; without ESN it stays as it was given. */
    public int high() {
        return (int) (top - left >>> Integer.SIZE);
    }

    public boolean esn() {
        return esn;
    }
}
