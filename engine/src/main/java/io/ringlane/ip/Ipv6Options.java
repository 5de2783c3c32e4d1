// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import org.agrona.DirectBuffer;

/**
 * Options of IPv6 hop-by-hop and destination headers (RFC 8200 section 4.2; kernel {@code ip6_parse_tlv}): whether a
 * host may go on behind them. Stateless; nothing is read behind the header.
 */
final class Ipv6Options {
    private static final int PAD1 = 0;
    private static final int PADN = 1;
    private static final int ROUTER_ALERT = 5;
    /** Bits of an unknown option's type that say what to do; 0 is to skip it. */
    private static final int ACTION = 0xc0;
    /** More padding in a row than aligns anything is a hiding place. */
    private static final int MOST_PADDING = 7;

    private Ipv6Options() {}

    /** @param end behind the extension header that starts at {@code header}. */
    static boolean areAcceptable(DirectBuffer buffer, int header, int end) {
        int at = header + 2;
        int padding = 0;
        while (at < end) {
            int type = buffer.getByte(at) & 0xff;
            int length = type == PAD1 ? 1 : at + 1 < end ? (buffer.getByte(at + 1) & 0xff) + 2 : Integer.MAX_VALUE;
            if (length > end - at) {
                return false;
            }
            boolean pads = type == PAD1 || type == PADN;
            padding = pads ? padding + length : 0;
            boolean sound = pads ? padding <= MOST_PADDING && isZero(buffer, at + 2, at + length) : isSkipped(type);
            if (!sound) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static boolean isSkipped(int type) {
        return type == ROUTER_ALERT || (type & ACTION) == 0;
    }

    private static boolean isZero(DirectBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.getByte(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
