// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * TCP header (RFC 9293).
 *
 * <pre>
 *   0                   1                   2                   3
 *  |          Source Port          |       Destination Port        |
 *  |                        Sequence Number                        |
 *  |                    Acknowledgment Number                      |
 *  | Offs. |  res  |C E U A P R S F|            Window             |
 *  |           Checksum            |         Urgent Pointer        |
 * </pre>
 */
public final class Tcp {
    /** Header length without options. */
    public static final int LENGTH = 20;

    public static final int SEQUENCE_OFFSET = 4;
    public static final int DATA_OFFSET_OFFSET = 12;
    public static final int FLAGS_OFFSET = 13;
    public static final int CHECKSUM_OFFSET = 16;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    private Tcp() {}

    public static int sourcePort(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static int destinationPort(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + 2, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static int sequence(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    public static void sequence(MutableDirectBuffer buffer, int offset, int sequence) {
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence, ByteOrder.BIG_ENDIAN);
    }

    /** Header length in bytes, options included; below 20 in a malformed header. */
    public static int headerLength(DirectBuffer buffer, int offset) {
        return (buffer.getByte(offset + DATA_OFFSET_OFFSET) & 0xf0) >> 2;
    }

    public static int flags(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + FLAGS_OFFSET) & 0xff;
    }

    public static void flags(MutableDirectBuffer buffer, int offset, int flags) {
        buffer.putByte(offset + FLAGS_OFFSET, (byte) flags);
    }

    public static int checksum(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + CHECKSUM_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void checksum(MutableDirectBuffer buffer, int offset, int checksum) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short) checksum, ByteOrder.BIG_ENDIAN);
    }
}
