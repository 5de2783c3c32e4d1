// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.sa.FlowKey;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads from a packet what selectors look at (kernel {@code xfrm_decode_session}). Stateless; nothing is read behind
 * the packet's end, and nothing allocated.
 */
public final class FlowDissector {
    /** The key is filled. Ports are 0 if the upper-layer header is cut off, as in the kernel. */
    public static final int OK = 0;
    /** An IP header or IPv6 extension header is damaged or not all there. */
    public static final int MALFORMED = 1;
    /** The first nibble is neither 4 nor 6. */
    public static final int NOT_IP = 2;

    private static final int GRE = 47;
    private static final int DCCP = 33;
    private static final int UDP_LITE = 136;
    private static final int GRE_KEY = 0x2000;
    private static final int GRE_CHECKSUM = 0x8000;
    private static final int LARGEST = 0xffff;

    private FlowDissector() {}

    /** Fills the key from a packet whose data starts with the IP header; the mark and interface are the packet's. */
    public static int dissect(Packet packet, FlowKey key) {
        key.mark = packet.mark();
        key.interfaceId = packet.interfaceId();
        return dissect(packet.buffer(), packet.data(), packet.length(), packet.isGso(), key);
    }

    /**
     * Fills all of the key but mark and interface.
     *
     * @param offset offset of the IP header.
     * @param length bytes from there to the packet's end.
     * @param gso a super-packet: its IP length field means nothing.
     * @return {@link #OK}, {@link #MALFORMED} or {@link #NOT_IP}; the key is undefined unless it is OK.
     */
    public static int dissect(DirectBuffer buffer, int offset, int length, boolean gso, FlowKey key) {
        if (length < 1) {
            return NOT_IP;
        }
        key.sourcePort = 0;
        key.destinationPort = 0;
        boolean lengthCounts = !gso && length <= LARGEST;
        return switch (Ipv4.version(buffer, offset)) {
            case 4 -> ipv4(buffer, offset, length, lengthCounts, key);
            case 6 -> ipv6(buffer, offset, length, lengthCounts, key);
            default -> NOT_IP;
        };
    }

    private static int ipv4(DirectBuffer buffer, int offset, int length, boolean lengthCounts, FlowKey key) {
        if (length < Ipv4.LENGTH) {
            return MALFORMED;
        }
        int headerLength = Ipv4.headerLength(buffer, offset);
        if (headerLength < Ipv4.LENGTH || headerLength > length) {
            return MALFORMED;
        }
        int total = lengthCounts ? Ipv4.totalLength(buffer, offset) : length;
        if (total < headerLength || total > length) {
            return MALFORMED;
        }
        key.family = 4;
        key.sourceHigh = 0;
        key.sourceLow = Ipv4.source(buffer, offset) & 0xffffffffL;
        key.destinationHigh = 0;
        key.destinationLow = Ipv4.destination(buffer, offset) & 0xffffffffL;
        key.protocol = Ipv4.protocol(buffer, offset);
        if (!Ipv4.isFragment(buffer, offset)) {
            ports(buffer, offset + headerLength, offset + total, key);
        }
        return OK;
    }

    private static int ipv6(DirectBuffer buffer, int offset, int length, boolean lengthCounts, FlowKey key) {
        if (length < Ipv6.LENGTH) {
            return MALFORMED;
        }
        int total = lengthCounts ? Ipv6.LENGTH + Ipv6.payloadLength(buffer, offset) : length;
        if (total > length) {
            return MALFORMED;
        }
        key.family = 6;
        key.sourceHigh = Ipv6.addressWord(buffer, offset + Ipv6.SOURCE_OFFSET);
        key.sourceLow = Ipv6.addressWord(buffer, offset + Ipv6.SOURCE_OFFSET + Long.BYTES);
        key.destinationHigh = Ipv6.addressWord(buffer, offset + Ipv6.DESTINATION_OFFSET);
        key.destinationLow = Ipv6.addressWord(buffer, offset + Ipv6.DESTINATION_OFFSET + Long.BYTES);
        return upperLayer(buffer, offset, offset + total, key);
    }

    /**
     * Walks over hop-by-hop, routing, destination and fragment headers. A fragment header hides the ports even in the
     * first fragment; AH, ESP and mobility headers count as upper layers ({@code decode_session6}).
     */
    private static int upperLayer(DirectBuffer buffer, int offset, int end, FlowKey key) {
        int type = Ipv6.nextHeader(buffer, offset);
        int at = offset + Ipv6.LENGTH;
        boolean fragment = false;
        while (isSkipped(type)) {
            if (at + 8 > end) {
                return MALFORMED;
            }
            // the byte that is the length elsewhere is reserved in a fragment header
            int headerLength = type == IpProtocol.FRAGMENT ? 8 : (buffer.getByte(at + 1) & 0xff) + 1 << 3;
            fragment |= type == IpProtocol.FRAGMENT;
            type = buffer.getByte(at) & 0xff;
            at += headerLength;
        }
        if (at > end) {
            return MALFORMED;
        }
        key.protocol = type;
        if (!fragment) {
            ports(buffer, at, end, key);
        }
        return OK;
    }

    private static boolean isSkipped(int type) {
        return type == IpProtocol.HOP_BY_HOP
                || type == IpProtocol.ROUTING
                || type == IpProtocol.DESTINATION_OPTIONS
                || type == IpProtocol.FRAGMENT;
    }

    private static void ports(DirectBuffer buffer, int at, int end, FlowKey key) {
        int room = end - at;
        switch (key.protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, DCCP, UDP_LITE -> {
                if (room >= 4) {
                    key.sourcePort = word(buffer, at);
                    key.destinationPort = word(buffer, at + 2);
                }
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                if (room >= 2) {
                    key.sourcePort = buffer.getByte(at) & 0xff;
                    key.destinationPort = buffer.getByte(at + 1) & 0xff;
                }
            }
            case IpProtocol.MOBILITY -> {
                if (room >= 3) {
                    key.sourcePort = buffer.getByte(at + 2) & 0xff;
                }
            }
            case GRE -> greKey(buffer, at, room, key);
            default -> {
                // selectors know no ports here
            }
        }
    }

    /** The key's upper half stands for the source port, the lower half for the destination port. */
    private static void greKey(DirectBuffer buffer, int at, int room, FlowKey key) {
        if (room < 12) {
            return;
        }
        int flags = word(buffer, at);
        if ((flags & GRE_KEY) != 0) {
            int place = at + ((flags & GRE_CHECKSUM) != 0 ? 8 : 4);
            key.sourcePort = word(buffer, place);
            key.destinationPort = word(buffer, place + 2);
        }
    }

    private static int word(DirectBuffer buffer, int at) {
        return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xffff;
    }
}
