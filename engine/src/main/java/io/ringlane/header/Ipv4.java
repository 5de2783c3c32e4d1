// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * IPv4 header (RFC 791). Offsets given are the header's first byte; the caller has checked that it is all there.
 *
 * <pre>
 *   0                   1                   2                   3
 *  |Version|  IHL  |Type of Service|          Total Length         |
 *  |         Identification        |Flags|      Fragment Offset    |
 *  |  Time to Live |    Protocol   |         Header Checksum       |
 *  |                       Source Address                          |
 *  |                    Destination Address                        |
 *  |                    Options                    |    Padding    |
 * </pre>
 */
public final class Ipv4 {
    /** Header length without options. */
    public static final int LENGTH = 20;

    public static final int TOS_OFFSET = 1;
    public static final int TOTAL_LENGTH_OFFSET = 2;
    public static final int ID_OFFSET = 4;
    public static final int FRAGMENT_OFFSET = 6;
    public static final int TTL_OFFSET = 8;
    public static final int PROTOCOL_OFFSET = 9;
    public static final int CHECKSUM_OFFSET = 10;
    public static final int SOURCE_OFFSET = 12;
    public static final int DESTINATION_OFFSET = 16;

    /** Don't fragment, as a bit of the flags-and-offset word. */
    public static final int DF = 0x4000;

    public static final int MORE_FRAGMENTS = 0x2000;
    public static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private Ipv4() {}

    public static int version(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset) & 0xf0) >> 4;
    }

    /** Header length in bytes, options included. */
    public static int headerLength(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset) & 0x0f) << 2;
    }

    public static void versionAndLength(MutableDirectBuffer buffer, int offset, int headerLength) {
        buffer.putByte(offset, (byte) (0x40 | headerLength >> 2));
    }

    public static int tos(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + TOS_OFFSET) & 0xff;
    }

    public static void tos(MutableDirectBuffer buffer, int offset, int tos) {
        buffer.putByte(offset + TOS_OFFSET, (byte) tos);
    }

    public static int totalLength(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + TOTAL_LENGTH_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    /** Sets the low 16 bits of the length; a super-packet's may be more. */
    public static void totalLength(MutableDirectBuffer buffer, int offset, int length) {
        buffer.putShort(offset + TOTAL_LENGTH_OFFSET, (short) length, ByteOrder.BIG_ENDIAN);
    }

    public static int id(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + ID_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void id(MutableDirectBuffer buffer, int offset, int id) {
        buffer.putShort(offset + ID_OFFSET, (short) id, ByteOrder.BIG_ENDIAN);
    }

    /** The word of DF, more-fragments and fragment offset. */
    public static int fragment(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + FRAGMENT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void fragment(MutableDirectBuffer buffer, int offset, int word) {
        buffer.putShort(offset + FRAGMENT_OFFSET, (short) word, ByteOrder.BIG_ENDIAN);
    }

    public static boolean isFragment(DirectBuffer buffer, int offset) {
        return (fragment(buffer, offset) & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) != 0;
    }

    public static boolean dontFragment(DirectBuffer buffer, int offset) {
        return (fragment(buffer, offset) & DF) != 0;
    }

    public static int ttl(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + TTL_OFFSET) & 0xff;
    }

    public static void ttl(MutableDirectBuffer buffer, int offset, int ttl) {
        buffer.putByte(offset + TTL_OFFSET, (byte) ttl);
    }

    public static int protocol(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + PROTOCOL_OFFSET) & 0xff;
    }

    public static void protocol(MutableDirectBuffer buffer, int offset, int protocol) {
        buffer.putByte(offset + PROTOCOL_OFFSET, (byte) protocol);
    }

    public static int checksum(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + CHECKSUM_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    /** Source address as a big-endian int. */
    public static int source(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    public static void source(MutableDirectBuffer buffer, int offset, int address) {
        buffer.putInt(offset + SOURCE_OFFSET, address, ByteOrder.BIG_ENDIAN);
    }

    public static int destination(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    public static void destination(MutableDirectBuffer buffer, int offset, int address) {
        buffer.putInt(offset + DESTINATION_OFFSET, address, ByteOrder.BIG_ENDIAN);
    }

    /** Computes the header checksum anew and stores it. */
    public static void writeChecksum(MutableDirectBuffer buffer, int offset) {
        // the fields lately written are loaded as wide as they were stored, else the load waits for the store
        long sum = buffer.getShort(offset) & 0xffffL;
        sum += buffer.getShort(offset + TOTAL_LENGTH_OFFSET) & 0xffffL;
        sum += buffer.getInt(offset + TOTAL_LENGTH_OFFSET + Short.BYTES) & 0xffffffffL;
        sum += buffer.getShort(offset + CHECKSUM_OFFSET - Short.BYTES) & 0xffffL;
        int addresses = headerLength(buffer, offset) - SOURCE_OFFSET;
        sum = InternetChecksum.sum(buffer, offset + SOURCE_OFFSET, addresses, sum);
        buffer.putShort(offset + CHECKSUM_OFFSET, (short) InternetChecksum.finish(sum), ByteOrder.BIG_ENDIAN);
    }
}
