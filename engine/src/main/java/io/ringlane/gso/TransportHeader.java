// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import org.agrona.DirectBuffer;

/**
 * Finds the TCP or UDP header of a packet. Stateless; a result is packed into a long: offset in the upper half,
 * protocol in the lower.
 */
final class TransportHeader {
    /** No transport header: malformed, truncated or a fragment. */
    static final long NOT_FOUND = -1;

    private TransportHeader() {}

    /**
     * Walks over the IP header at {@code ip} and its options or extension headers.
     *
     * @param end offset behind the last byte of the packet.
     */
    static long behindIp(DirectBuffer buffer, int ip, int end) {
        if (end - ip < Ipv4.LENGTH) {
            return NOT_FOUND;
        }
        int version = Ipv4.version(buffer, ip);
        if (version == 4) {
            int headerLength = Ipv4.headerLength(buffer, ip);
            boolean whole = headerLength >= Ipv4.LENGTH && headerLength <= end - ip;
            return whole && !Ipv4.isFragment(buffer, ip)
                    ? pack(ip + headerLength, Ipv4.protocol(buffer, ip))
                    : NOT_FOUND;
        }
        if (version == 6 && end - ip >= Ipv6.LENGTH) {
            return behindExtensions(buffer, Ipv6.nextHeader(buffer, ip), ip + Ipv6.LENGTH, end);
        }
        return NOT_FOUND;
    }

    /** Walks over extension headers, the first of them of the given type and at the given offset. */
    static long behindExtensions(DirectBuffer buffer, int first, int offset, int end) {
        int type = first;
        int at = offset;
        while (Ipv6Extensions.isExtension(type)) {
            if (end - at < Ipv6Extensions.UNIT) {
                return NOT_FOUND;
            }
            type = buffer.getByte(at) & 0xff;
            at += Ipv6Extensions.length(buffer, at);
        }
        return at <= end ? pack(at, type) : NOT_FOUND;
    }

    /** @return length of the TCP or UDP header at the offset, 0 if it is neither or does not fit. */
    static int length(DirectBuffer buffer, int protocol, int at, int end) {
        if (protocol == IpProtocol.UDP) {
            return end - at >= Udp.LENGTH ? Udp.LENGTH : 0;
        }
        if (protocol != IpProtocol.TCP || end - at < Tcp.LENGTH) {
            return 0;
        }
        int length = Tcp.headerLength(buffer, at);
        return length >= Tcp.LENGTH && length <= end - at ? length : 0;
    }

    static int offset(long packed) {
        return (int) (packed >>> 32);
    }

    static int protocol(long packed) {
        return (int) packed;
    }

    static long pack(int offset, int protocol) {
        return (long) offset << 32 | protocol;
    }
}
