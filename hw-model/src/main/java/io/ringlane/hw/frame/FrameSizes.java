// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import org.agrona.DirectBuffer;

/**
 * Lengths of the frames that a descriptor becomes, worked out from its facts alone: no byte of the packet is read. The
 * offset given is the descriptor's.
 */
public final class FrameSizes {
    /** Pad length and next header. */
    private static final int TRAILER = 2;
    /** Payload, padding and trailer are a multiple of this (RFC 4303 section 2.4). */
    private static final int PAD_BLOCK = 4;

    private FrameSizes() {}

    /** Bytes of frame {@code segment}, FCS not counted. */
    public static int frame(DirectBuffer ring, int offset, int segment) {
        int length = ring.getInt(offset + TxDescriptor.LENGTH_OFFSET);
        int flags = ring.getInt(offset + TxDescriptor.FLAGS_OFFSET);
        if ((flags & TxDescriptor.CUT) == 0) {
            return length;
        }
        int clear = unsigned(ring, offset + TxDescriptor.PAYLOAD_OFFSET) + payload(ring, offset, segment);
        if ((flags & TxDescriptor.ESP) == 0) {
            return clear;
        }
        int plaintext = unsigned(ring, offset + TxDescriptor.PLAINTEXT_OFFSET);
        return plaintext + padded(clear - plaintext) + ring.getByte(offset + TxDescriptor.ICV_LENGTH_OFFSET);
    }

    /** Bytes of frame {@code segment} that are encrypted; the descriptor must ask for it. */
    public static int cipher(DirectBuffer ring, int offset, int segment) {
        return frame(ring, offset, segment)
                - unsigned(ring, offset + TxDescriptor.PLAINTEXT_OFFSET)
                - ring.getByte(offset + TxDescriptor.ICV_LENGTH_OFFSET);
    }

    /** Payload bytes of segment {@code segment}: the last one has what is left. */
    public static int payload(DirectBuffer ring, int offset, int segment) {
        int size = unsigned(ring, offset + TxDescriptor.SEGMENT_SIZE_OFFSET);
        int all =
                ring.getInt(offset + TxDescriptor.LENGTH_OFFSET) - unsigned(ring, offset + TxDescriptor.PAYLOAD_OFFSET);
        return Math.min(size, all - segment * size);
    }

    /** Length of a plaintext with padding and trailer. */
    public static int padded(int plaintext) {
        return plaintext + TRAILER + PAD_BLOCK - 1 & -PAD_BLOCK;
    }

    static int unsigned(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset) & 0xffff;
    }
}
