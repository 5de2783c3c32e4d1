// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Udp;
import io.ringlane.packet.Packet;
import org.agrona.DirectBuffer;

/**
 * UDP (kernel {@code __udp_gso_segment}): every segment is a datagram of its own, with its own length and checksum; a
 * checksum of 0 leaves as 0xffff, and a datagram that came without one leaves without one.
 */
final class UdpSegmenter extends TransportSegmenter {
    private long constantSum;

    @Override
    void readHeader(DirectBuffer buffer, int at, int headerLength) {
        constantSum = buffer.getInt(at) & 0xffffffffL;
    }

    @Override
    long writeHeader(Packet segment, int at, int before, int length, boolean last) {
        Udp.length(segment.buffer(), at, length);
        return InternetChecksum.add(constantSum, length);
    }

    @Override
    int finish(long sum) {
        return InternetChecksum.finishUdp(sum);
    }

    @Override
    int checksumOffset() {
        return Udp.CHECKSUM_OFFSET;
    }

    @Override
    boolean mayOmitChecksum() {
        return true;
    }

    @Override
    int countedLength(DirectBuffer buffer, int at, int length) {
        return Udp.length(buffer, at);
    }
}
