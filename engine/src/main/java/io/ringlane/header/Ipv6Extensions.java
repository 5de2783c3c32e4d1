// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import org.agrona.DirectBuffer;

/**
 * Walks over IPv6 extension headers. Results are packed into a long so that nothing is allocated; a chain that leaves
 * the packet is {@link #MALFORMED}.
 */
public final class Ipv6Extensions {
    /** The chain runs out of the packet or is longer than any sane one. */
    public static final long MALFORMED = -1;
    /** Extension headers are multiples of this many bytes, and at least as long. */
    public static final int UNIT = 8;

    private static final int MAX_HEADERS = 16;
    private static final int HOME_ADDRESS_OPTION = 201;
    private static final int PAD1 = 0;

    private Ipv6Extensions() {}

    /**
     * Finds where ESP goes in transport mode: behind the headers that routers look at (kernel
     * {@code ip6_find_1stfragopt}).
     *
     * @param offset offset of the IPv6 header.
     * @param end offset behind the packet's last byte.
     * @return {@link #offset} of the first header that ESP protects and {@link #nextHeaderAt} of the byte that names
     *         it, or {@link #MALFORMED}.
     */
    public static long unfragmentable(DirectBuffer buffer, int offset, int end) {
        int nextHeaderAt = offset + Ipv6.NEXT_HEADER_OFFSET;
        int at = offset + Ipv6.LENGTH;
        boolean routing = false;
        while (at + 2 <= end) {
            int type = buffer.getByte(nextHeaderAt) & 0xff;
            if (type == IpProtocol.ROUTING) {
                routing = true;
            } else if (type == IpProtocol.DESTINATION_OPTIONS) {
                if (routing && !hasHomeAddress(buffer, at, end)) {
                    return pack(at, nextHeaderAt);
                }
            } else if (type != IpProtocol.HOP_BY_HOP) {
                return pack(at, nextHeaderAt);
            }
            nextHeaderAt = at;
            at += length(buffer, at);
        }
        int last = buffer.getByte(nextHeaderAt) & 0xff;
        return at <= end && !isWalked(last) ? pack(at, nextHeaderAt) : MALFORMED;
    }

    private static boolean isWalked(int type) {
        return type == IpProtocol.HOP_BY_HOP || type == IpProtocol.ROUTING || type == IpProtocol.DESTINATION_OPTIONS;
    }

    /**
     * Skips all extension headers but a fragment header's successors.
     *
     * @return {@link #offset} of the upper-layer (or fragment) header and {@link #nextHeaderAt} of the byte naming it,
     *         or {@link #MALFORMED}.
     */
    public static long upperLayer(DirectBuffer buffer, int offset, int end) {
        int nextHeaderAt = offset + Ipv6.NEXT_HEADER_OFFSET;
        int at = offset + Ipv6.LENGTH;
        for (int i = 0; i < MAX_HEADERS; i++) {
            if (!isExtension(buffer.getByte(nextHeaderAt) & 0xff)) {
                return pack(at, nextHeaderAt);
            }
            if (at + UNIT > end) {
                return MALFORMED;
            }
            nextHeaderAt = at;
            at += length(buffer, at);
            if (at > end) {
                return MALFORMED;
            }
        }
        return MALFORMED;
    }

    /** Hop-by-hop, routing, destination options and mobility headers, which share one length field. */
    public static boolean isExtension(int type) {
        return type == IpProtocol.HOP_BY_HOP
                || type == IpProtocol.ROUTING
                || type == IpProtocol.DESTINATION_OPTIONS
                || type == IpProtocol.MOBILITY;
    }

    public static int offset(long packed) {
        return (int) (packed >>> 32);
    }

    public static int nextHeaderAt(long packed) {
        return (int) packed;
    }

    private static long pack(int offset, int nextHeaderAt) {
        return (long) offset << 32 | nextHeaderAt;
    }

    /** Length in bytes of the extension header at the offset. */
    public static int length(DirectBuffer buffer, int at) {
        return ((buffer.getByte(at + 1) & 0xff) + 1) << 3;
    }

    private static boolean hasHomeAddress(DirectBuffer buffer, int header, int end) {
        int optionsEnd = Math.min(header + length(buffer, header), end);
        int at = header + 2;
        while (at + 2 <= optionsEnd) {
            int type = buffer.getByte(at) & 0xff;
            if (type == HOME_ADDRESS_OPTION) {
                return true;
            }
            at += type == PAD1 ? 1 : 2 + (buffer.getByte(at + 1) & 0xff);
        }
        return false;
    }
}
