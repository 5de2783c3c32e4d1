// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * What the modelled device changes in the headers of a segment, which begins as a copy of the super-packet's.
 * Stateless; offsets are the frame's.
 */
final class SegmentHeaders {
    private static final int IPV4 = 4;

    private SegmentHeaders() {}

    /**
     * Sets length, and for IPv4 ID and checksum, of one IP header.
     *
     * @param network offset of the header.
     * @param end     offset behind the last byte that the header counts.
     * @param idStep  added to the IPv4 ID.
     */
    static void ip(MutableDirectBuffer frame, int network, int end, int idStep) {
        if (Ipv4.version(frame, network) == IPV4) {
            Ipv4.id(frame, network, Ipv4.id(frame, network) + idStep);
            Ipv4.totalLength(frame, network, end - network);
            Ipv4.writeChecksum(frame, network);
        } else {
            Ipv6.payloadLength(frame, network, end - network - Ipv6.LENGTH);
        }
    }

    /** Advances the sequence number; FIN and PSH stay with the last segment, CWR with the first. */
    static void tcp(MutableDirectBuffer frame, int transport, int segment, int segments, int size) {
        Tcp.sequence(frame, transport, Tcp.sequence(frame, transport) + segment * size);
        int flags = Tcp.flags(frame, transport);
        if (segment != segments - 1) {
            flags &= ~(Tcp.FIN | Tcp.PSH);
        }
        if (segment != 0) {
            flags &= ~Tcp.CWR;
        }
        Tcp.flags(frame, transport, flags);
    }

    static void udp(MutableDirectBuffer frame, int transport, int length) {
        Udp.length(frame, transport, length);
    }

    /**
     * Moves a pseudo-header sum from one length to another. The addresses need not be known, which BEET's are not.
     *
     * @param field  offset of the checksum, which holds the sum.
     * @param before length that is in the sum.
     * @param after  length that shall be in it.
     */
    static void pseudoHeaderLength(MutableDirectBuffer frame, int field, int before, int after) {
        int sum = word(frame, field) + (~before & 0xffff) + (~(before >>> 16) & 0xffff) + after;
        frame.putShort(field, (short) fold(sum), ByteOrder.BIG_ENDIAN);
    }

    /** Completes a checksum whose field holds the pseudo header's sum. @param end offset behind the last byte. */
    static void completeChecksum(MutableDirectBuffer frame, int transport, int field, int end) {
        long sum = InternetChecksum.sum(frame, transport, end - transport, 0);
        boolean udp = field - transport == Udp.CHECKSUM_OFFSET;
        int checksum = udp ? InternetChecksum.finishUdp(sum) : InternetChecksum.finish(sum);
        frame.putShort(field, (short) checksum, ByteOrder.BIG_ENDIAN);
    }

    private static int word(MutableDirectBuffer frame, int offset) {
        return frame.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    private static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
