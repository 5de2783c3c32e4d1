// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

/**
 * Layout of a transmit descriptor: two cache lines, fields in native byte order. All positions are counted from the
 * first byte of the packet, which is its MAC header; what a packet does not have is 0.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                            address                            |
 *  |                                                               |
 *  |                         body address                          |
 *  |                                                               |
 *  |                            length                             |
 *  |                          body place                           |
 *  |                          body length                          |
 *  |                             flags                             |
 *  |                           SA handle                           |
 *  |                         sequence low                          |
 *  |                         sequence high                         |
 *  |                           segments                            |
 *  |          segment size         |            network            |
 *  |         inner network         |           transport           |
 *  |            payload            |         checksum field        |
 *  |              ESP              |           plaintext           |
 *  +---------------------------------------------------------------+
 *  |   ICV length  | next header   |            status             |
 *  |                          (reserved)                           |
 *  |                          posted (ps)                          |
 *  |                                                               |
 *  |                          ingress (ps)                         |
 *  |                                                               |
 *  |                          reserved ...                         |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class TxDescriptor {
    /** Absolute address of the packet's first byte. */
    public static final int ADDRESS_OFFSET;
    /** Absolute address of bytes that stand elsewhere (scatter), 0 when all stand together. */
    public static final int BODY_ADDRESS_OFFSET;
    /** Bytes of the packet, those that stand elsewhere included. */
    public static final int LENGTH_OFFSET;
    /** Where in the packet the bytes that stand elsewhere belong. */
    public static final int BODY_PLACE_OFFSET;

    public static final int BODY_LENGTH_OFFSET;
    public static final int FLAGS_OFFSET;
    public static final int SA_HANDLE_OFFSET;
    /** Number of the packet, or of the first segment. */
    public static final int SEQUENCE_LOW_OFFSET;

    public static final int SEQUENCE_HIGH_OFFSET;
    /** Frames that the packet becomes: 1 unless the device cuts it. */
    public static final int SEGMENTS_OFFSET;
    /** Payload bytes of a segment. */
    public static final int SEGMENT_SIZE_OFFSET;

    public static final int NETWORK_OFFSET;
    /** Inner IP header of a tunnel, 0 without one. */
    public static final int INNER_NETWORK_OFFSET;
    /** TCP or UDP header, where the checksum starts, too. */
    public static final int TRANSPORT_OFFSET;
    /** First byte that is cut. */
    public static final int PAYLOAD_OFFSET;
    /** Position of the checksum in the transport header: 16 for TCP, 6 for UDP. */
    public static final int CHECKSUM_FIELD_OFFSET;

    public static final int ESP_OFFSET;
    /** First byte that is encrypted. */
    public static final int PLAINTEXT_OFFSET;

    public static final int ICV_LENGTH_OFFSET;
    public static final int NEXT_HEADER_OFFSET;
    /** Why the descriptor cannot be carried out, {@link #GOOD} if it can. */
    public static final int STATUS_OFFSET;

    public static final int POSTED_OFFSET;
    public static final int INGRESS_OFFSET;

    /** Bytes from descriptor to descriptor. */
    public static final int LENGTH = 128;

    /** Encrypt. */
    public static final int ESP = 1;
    /** Complete the transport checksum, whose field holds the pseudo header's sum. */
    public static final int CHECKSUM = 1 << 1;
    /** Cut into segments. */
    public static final int CUT = 1 << 2;
    /** The segments are TCP's; else UDP's. */
    public static final int TCP = 1 << 3;
    /** The IPv4 ID does not advance from segment to segment. */
    public static final int FIXED_ID = 1 << 4;

    public static final int GOOD = 0;
    /** No SA in the device's table fits the packet. */
    public static final int BAD_HANDLE = 1;
    /** Positions outside the packet, or a super-packet that nobody can cut. */
    public static final int MALFORMED = 2;
    /** A frame longer than the device sends. */
    public static final int OVERSIZE = 3;

    static {
        int offset = 0;
        ADDRESS_OFFSET = offset;
        BODY_ADDRESS_OFFSET = offset += Long.BYTES;
        LENGTH_OFFSET = offset += Long.BYTES;
        BODY_PLACE_OFFSET = offset += Integer.BYTES;
        BODY_LENGTH_OFFSET = offset += Integer.BYTES;
        FLAGS_OFFSET = offset += Integer.BYTES;
        SA_HANDLE_OFFSET = offset += Integer.BYTES;
        SEQUENCE_LOW_OFFSET = offset += Integer.BYTES;
        SEQUENCE_HIGH_OFFSET = offset += Integer.BYTES;
        SEGMENTS_OFFSET = offset += Integer.BYTES;
        SEGMENT_SIZE_OFFSET = offset += Integer.BYTES;
        NETWORK_OFFSET = offset += Short.BYTES;
        INNER_NETWORK_OFFSET = offset += Short.BYTES;
        TRANSPORT_OFFSET = offset += Short.BYTES;
        PAYLOAD_OFFSET = offset += Short.BYTES;
        CHECKSUM_FIELD_OFFSET = offset += Short.BYTES;
        ESP_OFFSET = offset += Short.BYTES;
        PLAINTEXT_OFFSET = offset += Short.BYTES;
        ICV_LENGTH_OFFSET = offset += Short.BYTES;
        NEXT_HEADER_OFFSET = offset += Byte.BYTES;
        STATUS_OFFSET = offset += Byte.BYTES;
        // 4 reserved bytes align the times
        POSTED_OFFSET = offset += Short.BYTES + Integer.BYTES;
        INGRESS_OFFSET = offset += Long.BYTES;
    }

    private TxDescriptor() {}
}
