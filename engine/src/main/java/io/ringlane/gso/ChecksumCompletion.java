// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.InternetChecksum;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import java.nio.ByteOrder;

/** Completes a partial transport checksum in software (kernel {@code skb_checksum_help}). Stateless. */
public final class ChecksumCompletion {
    private ChecksumCompletion() {}

    /**
     * Sums from the checksum start to the tail and stores the result; the packet's checksum is full afterwards. A
     * result of 0 is stored as 0xffff whatever the protocol, as the kernel does: for UDP 0 would mean "none".
     *
     * @return true when there was nothing to do or it is done; false, nothing changed, when start or field lie outside
     *         the packet.
     */
    public static boolean complete(Packet packet) {
        if (packet.checksumMode() != ChecksumMode.PARTIAL) {
            return true;
        }
        int start = packet.checksumStart();
        int field = start + packet.checksumOffset();
        if (start < packet.data() || field > packet.tail() - Short.BYTES) {
            return false;
        }
        int checksum = InternetChecksum.finishUdp(sum(packet, start));
        packet.buffer().putShort(field, (short) checksum, ByteOrder.BIG_ENDIAN);
        packet.checksumMode(ChecksumMode.NONE);
        return true;
    }

    private static long sum(Packet packet, int start) {
        Packet owner = packet.bodyOwner();
        int place = packet.bodyPlace();
        if (owner == null) {
            return InternetChecksum.sum(packet.buffer(), start, packet.tail() - start, 0);
        }
        int end = place + packet.bodyLength();
        if (place < start || (place - start & 1) != 0 || end != packet.tail()) {
            packet.copyBorrowedBody();
            return InternetChecksum.sum(packet.buffer(), start, packet.tail() - start, 0);
        }
        long headers = InternetChecksum.sum(packet.buffer(), start, place - start, 0);
        return InternetChecksum.sum(owner.buffer(), packet.bodyOffset(), packet.bodyLength(), headers);
    }
}
