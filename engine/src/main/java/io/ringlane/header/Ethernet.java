// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Ethernet II header, with or without one in-line VLAN tag (IEEE 802.1Q).
 *
 * <pre>
 *  | destination 6 | source 6 | type 2 |            or
 *  | destination 6 | source 6 | 0x8100 | tag 2 | type 2 |
 * </pre>
 */
public final class Ethernet {
    public static final int LENGTH = 14;
    public static final int VLAN_LENGTH = 4;
    public static final int ADDRESS_LENGTH = 6;
    public static final int SOURCE_OFFSET = 6;
    public static final int TYPE_OFFSET = 12;

    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_VLAN = 0x8100;
    public static final int TYPE_IPV6 = 0x86dd;

    private Ethernet() {}

    public static int type(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + TYPE_OFFSET, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    public static void type(MutableDirectBuffer buffer, int offset, int type) {
        buffer.putShort(offset + TYPE_OFFSET, (short) type, ByteOrder.BIG_ENDIAN);
    }

    /** Type behind a VLAN tag, when {@link #type} says there is one. */
    public static int taggedType(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + TYPE_OFFSET + VLAN_LENGTH, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    /** Sets the type that names the payload, behind the VLAN tag if the header has one. */
    public static void payloadType(MutableDirectBuffer buffer, int offset, int type) {
        int at = type(buffer, offset) == TYPE_VLAN ? TYPE_OFFSET + VLAN_LENGTH : TYPE_OFFSET;
        buffer.putShort(offset + at, (short) type, ByteOrder.BIG_ENDIAN);
    }
}
