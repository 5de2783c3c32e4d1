// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.header.Ethernet;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * The frames that benchmarks send: Ethernet, then UDP or a TCP super-packet over IPv4 (10.1.0.1 to 10.128.0.0, or the
 * address so many behind it for another flow) or IPv6 (fd00:1::1 to fd00:2::1). Writes into an empty packet that the
 * caller owns, data at the MAC header. Stateless.
 */
public final class Frames {
    public static final String SOURCE_NET_4 = "10.1.0.0";
    /** Destination of the first flow. */
    public static final int DESTINATION_4 = 10 << 24 | 128 << 16;
    /** Bytes of the Ethernet header. */
    public static final int LINK_LENGTH = Ethernet.LENGTH;
    /** Bytes from the MAC header to the TCP payload over IPv4. */
    public static final int TCP4_HEADERS = Ethernet.LENGTH + Ipv4.LENGTH + Tcp.LENGTH;

    private static final int SOURCE_4 = 10 << 24 | 1 << 16 | 1;
    private static final long SOURCE_6 = 0xfd00_0001L << 32;
    private static final long DESTINATION_6 = 0xfd00_0002L << 32;
    private static final int HOP_LIMIT = 64;
    private static final int PORT = 4433;

    private Frames() {}

    /**
     * A UDP packet with a full checksum.
     *
     * @param ipLength length of the IP packet, headers included.
     */
    public static void udp(Packet packet, int family, int ipLength) {
        int upperLength = ipLength - (family == 4 ? Ipv4.LENGTH : Ipv6.LENGTH);
        int upper = network(packet, family, IpProtocol.UDP, upperLength);
        MutableDirectBuffer buffer = packet.buffer();
        Udp.sourcePort(buffer, upper, PORT);
        Udp.destinationPort(buffer, upper, PORT);
        Udp.length(buffer, upper, upperLength);
        fill(buffer, upper + Udp.LENGTH, upperLength - Udp.LENGTH);
        Udp.checksum(buffer, upper, 0);
        long pseudo = pseudo(packet, family, IpProtocol.UDP, upperLength);
        Udp.checksum(
                buffer, upper, InternetChecksum.finishUdp(InternetChecksum.sum(buffer, upper, upperLength, pseudo)));
    }

    /** Takes out the checksum of UDP over IPv4, as RFC 768 allows: then flows differ in the address only. */
    public static void withoutChecksum(Packet packet) {
        Udp.checksum(packet.buffer(), packet.transport(), 0);
    }

    /** Makes a packet of the first flow, IPv4 without transport checksum, one of another flow. */
    public static void flow(Packet packet, int number) {
        MutableDirectBuffer buffer = packet.buffer();
        int ip = packet.network();
        int sum = (~Ipv4.checksum(buffer, ip) & 0xffff) + (number >>> 16) + (number & 0xffff);
        Ipv4.destination(buffer, ip, DESTINATION_4 + number);
        short checksum = (short) ~((sum & 0xffff) + (sum >>> 16));
        buffer.putShort(ip + Ipv4.CHECKSUM_OFFSET, checksum, ByteOrder.BIG_ENDIAN);
    }

    /**
     * A TCP packet over IPv4 whose checksum holds the pseudo-header sum, the rest left to the engine.
     *
     * @param payload bytes behind the TCP header.
     */
    public static void tcp(Packet packet, int payload) {
        int upper = network(packet, 4, IpProtocol.TCP, Tcp.LENGTH + payload);
        MutableDirectBuffer buffer = packet.buffer();
        buffer.setMemory(upper, Tcp.LENGTH, (byte) 0);
        Udp.sourcePort(buffer, upper, PORT);
        Udp.destinationPort(buffer, upper, PORT);
        buffer.putByte(upper + Tcp.DATA_OFFSET_OFFSET, (byte) (Tcp.LENGTH / Integer.BYTES << 4));
        Tcp.flags(buffer, upper, Tcp.ACK);
        fill(buffer, upper + Tcp.LENGTH, payload);
        Tcp.checksum(buffer, upper, InternetChecksum.fold(pseudo(packet, 4, IpProtocol.TCP, Tcp.LENGTH + payload)));
        packet.checksumMode(ChecksumMode.PARTIAL);
        packet.checksumStart(upper);
        packet.checksumOffset(Tcp.CHECKSUM_OFFSET);
    }

    /** A {@link #tcp} super-packet. @param segment payload bytes of each segment. */
    public static void superTcp(Packet packet, int payload, int segment) {
        tcp(packet, payload);
        packet.gsoSize(segment);
        packet.gsoSegs((payload + segment - 1) / segment);
        packet.gsoType(GsoType.TCPV4);
    }

    /** Ethernet and IP header, all marks. @return offset of the transport header. */
    private static int network(Packet packet, int family, int protocol, int upperLength) {
        int headerLength = family == 4 ? Ipv4.LENGTH : Ipv6.LENGTH;
        if (!packet.put(Ethernet.LENGTH + headerLength + upperLength)) {
            throw new IllegalArgumentException(packet + " has no room for " + upperLength + " bytes");
        }
        int mac = packet.data();
        int ip = mac + Ethernet.LENGTH;
        packet.mac(mac);
        packet.macLength(Ethernet.LENGTH);
        packet.network(ip);
        packet.transport(ip + headerLength);
        packet.family(family);
        MutableDirectBuffer buffer = packet.buffer();
        buffer.setMemory(mac, Ethernet.TYPE_OFFSET, (byte) 2);
        Ethernet.type(buffer, mac, family == 4 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
        if (family == 4) {
            ipv4(buffer, ip, protocol, upperLength);
        } else {
            ipv6(buffer, ip, protocol, upperLength);
        }
        return ip + headerLength;
    }

    private static void ipv4(MutableDirectBuffer buffer, int ip, int protocol, int upperLength) {
        Ipv4.versionAndLength(buffer, ip, Ipv4.LENGTH);
        Ipv4.tos(buffer, ip, 0);
        Ipv4.totalLength(buffer, ip, Ipv4.LENGTH + upperLength);
        Ipv4.id(buffer, ip, 1);
        Ipv4.fragment(buffer, ip, Ipv4.DF);
        Ipv4.ttl(buffer, ip, HOP_LIMIT);
        Ipv4.protocol(buffer, ip, protocol);
        Ipv4.source(buffer, ip, SOURCE_4);
        Ipv4.destination(buffer, ip, DESTINATION_4);
        Ipv4.writeChecksum(buffer, ip);
    }

    private static void ipv6(MutableDirectBuffer buffer, int ip, int protocol, int upperLength) {
        Ipv6.firstWord(buffer, ip, 0, 1);
        Ipv6.payloadLength(buffer, ip, upperLength);
        Ipv6.nextHeader(buffer, ip, protocol);
        Ipv6.hopLimit(buffer, ip, HOP_LIMIT);
        Ipv6.address(buffer, ip + Ipv6.SOURCE_OFFSET, SOURCE_6, 1);
        Ipv6.address(buffer, ip + Ipv6.DESTINATION_OFFSET, DESTINATION_6, 1);
    }

    private static long pseudo(Packet packet, int family, int protocol, int upperLength) {
        return family == 4
                ? InternetChecksum.pseudoHeader4(packet.buffer(), packet.network(), protocol, upperLength)
                : InternetChecksum.pseudoHeader6(packet.buffer(), packet.network(), protocol, upperLength);
    }

    private static void fill(MutableDirectBuffer buffer, int from, int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(from + i, (byte) (i * 31 + (i >>> 8)));
        }
    }
}
