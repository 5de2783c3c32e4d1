// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** Packets that want to be sent, in the order of their times. Allocates nothing per packet. One owner thread. */
public interface Traffic {
    /**
     * Moves on to the next packet, whose size and SA can then be asked for.
     *
     * @return when it is to be sent, not before the one before; {@link Simulation#NEVER}: there is none.
     */
    long next();

    /** Bytes of the clear frame of the present packet, FCS included. */
    int clearBytes();

    /** Bytes of the present packet's frame on the encrypted side, FCS included. */
    default int wireBytes() {
        return clearBytes();
    }

    /** Number of the present packet's SA, from 0. */
    int state();

    /** How the present packet is cut, whose clear bytes are the whole's then; null: it is one frame. */
    default Cut cut() {
        return null;
    }

    /**
     * A super-packet, and the segments that it is cut into: each has a copy of its headers, and all but the last one
     * the same length. Immutable.
     *
     * @param segments       at least 1.
     * @param wholeBytes     of the super-packet, counted like a frame: one head, all payload, and an FCS.
     * @param headerBytes    of each segment, from the Ethernet header to that of TCP.
     * @param clearBytes     of a segment's clear frame, FCS included.
     * @param wireBytes      of a segment's encrypted frame, FCS included.
     * @param lastClearBytes of the last segment's clear frame.
     * @param lastWireBytes  of the last segment's encrypted frame.
     */
    record Cut(
            int segments,
            int wholeBytes,
            int headerBytes,
            int clearBytes,
            int wireBytes,
            int lastClearBytes,
            int lastWireBytes) {
        private static final int FCS = 4;

        /** The same where nothing is encrypted. */
        public Cut unencrypted() {
            return new Cut(segments, wholeBytes, headerBytes, clearBytes, clearBytes, lastClearBytes, lastClearBytes);
        }

        /** Bytes that must have come, from the head on, so that a segment is all there; none has an FCS. */
        public int bytesUpTo(int segment) {
            int payload = clearBytes - FCS - headerBytes;
            return segment == segments - 1 ? wholeBytes - FCS : headerBytes + (segment + 1) * payload;
        }

        /** Bytes of all clear frames together, FCS included. */
        public long allClearBytes() {
            return (long) (segments - 1) * clearBytes + lastClearBytes;
        }

        /** Bytes of all encrypted frames together, FCS included. */
        public long allWireBytes() {
            return (long) (segments - 1) * wireBytes + lastWireBytes;
        }
    }
}
