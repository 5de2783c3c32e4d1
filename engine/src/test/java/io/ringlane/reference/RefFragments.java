// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** IP fragments of octet arrays (RFC 791, RFC 8200 section 4.5), of headers without options that are not copied. */
final class RefFragments {
    private RefFragments() {}

    /** @return null when headers leave no room. */
    static List<byte[]> cut(byte[] ip, int mtu) {
        boolean v4 = ip[0] >> 4 == 4;
        int headers = v4 ? (ip[0] & 15) * 4 : headers6(ip);
        int unit = (mtu - headers - (v4 ? 0 : 8)) & -8;
        if (unit <= 0) {
            return null;
        }
        List<byte[]> pieces = new ArrayList<>();
        for (int at = headers; at < ip.length; at += unit) {
            int end = Math.min(ip.length, at + unit);
            pieces.add(v4 ? piece4(ip, headers, at, end) : piece6(ip, headers, at, end));
        }
        return pieces;
    }

    private static byte[] piece4(byte[] ip, int headers, int at, int end) {
        byte[] piece = Octets.join(Octets.slice(ip, 0, headers), Octets.slice(ip, at, end));
        int word = Octets.u16(ip, 6);
        int more = end < ip.length ? 0x2000 : word & 0x2000;
        Octets.put16(piece, 2, piece.length);
        Octets.put16(piece, 6, (word & 0x1fff) + (at - headers) / 8 | more);
        if (at > headers) {
            dropOptions(piece, headers);
        }
        Octets.ipv4Checksum(piece);
        return piece;
    }

    /** Options whose type has no copy bit belong into the first fragment only: padding takes their place. */
    private static void dropOptions(byte[] piece, int headers) {
        int at = 20;
        while (at < headers && piece[at] != 0) {
            int length = piece[at] == 1 ? 1 : at + 1 < headers ? Octets.u8(piece, at + 1) : 0;
            if (length > headers - at || piece[at] != 1 && length < 2) {
                return;
            }
            if (piece[at] > 1) {
                Arrays.fill(piece, at, at + length, (byte) 1);
            }
            at += length;
        }
    }

    private static byte[] piece6(byte[] ip, int headers, int at, int end) {
        byte[] fragment = new byte[8];
        int nameAt = name6(ip, headers);
        fragment[0] = ip[nameAt];
        Octets.put16(fragment, 2, at - headers | (end < ip.length ? 1 : 0));
        byte[] piece = Octets.join(Octets.slice(ip, 0, headers), fragment, Octets.slice(ip, at, end));
        piece[nameAt] = 44;
        Octets.put16(piece, 4, piece.length - 40);
        return piece;
    }

    /** Up to ESP: what stands in front of it, routers read. */
    private static int headers6(byte[] ip) {
        int at = 40;
        int type = Octets.u8(ip, 6);
        while (type == 0 || type == 43 || type == 60) {
            type = Octets.u8(ip, at);
            at += (Octets.u8(ip, at + 1) + 1) * 8;
        }
        return at;
    }

    private static int name6(byte[] ip, int headers) {
        int name = 6;
        for (int at = 40; at < headers; at += (Octets.u8(ip, at + 1) + 1) * 8) {
            name = at;
        }
        return name;
    }
}
