// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Tcp;
import io.ringlane.packet.Packet;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * TCP (kernel {@code tcp_gso_segment}): the sequence number advances by the payload in front; FIN and PSH stay on the
 * last segment only, CWR on the first only; all other flags and options are repeated.
 */
final class TcpSegmenter extends TransportSegmenter {
    private static final int WINDOW_OFFSET = 14;
    private static final int ACK_OFFSET = 8;

    private int sequence;
    private int flags;
    private long constantSum;

    @Override
    void readHeader(DirectBuffer buffer, int at, int headerLength) {
        sequence = Tcp.sequence(buffer, at);
        flags = Tcp.flags(buffer, at);
        long sum = (buffer.getInt(at) & 0xffffffffL) + (buffer.getInt(at + ACK_OFFSET) & 0xffffffffL);
        sum = InternetChecksum.add(sum, (buffer.getByte(at + Tcp.DATA_OFFSET_OFFSET) & 0xff) << 8);
        sum += buffer.getShort(at + WINDOW_OFFSET) & 0xffff;
        int behind = Tcp.CHECKSUM_OFFSET + Short.BYTES;
        constantSum = InternetChecksum.sum(buffer, at + behind, headerLength - behind, sum);
    }

    @Override
    long writeHeader(Packet segment, int at, int before, int length, boolean last) {
        MutableDirectBuffer buffer = segment.buffer();
        int number = sequence + before;
        int kept = flags;
        if (!last) {
            kept &= ~(Tcp.FIN | Tcp.PSH);
        }
        if (before != 0) {
            kept &= ~Tcp.CWR;
        }
        Tcp.sequence(buffer, at, number);
        Tcp.flags(buffer, at, kept);
        return InternetChecksum.add(InternetChecksum.add32(constantSum, number), kept);
    }

    @Override
    int finish(long sum) {
        return InternetChecksum.finish(sum);
    }

    @Override
    int checksumOffset() {
        return Tcp.CHECKSUM_OFFSET;
    }

    @Override
    boolean mayOmitChecksum() {
        return false;
    }

    @Override
    int countedLength(DirectBuffer buffer, int at, int length) {
        return length;
    }
}
