// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.packet.Packet;

/**
 * Arithmetic on a super-packet that is not encapsulated yet (network mark at its own IP header). Stateless. Counts come
 * from the bytes, never from the sender's {@code gso_segs}.
 */
public final class GsoLengths {
    /** The packet is no super-packet or its headers are malformed. */
    public static final int NOT_GSO = -1;

    private GsoLengths() {}

    /** Bytes from the network mark to the first payload byte, or {@link #NOT_GSO}. */
    public static int headerLength(Packet packet) {
        if (!packet.isGso()) {
            return NOT_GSO;
        }
        int end = packet.tail();
        long found = TransportHeader.behindIp(packet.buffer(), packet.network(), end);
        if (found == TransportHeader.NOT_FOUND) {
            return NOT_GSO;
        }
        int at = TransportHeader.offset(found);
        int length = TransportHeader.length(packet.buffer(), TransportHeader.protocol(found), at, end);
        return length == 0 ? NOT_GSO : at + length - packet.network();
    }

    /** Length of a full segment, IP header included ({@code skb_gso_network_seglen}), or {@link #NOT_GSO}. */
    public static int networkLength(Packet packet) {
        int headers = headerLength(packet);
        return headers == NOT_GSO ? NOT_GSO : headers + packet.gsoSize();
    }

    /** True when every segment fits the MTU ({@code skb_gso_validate_network_len}); a malformed packet does not fit. */
    public static boolean fits(Packet packet, int mtu) {
        int length = networkLength(packet);
        return length != NOT_GSO && length <= mtu;
    }

    /** How many segments the packet will give, 1 if its payload is not longer than one, or {@link #NOT_GSO}. */
    public static int segmentCount(Packet packet) {
        int headers = headerLength(packet);
        if (headers == NOT_GSO) {
            return NOT_GSO;
        }
        return Math.max(1, segments(packet.tail() - packet.network() - headers, packet.gsoSize()));
    }

    static int segments(int payload, int size) {
        return (payload + size - 1) / size;
    }
}
