// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gro;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.packet.Packet;
import org.agrona.DirectBuffer;

/**
 * Where the headers of a TCP packet stand, each length checked, and what coalescing asks of them. Filled for each
 * packet; one thread's.
 */
final class TcpFields {
    private static final int HARMLESS = Tcp.ACK | Tcp.PSH | Tcp.FIN | Tcp.ECE | Tcp.CWR;
    private static final int WINDOW_OFFSET = 14;

    private Packet packet;
    private DirectBuffer buffer;
    private int ip;
    private int version;
    private int tcp;
    private int payload;

    /** @return false for anything but a whole TCP packet whose data is the IP header. */
    boolean read(Packet some) {
        packet = some;
        buffer = some.buffer();
        ip = some.data();
        int length = some.length();
        if (length < Ipv4.LENGTH + Tcp.LENGTH) {
            return false;
        }
        version = Ipv4.version(buffer, ip);
        if (version == 4) {
            tcp = ip + Ipv4.headerLength(buffer, ip);
            return Ipv4.protocol(buffer, ip) == IpProtocol.TCP
                    && tcp >= ip + Ipv4.LENGTH
                    && Ipv4.totalLength(buffer, ip) == length
                    && !Ipv4.isFragment(buffer, ip)
                    && readTcp();
        }
        tcp = ip + Ipv6.LENGTH;
        return version == 6
                && length >= Ipv6.LENGTH + Tcp.LENGTH
                && Ipv6.nextHeader(buffer, ip) == IpProtocol.TCP
                && Ipv6.LENGTH + Ipv6.payloadLength(buffer, ip) == length
                && readTcp();
    }

    private boolean readTcp() {
        if (tcp + Tcp.LENGTH > packet.tail()) {
            return false;
        }
        payload = tcp + Tcp.headerLength(buffer, tcp);
        return payload >= tcp + Tcp.LENGTH && payload <= packet.tail();
    }

    /** Data of an established flow, without IP options, its checksum right. */
    boolean isPlain() {
        return payloadLength() > 0
                && (version == 6 || tcp == ip + Ipv4.LENGTH)
                && (flags() & ~HARMLESS) == 0
                && (flags() & Tcp.ACK) != 0
                && isSound();
    }

    private boolean isSound() {
        int length = packet.tail() - tcp;
        long pseudo = version == 4
                ? InternetChecksum.pseudoHeader4(buffer, ip, IpProtocol.TCP, length)
                : InternetChecksum.pseudoHeader6(buffer, ip, IpProtocol.TCP, length);
        return InternetChecksum.finish(InternetChecksum.sum(buffer, tcp, length, pseudo)) == 0;
    }

    /** Same addresses and ports. */
    boolean isSameFlow(TcpFields other) {
        return version == other.version
                && buffer.getInt(tcp) == other.buffer.getInt(other.tcp)
                && (version == 4
                        ? buffer.getLong(ip + Ipv4.SOURCE_OFFSET) == other.buffer.getLong(other.ip + Ipv4.SOURCE_OFFSET)
                        : areEqual(other, ip + Ipv6.SOURCE_OFFSET, other.ip + Ipv6.SOURCE_OFFSET, 32));
    }

    /** All that segmentation repeats: what is not length, ID, number, checksum, FIN, PSH or CWR. */
    boolean hasSameHeaders(TcpFields other) {
        if (payload - tcp != other.payload - other.tcp || !hasSameIp(other)) {
            return false;
        }
        int changing = Tcp.FIN | Tcp.PSH | Tcp.CWR;
        int behind = Tcp.CHECKSUM_OFFSET + Short.BYTES;
        return buffer.getInt(tcp + 8) == other.buffer.getInt(other.tcp + 8)
                && buffer.getByte(tcp + Tcp.DATA_OFFSET_OFFSET) == other.buffer.getByte(other.tcp + 12)
                && (flags() & ~changing) == (other.flags() & ~changing)
                && buffer.getShort(tcp + WINDOW_OFFSET) == other.buffer.getShort(other.tcp + WINDOW_OFFSET)
                && areEqual(other, tcp + behind, other.tcp + behind, payload - tcp - behind);
    }

    private boolean hasSameIp(TcpFields other) {
        if (version == 4) {
            return buffer.getShort(ip) == other.buffer.getShort(other.ip)
                    && buffer.getInt(ip + Ipv4.FRAGMENT_OFFSET) == other.buffer.getInt(other.ip + Ipv4.FRAGMENT_OFFSET);
        }
        return buffer.getInt(ip) == other.buffer.getInt(other.ip)
                && buffer.getShort(ip + Ipv6.NEXT_HEADER_OFFSET)
                        == other.buffer.getShort(other.ip + Ipv6.NEXT_HEADER_OFFSET);
    }

    private boolean areEqual(TcpFields other, int at, int otherAt, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(at + i) != other.buffer.getByte(otherAt + i)) {
                return false;
            }
        }
        return true;
    }

    boolean isIpv4() {
        return version == 4;
    }

    int ip() {
        return ip;
    }

    int tcp() {
        return tcp;
    }

    int payload() {
        return payload;
    }

    int payloadLength() {
        return packet.tail() - payload;
    }

    int flags() {
        return Tcp.flags(buffer, tcp);
    }

    int sequence() {
        return Tcp.sequence(buffer, tcp);
    }

    /** 0 over IPv6. */
    int id() {
        return version == 4 ? Ipv4.id(buffer, ip) : 0;
    }

    boolean mayRepeatId() {
        return version == 4 && Ipv4.dontFragment(buffer, ip);
    }
}
