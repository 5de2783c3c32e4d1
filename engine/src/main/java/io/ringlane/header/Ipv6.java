// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * IPv6 header (RFC 8200). Offsets given are the header's first byte; the caller has checked that it is all there.
 *
 * <pre>
 *   0                   1                   2                   3
 *  |Version| Traffic Class |           Flow Label                  |
 *  |         Payload Length        |  Next Header  |   Hop Limit   |
 *  |                 Source Address (16 bytes)                     |
 *  |              Destination Address (16 bytes)                   |
 * </pre>
 */
public final class Ipv6 {
    public static final int LENGTH = 40;
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    public static final int NEXT_HEADER_OFFSET = 6;
    public static final int HOP_LIMIT_OFFSET = 7;
    public static final int SOURCE_OFFSET = 8;
    public static final int DESTINATION_OFFSET = 24;
    public static final int ADDRESS_LENGTH = 16;
    /** Least MTU of an IPv6 link. */
    public static final int MIN_MTU = 1280;

    private Ipv6() {}

    /** Version, traffic class and flow label as one big-endian word. */
    public static int firstWord(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset, ByteOrder.BIG_ENDIAN);
    }

    public static void firstWord(MutableDirectBuffer buffer, int offset, int trafficClass, int flowLabel) {
        buffer.putInt(offset, 6 << 28 | (trafficClass & 0xff) << 20 | flowLabel & 0xfffff, ByteOrder.BIG_ENDIAN);
    }

    public static int trafficClass(DirectBuffer buffer, int offset) {
        return firstWord(buffer, offset) >>> 20 & 0xff;
    }

    public static int flowLabel(DirectBuffer buffer, int offset) {
        return firstWord(buffer, offset) & 0xfffff;
    }

    public static int payloadLength(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + PAYLOAD_LENGTH_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    /** Stores the payload length, or 0 for a jumbo super-packet of more than 65,535 bytes. */
    public static void payloadLength(MutableDirectBuffer buffer, int offset, int length) {
        buffer.putShort(offset + PAYLOAD_LENGTH_OFFSET, (short) (length > 0xffff ? 0 : length), ByteOrder.BIG_ENDIAN);
    }

    public static int nextHeader(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + NEXT_HEADER_OFFSET) & 0xff;
    }

    public static void nextHeader(MutableDirectBuffer buffer, int offset, int protocol) {
        buffer.putByte(offset + NEXT_HEADER_OFFSET, (byte) protocol);
    }

    public static int hopLimit(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + HOP_LIMIT_OFFSET) & 0xff;
    }

    public static void hopLimit(MutableDirectBuffer buffer, int offset, int limit) {
        buffer.putByte(offset + HOP_LIMIT_OFFSET, (byte) limit);
    }

    /** The eight bytes at an address offset, big-endian: first half at {@code at}, second half at {@code at + 8}. */
    public static long addressWord(DirectBuffer buffer, int at) {
        return buffer.getLong(at, ByteOrder.BIG_ENDIAN);
    }

    public static void address(MutableDirectBuffer buffer, int at, long high, long low) {
        buffer.putLong(at, high, ByteOrder.BIG_ENDIAN);
        buffer.putLong(at + Long.BYTES, low, ByteOrder.BIG_ENDIAN);
    }
}
