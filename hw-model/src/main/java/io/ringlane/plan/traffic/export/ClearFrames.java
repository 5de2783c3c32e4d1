// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.export;

import io.ringlane.header.Ethernet;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Udp;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames of UDP packets, one destination for each SA, made in one buffer again and again. The addresses are those that
 * RFC 2544, RFC 5180 and private networks reserve. One owner thread.
 */
final class ClearFrames {
    /** Source of all packets, by IP version. */
    static final String SOURCE_4 = "198.18.0.1";

    static final String SOURCE_6 = "2001:2::1";

    private static final int SOURCE_ADDRESS_4 = 198 << 24 | 18 << 16 | 1;
    private static final int DESTINATION_4 = 10 << 24;
    private static final long PREFIX_6 = 0x2001_0002_0000_0000L;
    private static final long DESTINATION_PREFIX_6 = PREFIX_6 + 1;
    private static final int PORT = 7;
    private static final int TTL = 64;
    private static final int LONGEST = 16_384;
    private static final int MAC = 0x02000000;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LONGEST]);
    private final boolean six;

    /** @param version IP version of the packets, 4 or 6. */
    ClearFrames(int version) {
        six = version == 6;
        buffer.putInt(2, Integer.reverseBytes(1));
        buffer.putInt(Ethernet.SOURCE_OFFSET, Integer.reverseBytes(MAC));
        buffer.putByte(0, (byte) (MAC >>> 24));
        Ethernet.type(buffer, 0, six ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
    }

    /** Address of the packets that use an SA, as {@code ip xfrm} writes it. */
    static String destination(int version, int state) {
        return version == 6
                ? String.format("2001:2:0:1::%x:%x", state >>> 16, state & 0xffff)
                : "10." + (state >>> 16) + "." + (state >>> 8 & 0xff) + "." + (state & 0xff);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * Writes a frame to the beginning of the buffer.
     *
     * @param frame bytes, FCS included, which is not written; IPv6 headers and UDP need at least 66.
     * @return bytes written.
     */
    int write(int frame, int state) {
        int headers = (six ? Ipv6.LENGTH : Ipv4.LENGTH) + Udp.LENGTH;
        int packet = Math.max(headers, frame - Integer.BYTES - Ethernet.LENGTH);
        int udp = Ethernet.LENGTH + headers - Udp.LENGTH;
        int length = packet - headers + Udp.LENGTH;
        if (six) {
            ipv6(length, state);
        } else {
            ipv4(packet, state);
        }
        Udp.sourcePort(buffer, udp, PORT);
        Udp.destinationPort(buffer, udp, PORT);
        Udp.length(buffer, udp, length);
        Udp.checksum(buffer, udp, 0);
        int ip = Ethernet.LENGTH;
        long sum = six
                ? InternetChecksum.pseudoHeader6(buffer, ip, IpProtocol.UDP, length)
                : InternetChecksum.pseudoHeader4(buffer, ip, IpProtocol.UDP, length);
        Udp.checksum(buffer, udp, InternetChecksum.finishUdp(InternetChecksum.sum(buffer, udp, length, sum)));
        return Ethernet.LENGTH + packet;
    }

    private void ipv4(int packet, int state) {
        int ip = Ethernet.LENGTH;
        Ipv4.versionAndLength(buffer, ip, Ipv4.LENGTH);
        Ipv4.totalLength(buffer, ip, packet);
        Ipv4.ttl(buffer, ip, TTL);
        Ipv4.protocol(buffer, ip, IpProtocol.UDP);
        Ipv4.source(buffer, ip, SOURCE_ADDRESS_4);
        Ipv4.destination(buffer, ip, DESTINATION_4 | state);
        Ipv4.writeChecksum(buffer, ip);
    }

    private void ipv6(int payload, int state) {
        int ip = Ethernet.LENGTH;
        Ipv6.firstWord(buffer, ip, 0, 0);
        Ipv6.payloadLength(buffer, ip, payload);
        Ipv6.nextHeader(buffer, ip, IpProtocol.UDP);
        Ipv6.hopLimit(buffer, ip, TTL);
        buffer.putLong(ip + Ipv6.SOURCE_OFFSET, Long.reverseBytes(PREFIX_6));
        buffer.putLong(ip + Ipv6.SOURCE_OFFSET + Long.BYTES, Long.reverseBytes(1));
        buffer.putLong(ip + Ipv6.DESTINATION_OFFSET, Long.reverseBytes(DESTINATION_PREFIX_6));
        buffer.putLong(ip + Ipv6.DESTINATION_OFFSET + Long.BYTES, Long.reverseBytes(state));
    }
}
