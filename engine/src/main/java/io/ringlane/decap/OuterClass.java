// SPDX-License-Identifier: Apache-2.0
package io.ringlane.decap;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/** The traffic class (DSCP and ECN) of a packet's outer header, and its writing into an inner one. Stateless. */
final class OuterClass {
    private OuterClass() {}

    static int of(Packet packet, int family) {
        int outer = packet.network();
        return family == 4 ? Ipv4.tos(packet.buffer(), outer) : Ipv6.trafficClass(packet.buffer(), outer);
    }

    /**
     * Writes the type of service and mends the header's checksum by the difference (RFC 1624): one that was wrong
     * before is wrong after.
     */
    static void writeTos(MutableDirectBuffer buffer, int ip, int tos) {
        int before = buffer.getShort(ip, ByteOrder.BIG_ENDIAN) & 0xffff;
        Ipv4.tos(buffer, ip, tos);
        int after = buffer.getShort(ip, ByteOrder.BIG_ENDIAN) & 0xffff;
        long sum = InternetChecksum.add(0, ~Ipv4.checksum(buffer, ip));
        sum = InternetChecksum.add(InternetChecksum.add(sum, ~before), after);
        buffer.putShort(ip + Ipv4.CHECKSUM_OFFSET, (short) InternetChecksum.finish(sum), ByteOrder.BIG_ENDIAN);
    }
}
