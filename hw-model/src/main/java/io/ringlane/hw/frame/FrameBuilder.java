// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import io.ringlane.header.EspTrailer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the frames that a descriptor asks for: reads the packet where it stands, cuts, completes checksums, numbers and
 * encrypts, with code of the device's own. Holds one frame at a time. Owned by the thread that steps the model.
 *
 * <pre>
 *  0     network  ESP  plaintext (inner network)  transport     payload      clear end           length
 *  | MAC | IP     | ESP | IV     | IP             | TCP or UDP  | ...        | pad and trailer   | ICV |
 * </pre>
 */
public final class FrameBuilder {
    /** Room behind a frame: the cipher writes 16 bytes of ICV whatever is kept of them. */
    private static final int SPARE = 64;

    private static final long LOW_MASK = 0xffffffffL;

    private final SaSlots slots;
    private final EspSealer sealer;
    private final UnsafeBuffer frame;
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private DirectBuffer ring;
    private int offset;
    private int flags;

    /**
     * @param slots   null for a device without crypto.
     * @param longest bytes of the longest frame.
     */
    public FrameBuilder(SaSlots slots, int longest) {
        this.slots = slots;
        sealer = slots == null ? null : new EspSealer(slots);
        frame = new UnsafeBuffer(new byte[longest + SPARE]);
    }

    /** The frame made last, from offset 0 on. */
    public DirectBuffer frame() {
        return frame;
    }

    /**
     * Makes one frame of a good descriptor.
     *
     * @param descriptor offset in the ring.
     * @param segment    which of the descriptor's frames.
     * @return its length, the same that {@link FrameSizes#frame} tells without looking at a byte.
     */
    public int build(DirectBuffer descriptors, int descriptor, int segment) {
        ring = descriptors;
        offset = descriptor;
        flags = integer(TxDescriptor.FLAGS_OFFSET);
        int length = FrameSizes.frame(ring, offset, segment);
        if (has(TxDescriptor.CUT)) {
            cut(segment, length);
        } else {
            gather(0, length, 0);
            if (has(TxDescriptor.CHECKSUM)) {
                completeChecksum(has(TxDescriptor.ESP) ? clearEnd(length) : length);
            }
        }
        if (has(TxDescriptor.ESP)) {
            seal(segment, length);
        }
        return length;
    }

    // ---- cutting

    private void cut(int segment, int length) {
        int headers = position(TxDescriptor.PAYLOAD_OFFSET);
        int size = position(TxDescriptor.SEGMENT_SIZE_OFFSET);
        int payload = FrameSizes.payload(ring, offset, segment);
        int clearEnd = headers + payload;
        gather(0, headers, 0);
        gather(headers + segment * size, payload, headers);
        transport(segment, clearEnd);
        int idStep = has(TxDescriptor.FIXED_ID) ? 0 : segment;
        int inner = position(TxDescriptor.INNER_NETWORK_OFFSET);
        if (inner != 0) {
            SegmentHeaders.ip(frame, inner, clearEnd, idStep);
        }
        completeChecksum(clearEnd);
        SegmentHeaders.ip(frame, position(TxDescriptor.NETWORK_OFFSET), length, idStep);
        if (has(TxDescriptor.ESP)) {
            int trailer = length - icvLength() - clearEnd;
            int nextHeader = ring.getByte(offset + TxDescriptor.NEXT_HEADER_OFFSET) & 0xff;
            EspTrailer.write(frame, clearEnd, trailer, nextHeader);
        }
    }

    private void transport(int segment, int clearEnd) {
        int transport = position(TxDescriptor.TRANSPORT_OFFSET);
        int field = transport + position(TxDescriptor.CHECKSUM_FIELD_OFFSET);
        int before = integer(TxDescriptor.LENGTH_OFFSET) - transport;
        SegmentHeaders.pseudoHeaderLength(frame, field, before, clearEnd - transport);
        if (has(TxDescriptor.TCP)) {
            int size = position(TxDescriptor.SEGMENT_SIZE_OFFSET);
            SegmentHeaders.tcp(frame, transport, segment, integer(TxDescriptor.SEGMENTS_OFFSET), size);
        } else {
            SegmentHeaders.udp(frame, transport, clearEnd - transport);
        }
    }

    // ---- checksum

    private void completeChecksum(int end) {
        int transport = position(TxDescriptor.TRANSPORT_OFFSET);
        int field = transport + position(TxDescriptor.CHECKSUM_FIELD_OFFSET);
        SegmentHeaders.completeChecksum(frame, transport, field, end);
    }

    /** Where the plaintext's payload ends, by the pad length that the stack has written. */
    private int clearEnd(int length) {
        int trailer = length - icvLength() - EspTrailer.LENGTH;
        return trailer - (frame.getByte(trailer) & 0xff);
    }

    // ---- encryption

    private void seal(int segment, int length) {
        int slot = SaSlots.slot(integer(TxDescriptor.SA_HANDLE_OFFSET));
        int plaintext = position(TxDescriptor.PLAINTEXT_OFFSET);
        long low = integer(TxDescriptor.SEQUENCE_LOW_OFFSET) & LOW_MASK;
        long sequence = low + segment;
        if (slots.state(slot).config().esn()) {
            sequence += (long) integer(TxDescriptor.SEQUENCE_HIGH_OFFSET) << 32;
        } else {
            sequence &= LOW_MASK;
        }
        int cipherBytes = length - icvLength() - plaintext;
        sealer.seal(frame, slot, position(TxDescriptor.ESP_OFFSET), cipherBytes, sequence);
    }

    // ---- reading the packet

    /** Copies a stretch of the packet, whose bytes may stand in two places, into the frame. */
    private void gather(int from, int length, int at) {
        long address = ring.getLong(offset + TxDescriptor.ADDRESS_OFFSET);
        long body = ring.getLong(offset + TxDescriptor.BODY_ADDRESS_OFFSET);
        if (body == 0) {
            source.wrap(address + from, length);
            frame.putBytes(at, source, 0, length);
            return;
        }
        int place = integer(TxDescriptor.BODY_PLACE_OFFSET);
        int bodyEnd = place + integer(TxDescriptor.BODY_LENGTH_OFFSET);
        int end = from + length;
        part(address, 0, from, Math.min(end, place), at);
        part(body, place, Math.max(from, place), Math.min(end, bodyEnd), at + Math.max(from, place) - from);
        part(address, 0, Math.max(from, bodyEnd), end, at + Math.max(from, bodyEnd) - from);
    }

    /** Copies packet bytes {@code from} to {@code end}, if any; packet byte {@code base} stands at the address. */
    private void part(long address, int base, int from, int end, int at) {
        if (from < end) {
            source.wrap(address + from - base, end - from);
            frame.putBytes(at, source, 0, end - from);
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private int integer(int field) {
        return ring.getInt(offset + field);
    }

    private int position(int field) {
        return FrameSizes.unsigned(ring, offset + field);
    }

    private int icvLength() {
        return ring.getByte(offset + TxDescriptor.ICV_LENGTH_OFFSET);
    }
}
