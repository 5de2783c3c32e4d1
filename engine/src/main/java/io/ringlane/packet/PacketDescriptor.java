// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import java.nio.ByteOrder;

/**
 * Layout of the two metadata lines at the head of every slot. Fields are in native byte order; offsets of packet bytes
 * are relative to the slot.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+  line 0: every packet
 *  |                             data                              |
 *  |                            length                             |
 *  |                              mac                              |
 *  |                            network                            |
 *  |                           transport                           |
 *  |                        checksum start                         |
 *  |        checksum offset        | checksum mode | address family|
 *  |           gso size            |           gso segs            |
 *  |                           gso type                            |
 *  |                           flow hash                           |
 *  |             device            |             queue             |
 *  |                             mark                              |
 *  |                       ingress time (ns)                       |
 *  |                                                               |
 *  |            mac length         |          (reserved)           |
 *  |                       holds on the slot                       |
 *  +---------------------------------------------------------------+  line 1: xfrm only
 *  |                         offload flags                         |
 *  |                        offload status                         |
 *  |                         sequence low                          |
 *  |                         sequence high                         |
 *  | next protocol | sec path depth| inner protocol|  header bytes |
 *  |                           SA index                            |
 *  |                         SA generation                         |
 *  |                         ESP header                            |
 *  |                         protocol byte                         |
 *  |                     borrowed body: offset                     |
 *  |                     borrowed body: length                     |
 *  |                     borrowed body: place in this slot         |
 *  |          ICV length           |        trailer length         |
 *  |                       xfrm interface                          |
 *  |                        order in the SA                        |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                     headroom, data … tail                     |
 * </pre>
 */
public final class PacketDescriptor {
    public static final int DATA_OFFSET;
    public static final int LENGTH_OFFSET;
    public static final int MAC_OFFSET;
    public static final int NETWORK_OFFSET;
    public static final int TRANSPORT_OFFSET;
    public static final int CHECKSUM_START_OFFSET;
    public static final int CHECKSUM_OFFSET_OFFSET;
    public static final int CHECKSUM_MODE_OFFSET;
    public static final int FAMILY_OFFSET;
    public static final int GSO_SIZE_OFFSET;
    public static final int GSO_SEGS_OFFSET;
    public static final int GSO_TYPE_OFFSET;
    public static final int HASH_OFFSET;
    public static final int DEVICE_OFFSET;
    public static final int QUEUE_OFFSET;
    public static final int MARK_OFFSET;
    public static final int INGRESS_TIME_OFFSET;
    public static final int MAC_LENGTH_OFFSET;
    public static final int HOLDS_OFFSET;

    public static final int XO_FLAGS_OFFSET;
    public static final int XO_STATUS_OFFSET;
    public static final int SEQ_LOW_OFFSET;
    public static final int SEQ_HIGH_OFFSET;
    public static final int XO_PROTO_OFFSET;
    public static final int SEC_PATH_DEPTH_OFFSET;
    public static final int INNER_PROTO_OFFSET;
    public static final int EXTRA_HEADER_OFFSET;
    public static final int SA_INDEX_OFFSET;
    public static final int SA_GENERATION_OFFSET;
    public static final int ESP_OFFSET;
    public static final int PROTOCOL_BYTE_OFFSET;
    public static final int BODY_OFFSET_OFFSET;
    public static final int BODY_LENGTH_OFFSET;
    public static final int BODY_PLACE_OFFSET;
    public static final int ICV_LENGTH_OFFSET;
    public static final int TRAILER_LENGTH_OFFSET;
    public static final int INTERFACE_ID_OFFSET;
    public static final int ORDER_OFFSET;

    /** Bytes of metadata in front of the headroom: two cache lines. */
    public static final int METADATA_LENGTH = 128;
    /**
     * Room in front of a fresh packet's first byte: outer IPv6 header 40, extension headers kept outside 24, ESP 8,
     * IV 16, UDP 8, BEET pseudo header 8, Ethernet and VLAN 18 come to 122.
     */
    public static final int HEADROOM = 128;
    /** Offset of the first byte of a fresh packet. */
    public static final int FIRST_DATA = METADATA_LENGTH + HEADROOM;

    /** Data and length of a fresh packet as one word. */
    static final long FIRST_DATA_WORD =
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? FIRST_DATA : (long) FIRST_DATA << Integer.SIZE;

    /** Where the length stands in that word. */
    static final int LENGTH_SHIFT = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.SIZE : 0;

    /** Room kept behind the payload for padding, trailer and ICV: 15 + 2 + 32, rounded up. */
    public static final int TAILROOM = 64;

    static {
        int offset = 0;
        DATA_OFFSET = offset;
        LENGTH_OFFSET = offset += Integer.BYTES;
        MAC_OFFSET = offset += Integer.BYTES;
        NETWORK_OFFSET = offset += Integer.BYTES;
        TRANSPORT_OFFSET = offset += Integer.BYTES;
        CHECKSUM_START_OFFSET = offset += Integer.BYTES;
        CHECKSUM_OFFSET_OFFSET = offset += Integer.BYTES;
        CHECKSUM_MODE_OFFSET = offset += Short.BYTES;
        FAMILY_OFFSET = offset += Byte.BYTES;
        GSO_SIZE_OFFSET = offset += Byte.BYTES;
        GSO_SEGS_OFFSET = offset += Short.BYTES;
        GSO_TYPE_OFFSET = offset += Short.BYTES;
        HASH_OFFSET = offset += Integer.BYTES;
        DEVICE_OFFSET = offset += Integer.BYTES;
        QUEUE_OFFSET = offset += Short.BYTES;
        MARK_OFFSET = offset += Short.BYTES;
        INGRESS_TIME_OFFSET = offset += Integer.BYTES;
        MAC_LENGTH_OFFSET = offset += Long.BYTES;
        // 2 reserved bytes keep the holds aligned
        HOLDS_OFFSET = offset += Short.BYTES + Short.BYTES;

        XO_FLAGS_OFFSET = offset += Integer.BYTES;
        XO_STATUS_OFFSET = offset += Integer.BYTES;
        SEQ_LOW_OFFSET = offset += Integer.BYTES;
        SEQ_HIGH_OFFSET = offset += Integer.BYTES;
        XO_PROTO_OFFSET = offset += Integer.BYTES;
        SEC_PATH_DEPTH_OFFSET = offset += Byte.BYTES;
        INNER_PROTO_OFFSET = offset += Byte.BYTES;
        EXTRA_HEADER_OFFSET = offset += Byte.BYTES;
        SA_INDEX_OFFSET = offset += Byte.BYTES;
        SA_GENERATION_OFFSET = offset += Integer.BYTES;
        ESP_OFFSET = offset += Integer.BYTES;
        PROTOCOL_BYTE_OFFSET = offset += Integer.BYTES;
        BODY_OFFSET_OFFSET = offset += Integer.BYTES;
        BODY_LENGTH_OFFSET = offset += Integer.BYTES;
        BODY_PLACE_OFFSET = offset += Integer.BYTES;
        ICV_LENGTH_OFFSET = offset += Integer.BYTES;
        TRAILER_LENGTH_OFFSET = offset += Short.BYTES;
        INTERFACE_ID_OFFSET = offset += Short.BYTES;
        ORDER_OFFSET = offset += Integer.BYTES;
    }

    private PacketDescriptor() {}
}
