// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.Arrays;

/** Outer headers of the three modes, built from nothing (section 3.8, table 1.5, section 3.6 of the semantics). */
final class RefEncap {
    private RefEncap() {}

    /** Splits the packet into outer header and text. @return false when the mode refuses it. */
    static boolean apply(RefWork work, RefSa sa, int hopLimit) {
        byte[] ip = work.ip;
        work.idGroup = new Object();
        boolean done = switch (sa.mode) {
            case TRANSPORT -> work.flow.family == 4 ? transport4(work, ip) : transport6(work, ip);
            case TUNNEL -> tunnel(work, ip, sa, hopLimit);
            case BEET -> work.flow.family == 4 ? beet4(work, ip, sa) : beet6(work, ip, sa);
        };
        work.sa = done ? sa : null;
        return done;
    }

    private static boolean transport4(RefWork work, byte[] ip) {
        return split(work, ip, (ip[0] & 15) * 4, 9);
    }

    private static boolean split(RefWork work, byte[] ip, int header, int protocolAt) {
        work.outer = Octets.slice(ip, 0, header);
        work.protocolAt = protocolAt;
        work.nextHeader = Octets.u8(ip, protocolAt);
        work.text = Octets.slice(ip, header, ip.length);
        return true;
    }

    /** {@code ip6_find_1stfragopt}. */
    private static boolean transport6(RefWork work, byte[] ip) {
        int nameAt = 6;
        int at = 40;
        boolean routing = false;
        while (at <= ip.length) {
            int type = Octets.u8(ip, nameAt);
            if (type == 43) {
                routing = true;
            } else if (type == 60 ? routing && !homeAddress(ip, at) : type != 0) {
                return split(work, ip, at, nameAt);
            }
            if (at + 2 > ip.length) {
                return false;
            }
            nameAt = at;
            at += (Octets.u8(ip, at + 1) + 1) * 8;
        }
        return false;
    }

    private static boolean homeAddress(byte[] ip, int header) {
        int end = Math.min(ip.length, header + (Octets.u8(ip, header + 1) + 1) * 8);
        int at = header + 2;
        while (at + 2 <= end) {
            int option = Octets.u8(ip, at);
            if (option == 201) {
                return true;
            }
            at += option == 0 ? 1 : 2 + Octets.u8(ip, at + 1);
        }
        return false;
    }

    private static boolean tunnel(RefWork work, byte[] ip, RefSa sa, int hopLimit) {
        boolean inner4 = work.flow.family == 4;
        int innerTos = inner4 ? Octets.u8(ip, 1) : trafficClass(ip);
        int ecn = (innerTos & 3) == 3 ? 2 : innerTos & 3;
        int tos = (sa.dontEncapDscp ? 0 : innerTos & 0xfc) | (sa.noEcn ? 0 : ecn);
        int protocol = inner4 ? 4 : 41;
        if (sa.family() == 4) {
            boolean keepWhole = !sa.noPmtuDisc && (!inner4 || (Octets.u16(ip, 6) & 0x4000) != 0);
            work.outer = header4(sa, tos, 0, keepWhole ? 0x4000 : 0, hopLimit, protocol);
            work.freeId = !keepWhole;
        } else {
            work.outer = header6(sa, tos, inner4 ? 0 : Octets.u32(ip, 0) & 0xfffff, hopLimit, protocol);
        }
        work.protocolAt = sa.family() == 4 ? 9 : 6;
        work.nextHeader = protocol;
        work.text = ip.clone();
        return true;
    }

    private static int trafficClass(byte[] ip) {
        return Octets.u16(ip, 0) >> 4 & 0xff;
    }

    private static boolean beet4(RefWork work, byte[] ip, RefSa sa) {
        if ((Octets.u16(ip, 6) & 0x3fff) != 0) {
            return false;
        }
        int header = (ip[0] & 15) * 4;
        int options = header - 20;
        int protocol = Octets.u8(ip, 9);
        byte[] text = Octets.slice(ip, header, ip.length);
        if (options > 0) {
            int padding = options % 8 == 0 ? 4 : 0;
            byte[] pseudo = new byte[4 + padding];
            Arrays.fill(pseudo, (byte) 1);
            pseudo[0] = (byte) protocol;
            pseudo[1] = (byte) (options / 8);
            pseudo[2] = (byte) padding;
            // the kernel leaves the reserved octet as the inner addresses had it
            pseudo[3] = ip[19 - padding];
            text = Octets.join(pseudo, Octets.slice(ip, 20, header), text);
            protocol = 94;
        }
        int tos = Octets.u8(ip, 1);
        int ttl = Octets.u8(ip, 8);
        work.outer = sa.family() == 4
                ? header4(sa, tos, Octets.u16(ip, 4), Octets.u16(ip, 6), ttl, protocol)
                : header6(sa, tos, 0, ttl, protocol);
        return beet(work, sa, protocol, text);
    }

    private static boolean beet6(RefWork work, byte[] ip, RefSa sa) {
        int protocol = Octets.u8(ip, 6);
        int hops = Octets.u8(ip, 7);
        work.outer = sa.family() == 4
                ? header4(sa, trafficClass(ip), 0, 0x4000, hops, protocol)
                : header6(sa, trafficClass(ip), Octets.u32(ip, 0) & 0xfffff, hops, protocol);
        return beet(work, sa, protocol, Octets.slice(ip, 40, ip.length));
    }

    private static boolean beet(RefWork work, RefSa sa, int protocol, byte[] text) {
        work.protocolAt = sa.family() == 4 ? 9 : 6;
        work.nextHeader = protocol;
        work.text = text;
        return true;
    }

    private static byte[] header4(RefSa sa, int tos, int id, int fragment, int ttl, int protocol) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte) tos;
        Octets.put16(header, 4, id);
        Octets.put16(header, 6, fragment);
        header[8] = (byte) ttl;
        header[9] = (byte) protocol;
        System.arraycopy(sa.source, 0, header, 12, 4);
        System.arraycopy(sa.destination, 0, header, 16, 4);
        return header;
    }

    private static byte[] header6(RefSa sa, int trafficClass, int label, int hops, int protocol) {
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | trafficClass << 20 | label);
        header[6] = (byte) protocol;
        header[7] = (byte) hops;
        System.arraycopy(sa.source, 0, header, 8, 16);
        System.arraycopy(sa.destination, 0, header, 24, 16);
        return header;
    }
}
