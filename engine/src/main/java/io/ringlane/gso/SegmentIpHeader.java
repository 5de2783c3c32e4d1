// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One IP header of a super-packet and what changes in it from segment to segment (kernel {@code inet_gso_segment},
 * {@code ipv6_gso_segment}). The sum of the words that stay is taken once. Belongs to a segmenter.
 */
final class SegmentIpHeader {
    private int offset;
    private int version;
    private int firstId;
    private boolean fixedId;
    private long constantSum;

    /**
     * Takes the header at the offset as the model; {@link TransportHeader} or the caller has checked its lengths.
     *
     * @param fixed segments repeat the ID; legal only with DF set.
     * @return false when this header cannot be repeated.
     */
    boolean read(DirectBuffer buffer, int at, boolean fixed) {
        offset = at;
        version = Ipv4.version(buffer, at);
        fixedId = fixed;
        if (version != 4) {
            return version == 6;
        }
        firstId = Ipv4.id(buffer, at);
        int options = Ipv4.headerLength(buffer, at) - Ipv4.SOURCE_OFFSET;
        long sum = buffer.getShort(at) & 0xffffL;
        sum += buffer.getInt(at + Ipv4.FRAGMENT_OFFSET) & 0xffffffffL;
        constantSum = InternetChecksum.sum(buffer, at + Ipv4.SOURCE_OFFSET, options, sum);
        return !fixed || Ipv4.dontFragment(buffer, at);
    }

    /**
     * Finishes the copied header of one segment.
     *
     * @param shift how far the segment's bytes stand from where they were in the super-packet.
     * @param end offset in the segment behind the last byte that the length field shall count.
     * @param ordinal number of segments before this one.
     */
    void write(MutableDirectBuffer buffer, int shift, int end, int ordinal) {
        int at = offset + shift;
        if (version == 6) {
            Ipv6.payloadLength(buffer, at, end - at - Ipv6.LENGTH);
            return;
        }
        int length = end - at & 0xffff;
        int id = fixedId ? firstId : firstId + ordinal & 0xffff;
        long sum = InternetChecksum.add(InternetChecksum.add(constantSum, length), id);
        buffer.putInt(at + Ipv4.TOTAL_LENGTH_OFFSET, length << 16 | id, ByteOrder.BIG_ENDIAN);
        buffer.putShort(at + Ipv4.CHECKSUM_OFFSET, (short) InternetChecksum.finish(sum), ByteOrder.BIG_ENDIAN);
    }

    int version() {
        return version;
    }
}
