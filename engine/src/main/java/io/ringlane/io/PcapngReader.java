// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.nio.ByteOrder;

/**
 * The pcapng format (draft-ietf-opsawg-pcapng): blocks that state their length at both ends. Sections, each in its own
 * byte order, describe interfaces, and packets name theirs. Blocks of other kinds are passed over.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                          block type                           |
 *  +---------------------------------------------------------------+
 *  |           total length, a multiple of 4, at least 12          |
 *  +---------------------------------------------------------------+
 *  |                             body                             ...
 *  +---------------------------------------------------------------+
 *  |                       total length again                      |
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class PcapngReader extends CaptureReader {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int BYTE_ORDER_MAGIC_SWAPPED = 0x4D3C2B1A;

    private static final int LENGTH_OFFSET = 4;
    private static final int BODY_OFFSET = 8;
    private static final int FRAMING_LENGTH = 12;
    private static final int TRAILER_LENGTH = 4;
    private static final int SECTION_MIN_LENGTH = FRAMING_LENGTH + 16;
    private static final int SECTION_MAJOR_OFFSET = BODY_OFFSET + 4;
    private static final int SECTION_MINOR_OFFSET = BODY_OFFSET + 6;
    private static final int INTERFACE_BODY_LENGTH = 8;
    private static final int INTERFACE_SNAPLEN_OFFSET = BODY_OFFSET + 4;
    private static final int SIMPLE_BODY_LENGTH = 4;
    /*
     * Body of an enhanced packet. The obsolete packet has 16 bits of interface number and 16 bits of drops instead of
     * the first word and is otherwise the same.
     *
     *   0                   1                   2                   3
     *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     *  +---------------------------------------------------------------+
     *  |                       interface number                        |
     *  +---------------------------------------------------------------+
     *  |       timestamp in units of the interface, high half          |
     *  +---------------------------------------------------------------+
     *  |                     timestamp, low half                       |
     *  +---------------------------------------------------------------+
     *  |                       captured length                         |
     *  +---------------------------------------------------------------+
     *  |                       original length                         |
     *  +---------------------------------------------------------------+
     *  |              packet, padded to 4 bytes, then options         ...
     *  +---------------------------------------------------------------+
     */
    private static final int PACKET_BODY_LENGTH = 20;

    private static final int TIMESTAMP_HIGH_OFFSET = BODY_OFFSET + 4;
    private static final int TIMESTAMP_LOW_OFFSET = BODY_OFFSET + 8;
    private static final int CAPTURED_LENGTH_OFFSET = BODY_OFFSET + 12;
    private static final int ORIGINAL_LENGTH_OFFSET = BODY_OFFSET + 16;

    private static final int OPTION_HEADER_LENGTH = 4;
    private static final int OPTION_END = 0;
    private static final int OPTION_TSRESOL = 9;
    private static final int OPTION_FCSLEN = 13;
    private static final int OPTION_TSOFFSET = 14;

    private final PcapngInterfaces interfaces = new PcapngInterfaces();
    private long lastTimestamp;
    private boolean delivered;

    private PcapngReader(MappedCapture capture) {
        super(capture, 0);
    }

    /** The first section header must be whole; anything less is not a capture worth starting on. */
    static PcapngReader open(MappedCapture capture) {
        PcapngReader reader = new PcapngReader(capture);
        if (capture.length() < SECTION_MIN_LENGTH) {
            throw new CaptureException(
                    capture.file() + ": truncated capture: the file ends inside the pcapng section header ("
                            + capture.length() + " of " + SECTION_MIN_LENGTH + " bytes), so it holds no packet");
        }
        long total = reader.blockLength();
        if (total < 0 || !reader.section(total)) {
            throw new CaptureException(reader.problem());
        }
        reader.position += total;
        return reader;
    }

    @Override
    boolean read(CaptureRecord record) {
        while (position < capture.length()) {
            long total = blockLength();
            if (total < 0) {
                return false;
            }
            long type = capture.u32(position);
            delivered = false;
            if (!block(type, total, record)) {
                return false;
            }
            position += total;
            if (delivered) {
                return true;
            }
        }
        return complete();
    }

    /** Checks the framing of the block at the position; its total length, or -1 when the reading has ended here. */
    private long blockLength() {
        long remaining = capture.length() - position;
        if (remaining < FRAMING_LENGTH) {
            endTruncated("block", remaining, FRAMING_LENGTH);
            return -1;
        }
        if (capture.magic(position) == SECTION_HEADER && !sectionOrder()) {
            return -1;
        }
        long total = capture.u32(position + LENGTH_OFFSET);
        if (total < FRAMING_LENGTH || total % 4 != 0 || total > MAX_LENGTH) {
            endDamaged("block length " + total + " is impossible, a multiple of 4 from " + FRAMING_LENGTH + " to "
                    + MAX_LENGTH + " is allowed");
            return -1;
        }
        if (total > remaining) {
            endTruncated("block", remaining, total);
            return -1;
        }
        long trailer = capture.u32(position + total - TRAILER_LENGTH);
        if (trailer != total) {
            endDamaged("block length " + total + " at its start, but " + trailer + " at its end");
            return -1;
        }
        return total;
    }

    /** The byte-order magic comes before the order is known, so it is read one way and recognised both ways. */
    private boolean sectionOrder() {
        int magic = capture.magic(position + BODY_OFFSET);
        if (magic == BYTE_ORDER_MAGIC) {
            capture.order(ByteOrder.BIG_ENDIAN);
        } else if (magic == BYTE_ORDER_MAGIC_SWAPPED) {
            capture.order(ByteOrder.LITTLE_ENDIAN);
        } else {
            return endDamaged("byte-order magic 0x" + String.format("%08x", magic) + ", allowed is 0x1a2b3c4d");
        }
        return true;
    }

    /** Carries out one block; false when the reading has ended here. */
    private boolean block(long type, long total, CaptureRecord record) {
        if (type == ENHANCED_PACKET || type == OBSOLETE_PACKET) {
            return packet(type, total, record);
        }
        if (type == SIMPLE_PACKET) {
            return simplePacket(total, record);
        }
        if (type == INTERFACE_DESCRIPTION) {
            return interfaceDescription(total);
        }
        return type != SECTION_HEADER || section(total);
    }

    /** Section 4.1. Begins a new list of interfaces; the section's stated length is not needed to walk its blocks. */
    private boolean section(long total) {
        if (total < SECTION_MIN_LENGTH) {
            return endDamaged("section header of " + total + " bytes, at least " + SECTION_MIN_LENGTH + " are needed");
        }
        int major = capture.u16(position + SECTION_MAJOR_OFFSET);
        if (major != 1) {
            return endDamaged(
                    "pcapng version " + major + "." + capture.u16(position + SECTION_MINOR_OFFSET) + ", allowed is 1");
        }
        interfaces.clear();
        return true;
    }

    /** Section 4.2. Options that say nothing about how to read packets are passed over. */
    private boolean interfaceDescription(long total) {
        if (total < FRAMING_LENGTH + INTERFACE_BODY_LENGTH) {
            return endDamaged("interface block of " + total + " bytes, at least "
                    + (FRAMING_LENGTH + INTERFACE_BODY_LENGTH) + " are needed");
        }
        interfaces.add(capture.u16(position + BODY_OFFSET), capture.u32(position + INTERFACE_SNAPLEN_OFFSET));
        long limit = position + total - TRAILER_LENGTH;
        long option = position + BODY_OFFSET + INTERFACE_BODY_LENGTH;
        while (option + OPTION_HEADER_LENGTH <= limit) {
            int code = capture.u16(option);
            int length = capture.u16(option + 2);
            long value = option + OPTION_HEADER_LENGTH;
            if (code == OPTION_END) {
                return true;
            }
            if (value + length > limit) {
                return endDamaged("option " + code + " of " + length + " bytes runs over the end of its block");
            }
            interfaceOption(code, length, value);
            option = value + (length + 3 & ~3);
        }
        return true;
    }

    private void interfaceOption(int code, int length, long value) {
        if (code == OPTION_TSRESOL && length == Byte.BYTES) {
            interfaces.setResolution(capture.u8(value));
        } else if (code == OPTION_FCSLEN && length == Byte.BYTES) {
            interfaces.setFcsLength(capture.u8(value));
        } else if (code == OPTION_TSOFFSET && length == Long.BYTES) {
            interfaces.setOffsetSeconds(capture.i64(value));
        }
    }

    /** Section 4.3 and, for the obsolete block, appendix A. */
    private boolean packet(long type, long total, CaptureRecord record) {
        long room = total - FRAMING_LENGTH - PACKET_BODY_LENGTH;
        if (room < 0) {
            return endDamaged("packet block of " + total + " bytes, at least " + (FRAMING_LENGTH + PACKET_BODY_LENGTH)
                    + " are needed");
        }
        long number =
                type == ENHANCED_PACKET ? capture.u32(position + BODY_OFFSET) : capture.u16(position + BODY_OFFSET);
        if (number >= interfaces.count()) {
            return unknownInterface(number);
        }
        long captured = capture.u32(position + CAPTURED_LENGTH_OFFSET);
        if (captured > room) {
            return endDamaged("captured length " + captured + " in a block with room for " + room);
        }
        int index = (int) number;
        long units = capture.u32(position + TIMESTAMP_HIGH_OFFSET) << Integer.SIZE
                | capture.u32(position + TIMESTAMP_LOW_OFFSET);
        lastTimestamp = interfaces.toNanos(index, units);
        long original = capture.u32(position + ORIGINAL_LENGTH_OFFSET);
        deliver(record, index, position + BODY_OFFSET + PACKET_BODY_LENGTH, (int) captured, original);
        return true;
    }

    /**
     * Section 4.4. A simple packet is on interface 0 and states only its original length; the interface's snaplen gives
     * the captured one.
     */
    private boolean simplePacket(long total, CaptureRecord record) {
        long room = total - FRAMING_LENGTH - SIMPLE_BODY_LENGTH;
        if (room < 0) {
            return endDamaged("simple packet block of " + total + " bytes, at least "
                    + (FRAMING_LENGTH + SIMPLE_BODY_LENGTH) + " are needed");
        }
        if (interfaces.count() == 0) {
            return unknownInterface(0);
        }
        long original = capture.u32(position + BODY_OFFSET);
        long snaplen = interfaces.snaplen(0);
        long captured = snaplen == 0 ? original : Math.min(original, snaplen);
        if (captured > room) {
            return endDamaged("captured length " + captured + " in a block with room for " + room);
        }
        deliver(record, 0, position + BODY_OFFSET + SIMPLE_BODY_LENGTH, (int) captured, original);
        return true;
    }

    private boolean unknownInterface(long number) {
        return endDamaged("packet of interface " + number + ", but the section has described " + interfaces.count());
    }

    /** Fills the record from bytes that have been checked, unless nothing here reads that link type. */
    private void deliver(CaptureRecord record, int index, long data, int captured, long original) {
        long number = countRecord();
        LinkType linkType = interfaces.linkType(index);
        if (linkType == null) {
            countSkipped(interfaces.linkCode(index));
            return;
        }
        int fcsLength = interfaces.fcsLength(index);
        long packetLength = Math.max(original - fcsLength, 0);
        record.set(capture, linkType, number, lastTimestamp);
        record.data(data, PcapReader.withoutFcs(captured, packetLength, fcsLength), packetLength);
        delivered = true;
    }
}
