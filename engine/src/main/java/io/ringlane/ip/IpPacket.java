// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What the headers of a received IP packet say, each length checked before it is used. One instance a thread, filled
 * for each packet; nothing is allocated.
 */
public final class IpPacket {
    /** The next thing is an upper layer, ESP among them. */
    public static final int UPPER_LAYER = 0;
    /** A piece of a packet, to be put together first. */
    public static final int FRAGMENT = 1;
    /** A header is cut off, or says what a host must not follow. */
    public static final int MALFORMED = 2;

    private static final int MAX_HEADERS = 16;
    private static final int SEGMENTS_LEFT = 3;
    /** Fragment offset and more-fragments of an IPv6 fragment header; without them it is an atomic one. */
    private static final int PIECE = 0xfff9;

    private DirectBuffer buffer;
    private int offset;
    private int family;
    private int end;
    private int upper;
    private int protocolAt;
    private int fragmentAt;

    /**
     * Checks the IP header (kernel {@code ip_rcv_core}, {@code ip6_rcv_core}).
     *
     * @param at offset of the header.
     * @param length bytes from there on.
     * @return false for a packet to be dropped at once.
     */
    public boolean read(DirectBuffer packet, int at, int length) {
        buffer = packet;
        offset = at;
        if (length < 1) {
            return false;
        }
        family = Ipv4.version(packet, at);
        return switch (family) {
            case 4 -> readIpv4(length);
            case 6 -> readIpv6(length);
            default -> false;
        };
    }

    private boolean readIpv4(int length) {
        if (length < Ipv4.LENGTH) {
            return false;
        }
        int headerLength = Ipv4.headerLength(buffer, offset);
        int total = Ipv4.totalLength(buffer, offset);
        if (headerLength < Ipv4.LENGTH || headerLength > total || total > length) {
            return false;
        }
        upper = offset + headerLength;
        end = offset + total;
        protocolAt = offset + Ipv4.PROTOCOL_OFFSET;
        return InternetChecksum.finish(InternetChecksum.sum(buffer, offset, headerLength, 0)) == 0;
    }

    /** A payload of 0 bytes is one of none, not a jumbogram. */
    private boolean readIpv6(int length) {
        if (length < Ipv6.LENGTH) {
            return false;
        }
        int total = Ipv6.LENGTH + Ipv6.payloadLength(buffer, offset);
        if (total > length) {
            return false;
        }
        upper = offset + Ipv6.LENGTH;
        end = offset + total;
        protocolAt = offset + Ipv6.NEXT_HEADER_OFFSET;
        return Ipv6.nextHeader(buffer, offset) != IpProtocol.HOP_BY_HOP || skipOptions();
    }

    /**
     * Goes over what stands between the IP header and the upper layer, as the host does that the packet is for.
     *
     * @return {@link #UPPER_LAYER}, {@link #FRAGMENT} or {@link #MALFORMED}.
     */
    public int walk() {
        if (family == 4) {
            if (!Ipv4Options.areAcceptable(buffer, offset + Ipv4.LENGTH, upper)) {
                return MALFORMED;
            }
            return Ipv4.isFragment(buffer, offset) ? FRAGMENT : UPPER_LAYER;
        }
        for (int i = 0; i < MAX_HEADERS; i++) {
            boolean sound;
            switch (protocol()) {
                case IpProtocol.DESTINATION_OPTIONS -> sound = skipOptions();
                case IpProtocol.ROUTING ->
                    sound = upper + Ipv6Extensions.UNIT <= end
                            && buffer.getByte(upper + SEGMENTS_LEFT) == 0
                            && skip(Ipv6Extensions.length(buffer, upper));
                case IpProtocol.FRAGMENT -> {
                    if (upper + Ipv6Extensions.UNIT > end) {
                        return MALFORMED;
                    }
                    if ((buffer.getShort(upper + 2, ByteOrder.BIG_ENDIAN) & PIECE) != 0) {
                        fragmentAt = upper;
                        return FRAGMENT;
                    }
                    sound = skip(Ipv6Extensions.UNIT);
                }
                default -> {
                    return UPPER_LAYER;
                }
            }
            if (!sound) {
                return MALFORMED;
            }
        }
        return MALFORMED;
    }

    private boolean skipOptions() {
        if (upper + Ipv6Extensions.UNIT > end) {
            return false;
        }
        int length = Ipv6Extensions.length(buffer, upper);
        return upper + length <= end && Ipv6Options.areAcceptable(buffer, upper, upper + length) && skip(length);
    }

    private boolean skip(int length) {
        protocolAt = upper;
        upper += length;
        return upper <= end;
    }

    /** 4 or 6. */
    public int family() {
        return family;
    }

    /** Where the IP header stands. */
    public int offset() {
        return offset;
    }

    /** Behind the packet's last byte, by its own length field. */
    public int end() {
        return end;
    }

    /** Where the upper layer, or what was not walked over, stands. */
    public int upper() {
        return upper;
    }

    /** Protocol of what stands there. */
    public int protocol() {
        return buffer.getByte(protocolAt) & 0xff;
    }

    /** Where that protocol is named. */
    public int protocolAt() {
        return protocolAt;
    }

    /** The IPv6 fragment header that ended a walk. */
    public int fragmentAt() {
        return fragmentAt;
    }

    public long destinationHigh() {
        return family == 4 ? 0 : Ipv6.addressWord(buffer, offset + Ipv6.DESTINATION_OFFSET);
    }

    public long destinationLow() {
        return family == 4
                ? Ipv4.destination(buffer, offset) & 0xffffffffL
                : Ipv6.addressWord(buffer, offset + Ipv6.DESTINATION_OFFSET + Long.BYTES);
    }
}
