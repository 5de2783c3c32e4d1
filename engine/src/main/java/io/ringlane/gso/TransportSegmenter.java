// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.InternetChecksum;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What a transport protocol does to each segment. Reads the super-packet's header once and keeps the sum of the words
 * that stay the same. Belongs to a segmenter; one file per protocol.
 */
abstract sealed class TransportSegmenter permits TcpSegmenter, UdpSegmenter {
    private long pseudoSum;
    private boolean checksummed;

    /**
     * Takes over the header of a super-packet.
     *
     * @param at offset of the header, whose length {@link TransportHeader#length} has checked.
     */
    final void read(Packet packet, int at, int headerLength) {
        DirectBuffer buffer = packet.buffer();
        readHeader(buffer, at, headerLength);
        int checksum = buffer.getShort(at + checksumOffset(), ByteOrder.BIG_ENDIAN) & 0xffff;
        int length = packet.tail() - at;
        boolean partial = packet.checksumMode() == ChecksumMode.PARTIAL;
        checksummed = partial || checksum != 0 || !mayOmitChecksum();
        // A full checksum tells the pseudo header's sum too, BEET addresses included; a wrong one stays wrong.
        int pseudo = partial ? checksum : InternetChecksum.finish(InternetChecksum.sum(buffer, at, length, 0));
        pseudoSum = InternetChecksum.add32(InternetChecksum.add(0, pseudo), ~countedLength(buffer, at, length));
    }

    /**
     * Writes sequence, flags, length into a segment's header.
     *
     * @param before payload bytes in front of this segment.
     * @param length of header and payload of this segment.
     * @return running sum of the header without its checksum.
     */
    abstract long writeHeader(Packet segment, int at, int before, int length, boolean last);

    /** The field's value with everything summed, 0 replaced where the protocol says so. */
    abstract int finish(long sum);

    abstract int checksumOffset();

    abstract void readHeader(DirectBuffer buffer, int at, int headerLength);

    /** True when a checksum field of 0 means that there is none. */
    abstract boolean mayOmitChecksum();

    /** The length that went into the super-packet's pseudo header. */
    abstract int countedLength(DirectBuffer buffer, int at, int length);

    /** Sum of the pseudo header of a segment whose transport header and payload have the given length. */
    final long pseudoSum(int length) {
        return InternetChecksum.add32(pseudoSum, length);
    }

    /** False for a datagram that carries no checksum at all. */
    final boolean isChecksummed() {
        return checksummed;
    }
}
