// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

/** Header fields of packets on the heap, read the simple way: the engine's classes are what is being checked. */
final class IpLength {
    private static final int IPV6_HEADER = 40;

    private IpLength() {}

    /** Bytes of a packet by its own length field; -1 when it is no IP packet. */
    static int of(byte[] packet) {
        if (packet.length < 20) {
            return -1;
        }
        return switch (packet[0] >> 4 & 15) {
            case 4 -> word(packet, 2);
            case 6 -> IPV6_HEADER + word(packet, 4);
            default -> -1;
        };
    }

    static int word(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
    }

    /** Protocol of the IP header, the first one named. */
    static int protocol(byte[] packet) {
        return packet[packet[0] >> 4 == 4 ? 9 : 6] & 0xff;
    }

    /** IP header without extension headers. */
    static int header(byte[] packet) {
        return packet[0] >> 4 == 4 ? (packet[0] & 15) * 4 : IPV6_HEADER;
    }
}
