// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.EnumSet;
import java.util.Set;

/** A packet on its way through the reference: first link header and IP packet, then outer header, ESP and text. */
final class RefWork {
    byte[] link;
    /** The IP packet as it stands; after encapsulation only its addresses mean something. */
    byte[] ip;

    RefFlow flow;
    /** Octets from the transport header to the end, and of the transport header itself, for a super-packet. */
    int transportToEnd;

    int transportLength;
    int gsoSize;
    int gsoSegs;
    Set<GsoKind> gso = EnumSet.noneOf(GsoKind.class);
    boolean partial;
    /** Where a partial checksum is summed from, counted from the end of the packet. */
    int checksumToEnd;

    int checksumOffset;

    // after encapsulation
    RefSa sa;
    byte[] outer;
    int protocolAt;
    int nextHeader;
    byte[] text;
    long number;
    boolean freeId;
    Object idGroup;
    int idOrdinal;

    RefWork() {}

    RefWork(RefPacket packet) {
        link = packet.link;
        ip = packet.ip;
        gsoSize = packet.gsoSize;
        gso.addAll(packet.gso);
        partial = packet.partial;
        checksumToEnd = packet.ip.length - packet.checksumStart;
        checksumOffset = packet.checksumOffset;
    }

    boolean isGso() {
        return gsoSize != 0;
    }

    /** The part that is cut and checksummed: the text once there is one. */
    byte[] unit() {
        return text == null ? ip : text;
    }

    /** A packet like this one with another text or IP packet, no super-packet any more. */
    RefWork segment(byte[] unit, int ordinal) {
        RefWork copy = new RefWork();
        copy.link = link;
        copy.flow = flow;
        copy.sa = sa;
        copy.ip = unit;
        if (text != null) {
            copy.ip = ip;
            copy.text = unit;
            copy.outer = outer.clone();
            copy.protocolAt = protocolAt;
            copy.nextHeader = nextHeader;
            copy.number = sa.behind(number, ordinal);
            copy.freeId = freeId;
            copy.idGroup = idGroup;
            copy.idOrdinal = ordinal;
        }
        return copy;
    }

    /** {@code skb_checksum_help}. @return false when start or field lie outside. */
    boolean completeChecksum() {
        if (!partial) {
            return true;
        }
        byte[] unit = unit();
        int start = unit.length - checksumToEnd;
        int field = start + checksumOffset;
        if (start < 0 || field + 2 > unit.length) {
            return false;
        }
        int checksum = ~Octets.fold(Octets.sum(unit, start, unit.length)) & 0xffff;
        Octets.put16(unit, field, checksum == 0 ? 0xffff : checksum);
        partial = false;
        return true;
    }
}
