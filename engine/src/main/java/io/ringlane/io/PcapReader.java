// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.nio.ByteOrder;

/**
 * The classic pcap format (draft-ietf-opsawg-pcap): one file header, then records of a 16-byte header and the packet.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                     timestamp, seconds                        |
 *  +---------------------------------------------------------------+
 *  |        timestamp, micro- or nanoseconds by the magic          |
 *  +---------------------------------------------------------------+
 *  |                       captured length                         |
 *  +---------------------------------------------------------------+
 *  |                       original length                         |
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class PcapReader extends CaptureReader {
    static final int MICROS = 0xA1B2C3D4;
    static final int MICROS_SWAPPED = 0xD4C3B2A1;
    static final int NANOS = 0xA1B23C4D;
    static final int NANOS_SWAPPED = 0x4D3CB2A1;
    static final int NANOS_PER_MICRO = 1_000;
    static final int FILE_HEADER_LENGTH = 24;
    static final int RECORD_HEADER_LENGTH = 16;

    static final int VERSION_MAJOR_OFFSET = 4;
    static final int VERSION_MINOR_OFFSET = 6;
    static final int SNAPLEN_OFFSET = 16;
    static final int LINK_TYPE_OFFSET = 20;

    static final int FRACTION_OFFSET = 4;
    static final int CAPTURED_LENGTH_OFFSET = 8;
    static final int ORIGINAL_LENGTH_OFFSET = 12;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int VERSION_MAJOR = 2;
    private static final int VERSION_MINOR_MIN = 3;
    private static final long FCS_PRESENT = 0x0400_0000L;
    private static final int FCS_LENGTH_SHIFT = 28;

    private final LinkType linkType;
    private final int fractionNanos;
    private final int fcsLength;

    private PcapReader(MappedCapture capture, LinkType linkType, int fractionNanos, int fcsLength) {
        super(capture, FILE_HEADER_LENGTH);
        this.linkType = linkType;
        this.fractionNanos = fractionNanos;
        this.fcsLength = fcsLength;
    }

    static PcapReader open(MappedCapture capture, ByteOrder order, int fractionNanos) {
        if (capture.length() < FILE_HEADER_LENGTH) {
            throw new CaptureException(capture.file() + ": truncated capture: the file ends inside the pcap header ("
                    + capture.length() + " of " + FILE_HEADER_LENGTH + " bytes), so it holds no packet");
        }
        capture.order(order);
        int major = capture.u16(VERSION_MAJOR_OFFSET);
        int minor = capture.u16(VERSION_MINOR_OFFSET);
        if (major != VERSION_MAJOR || minor < VERSION_MINOR_MIN) {
            throw new CaptureException(capture.file() + ": pcap version " + major + "." + minor + " at offset "
                    + VERSION_MAJOR_OFFSET + ", allowed are 2.3 and 2.4");
        }
        long link = capture.u32(LINK_TYPE_OFFSET);
        int code = (int) (link & 0xFFFF);
        LinkType linkType = LinkType.of(code);
        if (linkType == null) {
            throw new CaptureException(capture.file() + ": link type " + code + " at offset " + LINK_TYPE_OFFSET
                    + " is not supported, allowed are " + LinkType.ALLOWED);
        }
        // The length of a frame check sequence left on the packets is stated in 16-bit words.
        int fcsLength = (link & FCS_PRESENT) == 0 ? 0 : (int) (link >>> FCS_LENGTH_SHIFT) * Short.BYTES;
        return new PcapReader(capture, linkType, fractionNanos, fcsLength);
    }

    @Override
    boolean read(CaptureRecord record) {
        long remaining = capture.length() - position;
        if (remaining == 0) {
            return complete();
        }
        if (remaining < RECORD_HEADER_LENGTH) {
            return endTruncated("record header", remaining, RECORD_HEADER_LENGTH);
        }
        long captured = capture.u32(position + CAPTURED_LENGTH_OFFSET);
        if (captured > MAX_LENGTH) {
            return endDamaged("captured length " + captured + " is impossible, at most " + MAX_LENGTH + " is allowed");
        }
        if (captured > remaining - RECORD_HEADER_LENGTH) {
            return endTruncated("packet", remaining - RECORD_HEADER_LENGTH, captured);
        }
        deliver(record, (int) captured);
        position += RECORD_HEADER_LENGTH + captured;
        return true;
    }

    private void deliver(CaptureRecord record, int captured) {
        long seconds = capture.u32(position);
        long fraction = capture.u32(position + FRACTION_OFFSET);
        long timestamp = seconds * NANOS_PER_SECOND + fraction * fractionNanos;
        long original = Math.max(capture.u32(position + ORIGINAL_LENGTH_OFFSET) - fcsLength, 0);
        record.set(capture, linkType, countRecord(), timestamp);
        record.data(position + RECORD_HEADER_LENGTH, withoutFcs(captured, original, fcsLength), original);
    }

    /** Leaves off those bytes at the end of the captured ones that belong to a frame check sequence. */
    static int withoutFcs(int captured, long originalWithoutFcs, int fcsLength) {
        return fcsLength == 0 ? captured : (int) Math.min(captured, originalWithoutFcs);
    }
}
