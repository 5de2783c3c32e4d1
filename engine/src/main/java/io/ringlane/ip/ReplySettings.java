// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.sa.IpAddress;

/**
 * How senders of packets that are too big are told. Immutable.
 *
 * @param from4 own address that ICMPv4 messages come from, {@code from6} for ICMPv6; null for the near end of the
 *     packet's tunnel, where that is of the packet's family. Without either IPv4 has the dummy address 192.0.0.8
 *     (RFC 7600 section 4.8), and IPv6 no message.
 * @param perSecond most messages of a core in a second, after a first burst of 50; 0 for none at all.
 */
public record ReplySettings(IpAddress from4, IpAddress from6, int perSecond) {
    public static final ReplySettings DEFAULT = new ReplySettings(null, null, 1000);

    private static final int MOST = 1_000_000;

    /** Checks families and rate. */
    public ReplySettings {
        if (from4 != null && from4.family() != 4 || from6 != null && from6.family() != 6) {
            throw new IllegalArgumentException(
                    "replies come from an IPv4 and an IPv6 address, not from " + from4 + " and " + from6);
        }
        if (perSecond < 0 || perSecond > MOST) {
            throw new IllegalArgumentException("replies per second must be 0 to " + MOST + ", are " + perSecond);
        }
    }
}
