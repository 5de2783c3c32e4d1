// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

/** What the reference reads from an IP packet before it decides anything. */
final class RefFlow {
    enum Kind {
        IP,
        NOT_IP,
        MALFORMED
    }

    int family;
    byte[] source;
    byte[] destination;
    int protocol;
    int destinationPort;
    /** Offset of the upper-layer header. */
    int upper;
    /** True when the packet is a fragment. */
    boolean fragment;
    /** Length that the IP header states; the array's own for a super-packet. */
    int total;

    /** Fills this object from the packet. */
    Kind read(byte[] ip, boolean gso) {
        if (ip.length == 0) {
            return Kind.NOT_IP;
        }
        family = ip[0] >> 4 & 15;
        return family == 4 ? read4(ip, gso) : family == 6 ? read6(ip, gso) : Kind.NOT_IP;
    }

    private Kind read4(byte[] ip, boolean gso) {
        if (ip.length < 20) {
            return Kind.MALFORMED;
        }
        int header = (ip[0] & 15) * 4;
        total = gso || ip.length > 65535 ? ip.length : Octets.u16(ip, 2);
        if (header < 20 || header > ip.length || total < header || total > ip.length) {
            return Kind.MALFORMED;
        }
        source = Octets.slice(ip, 12, 16);
        destination = Octets.slice(ip, 16, 20);
        protocol = Octets.u8(ip, 9);
        fragment = (Octets.u16(ip, 6) & 0x3fff) != 0;
        upper = header;
        port(ip);
        return Kind.IP;
    }

    private Kind read6(byte[] ip, boolean gso) {
        if (ip.length < 40) {
            return Kind.MALFORMED;
        }
        total = gso || ip.length > 65535 ? ip.length : 40 + Octets.u16(ip, 4);
        if (total > ip.length) {
            return Kind.MALFORMED;
        }
        source = Octets.slice(ip, 8, 24);
        destination = Octets.slice(ip, 24, 40);
        protocol = Octets.u8(ip, 6);
        upper = 40;
        while (protocol == 0 || protocol == 43 || protocol == 60 || protocol == 44) {
            if (upper + 8 > total) {
                return Kind.MALFORMED;
            }
            fragment |= protocol == 44;
            int length = protocol == 44 ? 8 : (Octets.u8(ip, upper + 1) + 1) * 8;
            protocol = Octets.u8(ip, upper);
            upper += length;
        }
        if (upper > total) {
            return Kind.MALFORMED;
        }
        port(ip);
        return Kind.IP;
    }

    private void port(byte[] ip) {
        boolean ports = (protocol == 6 || protocol == 17) && !fragment && upper + 4 <= total;
        destinationPort = ports ? Octets.u16(ip, upper + 2) : 0;
    }

    /** Length of the TCP or UDP header that a super-packet repeats, 0 when there is none. */
    int transportLength(byte[] ip) {
        int left = ip.length - upper;
        if (fragment || left < 8) {
            return 0;
        }
        if (protocol == 17) {
            return 8;
        }
        if (protocol != 6 || left < 20) {
            return 0;
        }
        int length = (Octets.u8(ip, upper + 12) >> 4) * 4;
        return length >= 20 && length <= left ? length : 0;
    }
}
