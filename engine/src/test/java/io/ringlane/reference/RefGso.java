// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Cuts super-packets: each segment is built in full, its checksum summed over all of it (section 3.5). */
final class RefGso {
    private RefGso() {}

    /**
     * Cuts.
     *
     * @param software finish the transport checksums; else they are left to the device.
     * @param perPiece segments that one piece may hold: 1, or more for a device that takes partial super-segments.
     * @return null when the packet cannot be cut.
     */
    static List<RefWork> cut(RefWork work, boolean software, int perPiece) {
        byte[] unit = work.unit();
        int transport = unit.length - work.transportToEnd;
        int headers = transport + work.transportLength;
        int payload = unit.length - headers;
        if (!kindFits(work) || payload <= work.gsoSize || !idsFit(work, unit)) {
            return null;
        }
        List<RefWork> pieces = new ArrayList<>();
        int step = work.gsoSize * perPiece;
        for (int at = 0; at < payload; at += step) {
            int length = Math.min(step, payload - at);
            byte[] piece = Octets.join(
                    Octets.slice(unit, 0, headers), Octets.slice(unit, headers + at, headers + at + length));
            pieces.add(piece(work, piece, transport, at, length, at + length == payload, software));
        }
        return pieces;
    }

    private static boolean kindFits(RefWork work) {
        if (work.flow.protocol == 17) {
            return work.gso.contains(GsoKind.UDP_L4);
        }
        boolean any = work.sa != null && work.sa.mode == RefSa.Mode.BEET && work.text != null;
        boolean v4 = work.gso.contains(GsoKind.TCPV4) && (any || work.flow.family == 4);
        boolean v6 = work.gso.contains(GsoKind.TCPV6) && (any || work.flow.family == 6);
        return v4 || v6;
    }

    /** IPv4 headers that are repeated with one and the same ID must forbid fragments. */
    private static boolean idsFit(RefWork work, byte[] unit) {
        if (!work.gso.contains(GsoKind.TCP_FIXEDID)) {
            return true;
        }
        boolean outerFits = work.text == null || work.outer[0] >> 4 == 6 || (work.outer[6] & 0x40) != 0;
        return outerFits && (!startsWithIp(work) || unit[0] >> 4 == 6 || (unit[6] & 0x40) != 0);
    }

    private static boolean startsWithIp(RefWork work) {
        return work.text == null || work.sa.mode == RefSa.Mode.TUNNEL;
    }

    private static RefWork piece(
            RefWork work, byte[] bytes, int transport, int before, int length, boolean last, boolean software) {
        int ordinal = before / work.gsoSize;
        RefWork piece = work.segment(bytes, ordinal);
        piece.transportToEnd = bytes.length - transport;
        piece.transportLength = work.transportLength;
        if (length > work.gsoSize) {
            piece.gsoSize = work.gsoSize;
            piece.gsoSegs = (length + work.gsoSize - 1) / work.gsoSize;
            piece.gso = EnumSet.copyOf(work.gso);
            piece.gso.remove(GsoKind.DODGY);
            piece.gso.add(GsoKind.PARTIAL);
        }
        boolean fixed = work.gso.contains(GsoKind.TCP_FIXEDID);
        if (startsWithIp(work)) {
            int counted = piece.isGso() ? bytes.length - length + work.gsoSize : bytes.length;
            innerHeader(bytes, counted, fixed ? 0 : ordinal);
        }
        if (piece.outer != null && piece.outer[0] >> 4 == 4 && !fixed) {
            Octets.put16(piece.outer, 4, Octets.u16(piece.outer, 4) + ordinal);
        }
        if (fixed) {
            piece.idOrdinal = 0;
        }
        transport(work, piece, bytes, transport, before, last, software);
        return piece;
    }

    private static void innerHeader(byte[] ip, int length, int ordinal) {
        if (ip[0] >> 4 == 6) {
            Octets.put16(ip, 4, length - 40);
            return;
        }
        Octets.put16(ip, 2, length);
        Octets.put16(ip, 4, Octets.u16(ip, 4) + ordinal);
        Octets.ipv4Checksum(ip);
    }

    private static void transport(
            RefWork work, RefWork piece, byte[] bytes, int at, int before, boolean last, boolean software) {
        boolean udp = work.flow.protocol == 17;
        int field = at + (udp ? 6 : 16);
        if (udp) {
            Octets.put16(bytes, at + 4, bytes.length - at);
        } else {
            Octets.put32(bytes, at + 4, Octets.u32(bytes, at + 4) + before);
            int flags = Octets.u8(bytes, at + 13);
            flags = last ? flags : flags & ~9;
            flags = before == 0 ? flags : flags & ~0x80;
            bytes[at + 13] = (byte) flags;
        }
        if (udp && !work.partial && Octets.u16(bytes, field) == 0) {
            return;
        }
        long pseudo = Octets.pseudo(work.flow.source, work.flow.destination, work.flow.protocol, bytes.length - at);
        if (software) {
            Octets.put16(bytes, field, 0);
            int checksum = ~Octets.fold(pseudo + Octets.sum(bytes, at, bytes.length)) & 0xffff;
            Octets.put16(bytes, field, udp && checksum == 0 ? 0xffff : checksum);
        } else {
            Octets.put16(bytes, field, Octets.fold(pseudo));
            piece.partial = true;
            piece.checksumToEnd = bytes.length - at;
            piece.checksumOffset = field - at;
        }
    }
}
