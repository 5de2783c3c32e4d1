// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import static io.ringlane.oracle.IpBytes.TCP;
import static io.ringlane.oracle.IpBytes.put16;
import static io.ringlane.oracle.IpBytes.put32;
import static io.ringlane.oracle.IpBytes.u16;
import static io.ringlane.oracle.IpBytes.u32;
import static io.ringlane.oracle.IpBytes.u8;
import static io.ringlane.oracle.IpBytes.version;

import io.ringlane.golden.PacketMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The plain packets that a super-packet stands for: each header and checksum made anew from its own bytes. */
final class Segments {
    private static final int UDP_HEADER = 8;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private Segments() {}

    /** Segments of a packet: 1 unless it is a super-packet. */
    static int count(byte[] packet, PacketMeta meta) {
        if (!meta.isGso()) {
            return 1;
        }
        int payload = packet.length - payloadOffset(packet);
        return Math.max(1, (payload + meta.gsoSize() - 1) / meta.gsoSize());
    }

    /** Length of the largest segment, IP header included. */
    static int largest(byte[] packet, PacketMeta meta) {
        return meta.isGso() ? Math.min(packet.length, payloadOffset(packet) + meta.gsoSize()) : packet.length;
    }

    /** The packets with every checksum complete. */
    static List<byte[]> cut(byte[] packet, PacketMeta meta) {
        if (!meta.isGso()) {
            return List.of(meta.isPartial() ? completed(packet, meta) : packet);
        }
        List<byte[]> segments = new ArrayList<>();
        int count = count(packet, meta);
        for (int i = 0; i < count; i++) {
            segments.add(segment(packet, meta.gsoSize(), i, count));
        }
        return segments;
    }

    private static byte[] completed(byte[] packet, PacketMeta meta) {
        byte[] whole = packet.clone();
        int sum = ~IpBytes.sum(packet, meta.checksumStart(), packet.length, 0) & 0xffff;
        boolean udp = meta.checksumOffset() == 6;
        put16(whole, meta.checksumStart() + meta.checksumOffset(), sum == 0 && udp ? 0xffff : sum);
        return whole;
    }

    private static byte[] segment(byte[] packet, int size, int index, int count) {
        int upper = IpBytes.upperOffset(packet);
        int payload = payloadOffset(packet);
        int from = payload + index * size;
        int to = Math.min(packet.length, from + size);
        byte[] segment = Arrays.copyOf(packet, payload + to - from);
        System.arraycopy(packet, from, segment, payload, to - from);
        boolean tcp = u8(packet, IpBytes.upperNamedAt(packet)) == TCP;
        if (tcp) {
            put32(segment, upper + 4, u32(packet, upper + 4) + (long) index * size);
            int clear = (index < count - 1 ? FIN_PSH : 0) | (index > 0 ? CWR : 0);
            segment[upper + 13] &= (byte) ~clear;
        } else {
            put16(segment, upper + 4, segment.length - upper);
        }
        checksum(segment, upper, tcp);
        if (version(packet) == 4) {
            put16(segment, 2, segment.length);
            put16(segment, 4, u16(packet, 4) + index);
            IpBytes.fixIpv4Checksum(segment);
        } else {
            put16(segment, 4, segment.length - IpBytes.IPV6_LENGTH);
        }
        return segment;
    }

    private static void checksum(byte[] segment, int upper, boolean tcp) {
        int place = upper + (tcp ? 16 : 6);
        put16(segment, place, 0);
        int length = segment.length - upper;
        int pseudo = IpBytes.pseudoSum(segment, tcp ? TCP : IpBytes.UDP, length);
        int sum = ~IpBytes.sum(segment, upper, segment.length, pseudo) & 0xffff;
        put16(segment, place, sum == 0 && !tcp ? 0xffff : sum);
    }

    private static int payloadOffset(byte[] packet) {
        int upper = IpBytes.upperOffset(packet);
        boolean tcp = u8(packet, IpBytes.upperNamedAt(packet)) == TCP;
        return upper + (tcp ? (u8(packet, upper + 12) >>> 4) * 4 : UDP_HEADER);
    }
}
