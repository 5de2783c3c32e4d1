// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.EspHeader;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.sa.XfrmState;
import org.agrona.DirectBuffer;

/**
 * Where the headers of one super-packet stand, checked before anything is cut. Offsets are of the super-packet's slot.
 * Belongs to a segmenter.
 *
 * <pre>
 *  inline     [MAC] IP [ext] TCP|UDP payload
 *  deferred   MAC IP [ext] ESP IV [BEET pseudo header] [inner IP (tunnel)] [ext] TCP|UDP payload
 *             |start             |protectedStart                           |transport  |payload
 * </pre>
 */
final class SegmentLayout {
    /** {@link #innerIp()} when there is one IP header only. */
    static final int NONE = -1;

    private static final int ANY_FAMILY = 0;
    private static final int BEET_UNIT = 8;

    private int start;
    private int innerIp;
    private int protectedStart;
    private int transport;
    private int transportMark;
    private int protocol;
    private int payload;
    private int payloadLength;

    /** @return false when the packet cannot be cut (kernel {@code esp4_gso_segment} and its callees: -EINVAL). */
    boolean read(Packet packet, XfrmState state) {
        if (!packet.isGso() || packet.bodyOwner() != null || packet.data() > packet.network()) {
            return false;
        }
        int mac = packet.mac();
        start = mac >= PacketDescriptor.METADATA_LENGTH && mac < packet.data() ? mac : packet.data();
        innerIp = NONE;
        boolean found = state == null ? readInline(packet) : readDeferred(packet, state);
        return found && readTransport(packet);
    }

    private boolean readInline(Packet packet) {
        return readInnerIp(packet, packet.network());
    }

    private boolean readDeferred(Packet packet, XfrmState state) {
        int esp = packet.espOffset();
        int end = packet.tail();
        if (!packet.hasOffload()
                || (packet.gsoType() & GsoType.ESP) == 0
                || esp < packet.network()
                || end - esp < EspHeader.LENGTH + state.config().transform().ivLength()
                || EspHeader.spi(packet.buffer(), esp) != state.config().id().spi()
                || !outerHeaderFits(packet.buffer(), packet.network(), esp)) {
            return false;
        }
        protectedStart = esp + EspHeader.LENGTH + state.config().transform().ivLength();
        return switch (state.config().mode()) {
            case TUNNEL -> readTunnel(packet);
            case TRANSPORT -> readTransportMode(packet);
            case BEET -> readBeet(packet);
            case ROUTE_OPTIMIZATION, IN_TRIGGER -> false;
        };
    }

    private static boolean outerHeaderFits(DirectBuffer buffer, int network, int esp) {
        if (Ipv4.version(buffer, network) == 4) {
            int length = Ipv4.headerLength(buffer, network);
            return length >= Ipv4.LENGTH && network + length <= esp;
        }
        return network + Ipv6.LENGTH <= esp;
    }

    private boolean readInnerIp(Packet packet, int ip) {
        long found = TransportHeader.behindIp(packet.buffer(), ip, packet.tail());
        return take(packet, found, Ipv4.version(packet.buffer(), ip));
    }

    private boolean readTunnel(Packet packet) {
        innerIp = protectedStart;
        return readInnerIp(packet, innerIp);
    }

    /** Prep moves the mark back by header_len, so it stands behind the IV even if extension headers follow there. */
    private boolean readTransportMode(Packet packet) {
        int family = Ipv4.version(packet.buffer(), packet.network());
        int next = packet.nextProtocol();
        boolean found = take(packet, behindEsp(packet, next, protectedStart), family);
        transportMark = protectedStart;
        return found;
    }

    /** A BEET pseudo header carries the options of the inner IPv4 header; without options there is none. */
    private boolean readBeet(Packet packet) {
        int next = packet.nextProtocol();
        int at = protectedStart;
        if (next == IpProtocol.BEET_PSEUDO_HEADER) {
            if (packet.tail() - at < BEET_UNIT) {
                return false;
            }
            next = packet.buffer().getByte(at) & 0xff;
            at += ((packet.buffer().getByte(at + 1) & 0xff) + 1) * BEET_UNIT;
        }
        return take(packet, behindEsp(packet, next, at), ANY_FAMILY);
    }

    private static long behindEsp(Packet packet, int next, int at) {
        return TransportHeader.behindExtensions(packet.buffer(), next, at, packet.tail());
    }

    private boolean take(Packet packet, long found, int family) {
        if (found == TransportHeader.NOT_FOUND) {
            return false;
        }
        transport = TransportHeader.offset(found);
        transportMark = transport;
        protocol = TransportHeader.protocol(found);
        int type = packet.gsoType();
        if (protocol == IpProtocol.UDP) {
            return GsoType.isUdp(type);
        }
        boolean v4 = family != 6 && (type & GsoType.TCPV4) != 0;
        boolean v6 = family != 4 && (type & GsoType.TCPV6) != 0;
        return protocol == IpProtocol.TCP && (v4 || v6);
    }

    /** A payload not longer than one segment is refused, as {@code tcp_gso_segment} and the UDP twin do. */
    private boolean readTransport(Packet packet) {
        int length = TransportHeader.length(packet.buffer(), protocol, transport, packet.tail());
        payload = transport + length;
        payloadLength = packet.tail() - payload;
        return length != 0 && payloadLength > packet.gsoSize();
    }

    /** First byte that each segment repeats: the MAC header if the packet has one. */
    int start() {
        return start;
    }

    /** The tunnel's inner IP header, or {@link #NONE}. */
    int innerIp() {
        return innerIp;
    }

    int transport() {
        return transport;
    }

    /** Where the segments' transport mark goes: on the transport header but for one case of transport mode. */
    int transportMark() {
        return transportMark;
    }

    int protocol() {
        return protocol;
    }

    int payload() {
        return payload;
    }

    int payloadLength() {
        return payloadLength;
    }
}
