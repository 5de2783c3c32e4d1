// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.Packet;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.XfrmState;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Outer-mode encapsulation ({@code xfrm_outer_mode_output}): pushes the outer IP header and leaves room for ESP and IV.
 * Takes a packet with data at the inner IP header; leaves the network mark at the outer header, the transport mark
 * at ESP (or its UDP header), data at the first byte to protect, and the protocol byte remembered. Owner thread of
 * the packet.
 */
public final class OuterModeOutput {
    private static final int ECN_MASK = 3;
    private static final int ECT_0 = 2;
    private static final int PSEUDO_HEADER = 4;
    private static final int NOP = 1;

    private int nextId = 1;

    /** The next identification of an outer header that may be fragmented, for whoever writes one elsewhere. */
    public int takeId() {
        return nextId++;
    }

    /**
     * Encapsulates.
     *
     * @param hopLimit TTL of a tunnel's outer header.
     * @return false when the mode refuses the packet (XfrmOutStateModeError): malformed extension headers, a
     * fragment in
     *     BEET, no headroom.
     */
    public boolean encapsulate(Packet packet, XfrmState state, int hopLimit) {
        int family = Ipv4.version(packet.buffer(), packet.data());
        packet.extraHeader(0);
        return switch (state.config().mode()) {
            case TRANSPORT -> family == 4 ? transport4(packet, state) : transport6(packet, state);
            case TUNNEL -> tunnel(packet, state, family, hopLimit);
            case BEET -> family == 4 ? beetFrom4(packet, state) : beetFrom6(packet, state);
            case ROUTE_OPTIMIZATION, IN_TRIGGER -> false;
        };
    }

    // ---- transport mode: the IP header moves to the left, ESP takes its place

    private static boolean transport4(Packet packet, XfrmState state) {
        int inner = packet.data();
        int headerLength = Ipv4.headerLength(packet.buffer(), inner);
        if (!moveLeft(packet, headerLength, state.headerLength())) {
            return false;
        }
        int outer = inner - state.headerLength();
        mark(packet, outer, outer + headerLength, outer + Ipv4.PROTOCOL_OFFSET);
        return packet.pull(headerLength + state.headerLength());
    }

    private static boolean transport6(Packet packet, XfrmState state) {
        int inner = packet.data();
        long place = Ipv6Extensions.unfragmentable(packet.buffer(), inner, packet.tail());
        if (place == Ipv6Extensions.MALFORMED) {
            return false;
        }
        int headerLength = Ipv6Extensions.offset(place) - inner;
        if (!moveLeft(packet, headerLength, state.headerLength())) {
            return false;
        }
        int outer = inner - state.headerLength();
        mark(packet, outer, outer + headerLength, Ipv6Extensions.nextHeaderAt(place) - state.headerLength());
        return packet.pull(headerLength + state.headerLength());
    }

    /**
     * Takes an IPv6 packet in transport mode back: data at its IP header again, nothing in front. For a packet that
     * {@link #encapsulate} has just put there.
     */
    public void takeOff(Packet packet, XfrmState state) {
        int outer = packet.network();
        int headerLength = packet.transport() - outer;
        int inner = outer + state.headerLength();
        packet.push(headerLength);
        packet.buffer().putBytes(inner, packet.buffer(), outer, headerLength);
        packet.network(inner);
        packet.transport(inner + headerLength);
    }

    private static boolean moveLeft(Packet packet, int headerLength, int room) {
        int from = packet.data();
        if (!packet.push(room)) {
            return false;
        }
        packet.buffer().putBytes(from - room, packet.buffer(), from, headerLength);
        return true;
    }

    // ---- tunnel mode: a header of its own

    private boolean tunnel(Packet packet, XfrmState state, int family, int hopLimit) {
        int inner = packet.data();
        if (!packet.push(state.headerLength())) {
            return false;
        }
        UnsafeBuffer buffer = packet.buffer();
        SaConfig config = state.config();
        int outer = packet.data();
        int innerTos = family == 4 ? Ipv4.tos(buffer, inner) : Ipv6.trafficClass(buffer, inner);
        int protocol = family == 4 ? IpProtocol.IPV4 : IpProtocol.IPV6;
        if (config.outerFamily() == 4) {
            boolean dontFragment = !config.has(SaFlags.NOPMTUDISC) && (family == 6 || Ipv4.dontFragment(buffer, inner));
            header4(buffer, outer, config, outerTos(config, innerTos), dontFragment, protocol, hopLimit);
            nextId += dontFragment ? 0 : Math.max(1, packet.gsoSegs());
            mark(packet, outer, outer + Ipv4.LENGTH, outer + Ipv4.PROTOCOL_OFFSET);
        } else {
            int flowLabel = family == 6 ? Ipv6.flowLabel(buffer, inner) : 0;
            header6(buffer, outer, config, outerTos(config, innerTos), flowLabel, protocol, hopLimit);
            mark(packet, outer, outer + Ipv6.LENGTH, outer + Ipv6.NEXT_HEADER_OFFSET);
        }
        return packet.pull(state.headerLength());
    }

    private void header4(
            UnsafeBuffer buffer, int at, SaConfig config, int tos, boolean dontFragment, int protocol, int ttl) {
        Ipv4.versionAndLength(buffer, at, Ipv4.LENGTH);
        Ipv4.tos(buffer, at, tos);
        Ipv4.id(buffer, at, dontFragment ? 0 : nextId);
        Ipv4.fragment(buffer, at, dontFragment ? Ipv4.DF : 0);
        Ipv4.ttl(buffer, at, ttl);
        Ipv4.protocol(buffer, at, protocol);
        Ipv4.source(buffer, at, config.source().ipv4());
        Ipv4.destination(buffer, at, config.id().destination().ipv4());
    }

    private static void header6(
            UnsafeBuffer buffer, int at, SaConfig config, int trafficClass, int flowLabel, int protocol, int hopLimit) {
        IpAddress source = config.source();
        IpAddress destination = config.id().destination();
        Ipv6.firstWord(buffer, at, trafficClass, flowLabel);
        Ipv6.nextHeader(buffer, at, protocol);
        Ipv6.hopLimit(buffer, at, hopLimit);
        Ipv6.address(buffer, at + Ipv6.SOURCE_OFFSET, source.high(), source.low());
        Ipv6.address(buffer, at + Ipv6.DESTINATION_OFFSET, destination.high(), destination.low());
    }

    /** DSCP and ECN of a tunnel's outer header (RFC 6040 limited as in {@code INET_ECN_encapsulate}). */
    private static int outerTos(SaConfig config, int innerTos) {
        int dscp = config.has(SaFlags.DONT_ENCAP_DSCP) ? 0 : innerTos & ~ECN_MASK;
        if (config.has(SaFlags.NOECN)) {
            return dscp;
        }
        int ecn = innerTos & ECN_MASK;
        return dscp | (ecn == ECN_MASK ? ECT_0 : ecn);
    }

    // ---- BEET mode: the outer header carries the inner one's fields, addresses are the SA's

    private boolean beetFrom4(Packet packet, XfrmState state) {
        UnsafeBuffer buffer = packet.buffer();
        int inner = packet.data();
        int headerLength = Ipv4.headerLength(buffer, inner);
        if (Ipv4.isFragment(buffer, inner)) {
            return false;
        }
        int tos = Ipv4.tos(buffer, inner);
        int ttl = Ipv4.ttl(buffer, inner);
        int id = Ipv4.id(buffer, inner);
        int fragment = Ipv4.fragment(buffer, inner);
        int protocol = Ipv4.protocol(buffer, inner);
        int options = headerLength - Ipv4.LENGTH;
        int text = inner + headerLength;
        if (options > 0) {
            int padding = PSEUDO_HEADER - (options & PSEUDO_HEADER);
            text = inner + Ipv4.LENGTH - PSEUDO_HEADER - padding;
            pseudoHeader(buffer, text, protocol, options, padding);
            packet.extraHeader(inner + headerLength - text);
            protocol = IpProtocol.BEET_PSEUDO_HEADER;
        }
        int outer = beetStart(packet, state, text);
        if (outer < 0) {
            return false;
        }
        if (state.config().outerFamily() == 4) {
            header4(buffer, outer, state.config(), tos, false, protocol, ttl);
            Ipv4.id(buffer, outer, id);
            Ipv4.fragment(buffer, outer, fragment);
        } else {
            header6(buffer, outer, state.config(), tos, 0, protocol, ttl);
        }
        return beetEnd(packet, state, outer, text);
    }

    private boolean beetFrom6(Packet packet, XfrmState state) {
        UnsafeBuffer buffer = packet.buffer();
        int inner = packet.data();
        int trafficClass = Ipv6.trafficClass(buffer, inner);
        int flowLabel = Ipv6.flowLabel(buffer, inner);
        int hopLimit = Ipv6.hopLimit(buffer, inner);
        int protocol = Ipv6.nextHeader(buffer, inner);
        int text = inner + Ipv6.LENGTH;
        int outer = beetStart(packet, state, text);
        if (outer < 0) {
            return false;
        }
        if (state.config().outerFamily() == 4) {
            header4(buffer, outer, state.config(), trafficClass, true, protocol, hopLimit);
        } else {
            header6(buffer, outer, state.config(), trafficClass, flowLabel, protocol, hopLimit);
        }
        return beetEnd(packet, state, outer, text);
    }

    /**
     * Next header, length and padding in front of inner IPv4 options, which stay where they are. The reserved byte is
     * left as it is, a byte of the inner addresses, as in the kernel.
     */
    private static void pseudoHeader(UnsafeBuffer buffer, int at, int protocol, int options, int padding) {
        buffer.putByte(at, (byte) protocol);
        buffer.putByte(at + 1, (byte) (options / 8));
        buffer.putByte(at + 2, (byte) padding);
        buffer.setMemory(at + PSEUDO_HEADER, padding, (byte) NOP);
    }

    /** Puts data where the outer header begins, so that ESP fits between it and the text. @return -1 without room. */
    private static int beetStart(Packet packet, XfrmState state, int text) {
        int outer = text - (state.headerLength() - state.beetRoom()) - state.outerHeaderLength();
        int shift = packet.data() - outer;
        return (shift >= 0 ? packet.push(shift) : packet.pull(-shift)) ? outer : -1;
    }

    private static boolean beetEnd(Packet packet, XfrmState state, int outer, int text) {
        int at = state.config().outerFamily() == 4 ? Ipv4.PROTOCOL_OFFSET : Ipv6.NEXT_HEADER_OFFSET;
        mark(packet, outer, outer + state.outerHeaderLength(), outer + at);
        return packet.pull(text - outer);
    }

    private static void mark(Packet packet, int network, int transport, int protocolByte) {
        packet.network(network);
        packet.transport(transport);
        packet.protocolByte(protocolByte);
    }
}
