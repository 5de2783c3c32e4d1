// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import static io.ringlane.oracle.IpBytes.IPV6_LENGTH;
import static io.ringlane.oracle.IpBytes.put16;
import static io.ringlane.oracle.IpBytes.put32;
import static io.ringlane.oracle.IpBytes.u16;
import static io.ringlane.oracle.IpBytes.u8;
import static io.ringlane.oracle.IpBytes.version;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What IP does behind ESP with a packet that is longer than the link allows: cutting (RFC 791 section 3.2, RFC 8200
 * section 4.5), and joining what the kernel cut. Stateless.
 */
public final class OuterFragments {
    private static final int FRAGMENT = 44;
    private static final int FRAGMENT_HEADER = 8;
    private static final int DF = 0x4000;
    private static final int MORE = 0x2000;
    private static final int PLACE = 0x1fff;

    private OuterFragments() {}

    /** The pieces of a packet for a link of this MTU: itself, if it fits or must not be cut. */
    public static List<byte[]> cut(byte[] packet, int mtu) {
        boolean ipv4 = version(packet) == 4;
        if (packet.length <= mtu || ipv4 && (u16(packet, 6) & DF) != 0) {
            return List.of(packet);
        }
        int headers = IpBytes.upperOffset(packet);
        int room = mtu - headers - (ipv4 ? 0 : FRAGMENT_HEADER) & ~7;
        List<byte[]> pieces = new ArrayList<>();
        for (int from = headers; from < packet.length; from += room) {
            int to = Math.min(packet.length, from + room);
            int place = (from - headers) / 8;
            pieces.add(ipv4 ? piece4(packet, from, to, place) : piece6(packet, from, to, place));
        }
        return pieces;
    }

    private static byte[] piece4(byte[] packet, int from, int to, int place) {
        int headers = IpBytes.ipv4HeaderLength(packet);
        byte[] piece = Arrays.copyOf(packet, headers + to - from);
        System.arraycopy(packet, from, piece, headers, to - from);
        put16(piece, 2, piece.length);
        put16(piece, 6, place | (to < packet.length ? MORE : 0));
        IpBytes.fixIpv4Checksum(piece);
        return piece;
    }

    private static byte[] piece6(byte[] packet, int from, int to, int place) {
        int headers = IpBytes.upperOffset(packet);
        int named = IpBytes.upperNamedAt(packet);
        byte[] piece = Arrays.copyOf(packet, headers + FRAGMENT_HEADER + to - from);
        System.arraycopy(packet, from, piece, headers + FRAGMENT_HEADER, to - from);
        put16(piece, 4, piece.length - IPV6_LENGTH);
        put32(piece, headers, (long) u8(packet, named) << 24 | (long) place << 3 | (to < packet.length ? 1 : 0));
        put32(piece, headers + 4, 0);
        piece[named] = FRAGMENT;
        return piece;
    }

    /** Whether a packet is a piece of another one. */
    static boolean isPiece(byte[] packet) {
        if (version(packet) == 4) {
            return (u16(packet, 6) & (MORE | PLACE)) != 0;
        }
        return version(packet) == 6 && u8(packet, IpBytes.upperNamedAt(packet)) == FRAGMENT;
    }

    /** Whether no piece follows. */
    static boolean isLast(byte[] piece) {
        return version(piece) == 4 ? (u16(piece, 6) & MORE) == 0 : (u8(piece, IpBytes.upperOffset(piece) + 3) & 1) == 0;
    }

    /** Joins all pieces of one packet, which are in order. */
    static byte[] join(List<byte[]> pieces) {
        byte[] first = pieces.getFirst();
        boolean ipv4 = version(first) == 4;
        int headers = IpBytes.upperOffset(first);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(first, 0, headers);
        int skipped = headers + (ipv4 ? 0 : FRAGMENT_HEADER);
        pieces.forEach(piece -> whole.write(piece, skipped, piece.length - skipped));
        byte[] packet = whole.toByteArray();
        if (ipv4) {
            put16(packet, 2, packet.length);
            put16(packet, 6, 0);
            IpBytes.fixIpv4Checksum(packet);
        } else {
            packet[IpBytes.upperNamedAt(first)] = first[headers];
            put16(packet, 4, packet.length - IPV6_LENGTH);
        }
        return packet;
    }

    /** Clears what the kernel draws at random: IPv4 ID, with the checksum, or the ID of an IPv6 fragment header. */
    static void clearId(byte[] packet) {
        if (version(packet) == 4 && packet.length >= 20) {
            put16(packet, 4, 0);
            put16(packet, 10, 0);
        } else if (isPiece(packet)) {
            put32(packet, IpBytes.upperOffset(packet) + 4, 0);
        }
    }
}
