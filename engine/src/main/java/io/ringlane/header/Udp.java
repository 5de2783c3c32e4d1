// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * UDP header (RFC 768).
 *
 * <pre>
 *  |          Source Port          |       Destination Port        |
 *  |            Length             |           Checksum            |
 * </pre>
 */
public final class Udp {
    public static final int LENGTH = 8;
    public static final int LENGTH_OFFSET = 4;
    public static final int CHECKSUM_OFFSET = 6;

    private Udp() {}

    public static int sourcePort(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void sourcePort(MutableDirectBuffer buffer, int offset, int port) {
        buffer.putShort(offset, (short) port, ByteOrder.BIG_ENDIAN);
    }

    public static int destinationPort(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + 2, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void destinationPort(MutableDirectBuffer buffer, int offset, int port) {
        buffer.putShort(offset + 2, (short) port, ByteOrder.BIG_ENDIAN);
    }

    /** Length of header and payload. */
    public static int length(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + LENGTH_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void length(MutableDirectBuffer buffer, int offset, int length) {
        buffer.putShort(offset + LENGTH_OFFSET, (short) length, ByteOrder.BIG_ENDIAN);
    }

    public static int checksum(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + CHECKSUM_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void checksum(MutableDirectBuffer buffer, int offset, int checksum) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short) checksum, ByteOrder.BIG_ENDIAN);
    }
}
