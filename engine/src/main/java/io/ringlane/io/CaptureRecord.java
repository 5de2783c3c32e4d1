// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import org.agrona.MutableDirectBuffer;

/**
 * One packet of a capture: a flyweight that {@link CaptureReader#next} points at record after record. Made once by the
 * caller, used by the reader's thread; it does not own the bytes and must not be used once the reader is closed.
 */
public final class CaptureRecord {
    /** {@link #protocol()} of a packet too short to tell, or of raw IP with neither version 4 nor 6. */
    public static final int NO_PROTOCOL = 0;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int ETHERNET_PROTOCOL_OFFSET = 12;
    private static final int COOKED_PROTOCOL_OFFSET = 14;
    private static final int COOKED_2_PROTOCOL_OFFSET = 0;

    private MappedCapture capture;
    private LinkType linkType;
    private long number;
    private long timestampNanos;
    private long offset;
    private int capturedLength;
    private long originalLength;

    /** Points this record at bytes that the caller has checked to lie inside the file. */
    void set(MappedCapture capture, LinkType linkType, long number, long timestampNanos) {
        this.capture = capture;
        this.linkType = linkType;
        this.number = number;
        this.timestampNanos = timestampNanos;
    }

    /** A packet on the wire cannot be shorter than what was captured of it, so a smaller original length is raised. */
    void data(long offset, int capturedLength, long originalLength) {
        this.offset = offset;
        this.capturedLength = capturedLength;
        this.originalLength = Math.max(capturedLength, originalLength);
    }

    /** Position among the packets of the file, from 1; what other tools show as the frame number. */
    public long number() {
        return number;
    }

    /** Nanoseconds since the epoch. A record without a time has that of the record before it. */
    public long timestampNanos() {
        return timestampNanos;
    }

    public LinkType linkType() {
        return linkType;
    }

    /** Bytes present, link header included. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Bytes the packet had on the link, link header included; never less than {@link #capturedLength()}. */
    public long originalLength() {
        return originalLength;
    }

    /** Whether the capture's snaplen cut bytes off the end of this packet. */
    public boolean isCut() {
        return capturedLength < originalLength;
    }

    /** Offset of the packet's first byte in the file, for messages. */
    public long fileOffset() {
        return offset;
    }

    /**
     * EtherType of what follows the link header (for Ethernet the type field, so a VLAN tag or an 802.3 length as it
     * stands), host order; for raw IP told from the version nibble.
     */
    public int protocol() {
        return switch (linkType) {
            case ETHERNET -> protocolAt(ETHERNET_PROTOCOL_OFFSET);
            case LINUX_COOKED -> protocolAt(COOKED_PROTOCOL_OFFSET);
            case LINUX_COOKED_2 -> protocolAt(COOKED_2_PROTOCOL_OFFSET);
            case RAW_IP, RAW_IPV4, RAW_IPV6 -> protocolByVersion();
        };
    }

    /** Bytes of link header that are present: the full header, or all there is of a packet shorter than that. */
    public int linkHeaderLength() {
        return Math.min(linkType.headerLength(), capturedLength);
    }

    /** Copies from the link header on, at most {@code max} bytes. Returns the count copied. */
    public int copyTo(MutableDirectBuffer target, int targetOffset, int max) {
        return copy(0, target, targetOffset, max);
    }

    /** Copies from behind the link header on, at most {@code max} bytes. Returns the count copied. */
    public int copyNetworkTo(MutableDirectBuffer target, int targetOffset, int max) {
        return copy(linkHeaderLength(), target, targetOffset, max);
    }

    private int copy(int from, MutableDirectBuffer target, int targetOffset, int max) {
        int count = Math.min(capturedLength - from, max);
        if (count > 0) {
            capture.copy(offset + from, target, targetOffset, count);
        }
        return Math.max(count, 0);
    }

    private int protocolAt(int at) {
        return capturedLength < linkType.headerLength() ? NO_PROTOCOL : capture.u16Network(offset + at);
    }

    private int protocolByVersion() {
        if (capturedLength == 0) {
            return NO_PROTOCOL;
        }
        return switch (capture.u8(offset) >>> 4) {
            case 4 -> ETHERTYPE_IPV4;
            case 6 -> ETHERTYPE_IPV6;
            default -> NO_PROTOCOL;
        };
    }
}
