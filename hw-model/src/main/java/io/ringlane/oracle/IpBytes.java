// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

/** Reads and writes IP packets in plain arrays, network byte order. Shares nothing with the engine, on purpose. */
final class IpBytes {
    static final int IPV6_LENGTH = 40;
    static final int ESP = 50;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int UDP_LENGTH = 8;
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int DESTINATION_OPTIONS = 60;
    static final int MOBILITY = 135;
    static final int BEET_PSEUDO_HEADER = 94;

    private IpBytes() {}

    static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    static int u16(byte[] bytes, int at) {
        return u8(bytes, at) << 8 | u8(bytes, at + 1);
    }

    static long u32(byte[] bytes, int at) {
        return (long) u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    static long u64(byte[] bytes, int at) {
        return u32(bytes, at) << 32 | u32(bytes, at + 4);
    }

    static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static void put32(byte[] bytes, int at, long value) {
        put16(bytes, at, (int) (value >>> 16));
        put16(bytes, at + 2, (int) value);
    }

    static void put64(byte[] bytes, int at, long value) {
        put32(bytes, at, value >>> 32);
        put32(bytes, at + 4, value);
    }

    static int version(byte[] packet) {
        return packet.length == 0 ? 0 : u8(packet, 0) >>> 4;
    }

    static int ipv4HeaderLength(byte[] packet) {
        return (packet[0] & 15) * 4;
    }

    /** Sum of 16-bit words, folded, an odd byte padded with zero. */
    static int sum(byte[] bytes, int from, int to, long start) {
        long sum = start;
        for (int i = from; i < to; i += 2) {
            sum += i + 1 < to ? u16(bytes, i) : u8(bytes, i) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    /** Sum of the pseudo header of a transport layer. */
    static int pseudoSum(byte[] packet, int protocol, int length) {
        long rest = (long) protocol + (length >>> 16) + (length & 0xffff);
        return version(packet) == 4 ? sum(packet, 12, 20, rest) : sum(packet, 8, IPV6_LENGTH, rest);
    }

    /** Writes the header checksum of an IPv4 packet. */
    static void fixIpv4Checksum(byte[] packet) {
        put16(packet, 10, 0);
        put16(packet, 10, ~sum(packet, 0, ipv4HeaderLength(packet), 0) & 0xffff);
    }

    /** Writes the checksum of a UDP datagram that goes on to the end. */
    static void fixUdpChecksum(byte[] packet, int udp) {
        put16(packet, udp + 6, 0);
        int pseudo = pseudoSum(packet, UDP, packet.length - udp);
        int sum = ~sum(packet, udp, packet.length, pseudo) & 0xffff;
        put16(packet, udp + 6, sum == 0 ? 0xffff : sum);
    }

    static boolean isExtension(int protocol) {
        return protocol == HOP_BY_HOP || protocol == ROUTING || protocol == DESTINATION_OPTIONS || protocol == MOBILITY;
    }

    /** Offset of the first header that is no extension header (a fragment header counts as none). */
    static int upperOffset(byte[] packet) {
        if (version(packet) == 4) {
            return ipv4HeaderLength(packet);
        }
        int at = IPV6_LENGTH;
        for (int next = u8(packet, 6); isExtension(next) && at + 1 < packet.length; ) {
            next = u8(packet, at);
            at += 8 + u8(packet, at + 1) * 8;
        }
        return at;
    }

    /** Place of the byte that names the header at {@link #upperOffset}. */
    static int upperNamedAt(byte[] packet) {
        if (version(packet) == 4) {
            return 9;
        }
        int named = 6;
        int at = IPV6_LENGTH;
        while (isExtension(u8(packet, named)) && at + 1 < packet.length) {
            named = at;
            at += 8 + u8(packet, at + 1) * 8;
        }
        return named;
    }
}
