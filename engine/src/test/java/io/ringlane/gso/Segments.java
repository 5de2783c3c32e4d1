// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.packet.Packet;
import java.util.ArrayList;
import java.util.List;

/** What tests do with a chain of segments: read its bytes as they would leave, and send it home. */
final class Segments {
    private Segments() {}

    /** First byte that segments repeat: the MAC header in front of data, or data. */
    static int start(Packet packet) {
        return packet.mac() != 0 ? Math.min(packet.mac(), packet.data()) : packet.data();
    }

    /** All bytes from the MAC header on, a borrowed body brought in. */
    static byte[] bytes(Packet segment) {
        segment.copyBorrowedBody();
        int start = start(segment);
        byte[] bytes = new byte[segment.tail() - start];
        segment.buffer().getBytes(start, bytes);
        return bytes;
    }

    static List<Packet> list(Packet head) {
        List<Packet> segments = new ArrayList<>();
        for (Packet segment = head; segment != null; segment = segment.next()) {
            segments.add(segment);
        }
        return segments;
    }

    /** Frees every segment, and the super-packet by whoever must do it. */
    static void free(Packet head, Packet superPacket) {
        boolean borrowed = superPacket.holds() != 0;
        for (Packet segment : list(head)) {
            Packet owner = segment.dropBody();
            segment.pool().give(segment);
            if (owner != null) {
                owner.pool().give(owner);
            }
        }
        if (!borrowed) {
            superPacket.pool().give(superPacket);
        }
    }
}
