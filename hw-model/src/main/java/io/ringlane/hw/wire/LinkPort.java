// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.wire;

/**
 * MAC and wire of one port: serialises frames one after the other, store and forward. A byte's time may be a fraction
 * of a picosecond; the fraction is carried from frame to frame, so that back-to-back frames never drift. Owned by the
 * thread that steps the model.
 *
 * <pre>
 *  | preamble 8 | frame ... FCS 4 | gap 12 | preamble 8 | ...
 *  start                          departure      port free
 * </pre>
 */
public final class LinkPort {
    /** Preamble and start-of-frame delimiter. */
    public static final int PREAMBLE = 8;
    /** Interframe gap. */
    public static final int GAP = 12;

    /** Frame check sequence, which no buffer holds. */
    public static final int FCS = 4;
    /** Shortest frame on the wire, FCS included; shorter ones are padded. */
    public static final int SHORTEST = 64;

    private final long numerator;
    private final long denominator;
    private long freePs;
    private long freeRemainder;
    private long frames;
    private long busyPs;
    private long busyRemainder;

    public LinkPort(LinkRate rate) {
        numerator = rate.numerator();
        denominator = rate.denominator();
    }

    /**
     * Sends a frame as soon as the port is free.
     *
     * @param readyPs when the whole frame is there; not before the frame sent last was.
     * @param length  bytes without FCS.
     * @return when the last bit of the FCS has left, rounded up.
     */
    public long send(long readyPs, int length) {
        if (readyPs > freePs) {
            freePs = readyPs;
            freeRemainder = 0;
        }
        int bytes = PREAMBLE + Math.max(length + FCS, SHORTEST);
        long lastBit = freeRemainder + bytes * numerator;
        long departure = freePs + Math.ceilDiv(lastBit, denominator);
        long end = lastBit + GAP * numerator;
        freePs += end / denominator;
        freeRemainder = end % denominator;
        frames++;
        long busy = busyRemainder + (bytes + GAP) * numerator;
        busyPs += busy / denominator;
        busyRemainder = busy % denominator;
        return departure;
    }

    /** When the next frame can start, rounded down. */
    public long freePs() {
        return freePs;
    }

    public long frames() {
        return frames;
    }

    /** Time that the wire was taken, preamble and gap included, rounded down. */
    public long busyPs() {
        return busyPs;
    }
}
