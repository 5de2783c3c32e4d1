// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.sa.XfrmState;

/**
 * How a super-packet is to be cut: what its headers are and what the segments must be ready for. Filled again for every
 * packet by the core that owns it; never shared.
 */
public final class SegmentPlan {
    private XfrmState state;
    private boolean softwareChecksum = true;
    private boolean borrowBody;
    private int partialFactor = 1;
    private int partialPayload;

    /** The packet has no outer headers yet: its network mark is the IP header of the payload to be cut. */
    public SegmentPlan inline() {
        state = null;
        return this;
    }

    /**
     * The packet is encapsulated for the given SA and its ESP was left to validate: outer headers and ESP header stand
     * in front, without trailer.
     */
    public SegmentPlan deferred(XfrmState sa) {
        state = sa;
        return this;
    }

    /** True: segments leave with complete transport checksums. False: they are left partial for the device. */
    public SegmentPlan softwareChecksum(boolean complete) {
        softwareChecksum = complete;
        return this;
    }

    /** True: payload stays in the super-packet's slot, which the segments then hold. False: it is copied. */
    public SegmentPlan borrowBody(boolean borrow) {
        borrowBody = borrow;
        return this;
    }

    /**
     * Segments per packet handed on ({@code gso_partial}): 1 cuts down to single segments; k makes super-segments of k
     * times the segment size for a device that repeats the headers itself.
     */
    public SegmentPlan partialFactor(int factor) {
        if (factor < 1) {
            failOnFactor(factor);
        }
        partialFactor = factor;
        partialPayload = 0;
        return this;
    }

    private static void failOnFactor(int factor) {
        throw new IllegalArgumentException("partial factor must be at least 1, is " + factor);
    }

    /**
     * As {@link #partialFactor}, with the largest factor that keeps a super-segment's payload within so many bytes; the
     * kernel puts all full segments of a packet into one, but here it needs a slot.
     */
    public SegmentPlan partialPayload(int bytes) {
        partialPayload = bytes;
        return this;
    }

    /** The SA of a deferred packet, or null on the inline road. */
    XfrmState state() {
        return state;
    }

    boolean softwareChecksum() {
        return softwareChecksum;
    }

    boolean borrowBody() {
        return borrowBody;
    }

    int partialFactor(int payload, int size) {
        return Math.max(partialFactor, Math.min(payload, partialPayload) / size);
    }
}
