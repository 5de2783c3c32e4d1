// SPDX-License-Identifier: Apache-2.0
package io.ringlane.decap;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.Selector;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * BEET mode (kernel {@code xfrm4_remove_beet_encap}, {@code xfrm6_remove_beet_encap}): an inner header is made of the
 * SA's fixed inner addresses and of what the outer header says; IPv4 options come in a pseudo header. Stateless.
 *
 * <pre>
 *  pseudo header:  | next header | length / 8 - 1 | pad length | reserved | padding | options |
 * </pre>
 */
final class BeetInput {
    private static final int PSEUDO_HEADER = 4;
    private static final int PSEUDO_HEADER_UNIT = 8;
    private static final int LONGEST_IPV4_OPTIONS = 40;
    private static final int LONGEST_KERNEL_OPTIONS = 250;

    private BeetInput() {}

    /** See {@link ModeInput#remove}. */
    static boolean remove(Packet packet, SaConfig config, int nextHeader) {
        return switch (innerFamily(config)) {
            case 4 -> toIpv4(packet, config, nextHeader);
            case 6 -> toIpv6(packet, config, nextHeader);
            default -> false;
        };
    }

    /** An SA without selector has one of its own family, unless it says otherwise (kernel {@code af-unspec}). */
    static int innerFamily(SaConfig config) {
        int family = config.selector().family();
        return family == 0 && !config.has(SaFlags.AF_UNSPEC) ? config.outerFamily() : family;
    }

    private static boolean toIpv4(Packet packet, SaConfig config, int nextHeader) {
        UnsafeBuffer buffer = packet.buffer();
        int protocol = nextHeader;
        int options = 0;
        if (nextHeader == IpProtocol.BEET_PSEUDO_HEADER) {
            int at = packet.data();
            if (packet.length() < PSEUDO_HEADER) {
                return false;
            }
            int pulled = PSEUDO_HEADER + (buffer.getByte(at + 2) & 0xff);
            options = (buffer.getByte(at + 1) & 0xff) * PSEUDO_HEADER_UNIT + PSEUDO_HEADER_UNIT - pulled;
            if (options < 0 || (options & 3) != 0 || options > LONGEST_KERNEL_OPTIONS || packet.length() < pulled) {
                return false;
            }
            protocol = buffer.getByte(at) & 0xff;
            packet.pull(pulled);
        }
        int outer = packet.network();
        int inner = packet.data() - Ipv4.LENGTH;
        boolean fromIpv4 = config.outerFamily() == 4;
        // all that is kept of the outer header is read before the inner one may overwrite it
        int tos = OuterClass.of(packet, config.outerFamily());
        int id = fromIpv4 ? Ipv4.id(buffer, outer) : 0;
        int fragment = fromIpv4 ? Ipv4.fragment(buffer, outer) : Ipv4.DF;
        int ttl = fromIpv4 ? Ipv4.ttl(buffer, outer) : Ipv6.hopLimit(buffer, outer);
        if (!packet.push(Ipv4.LENGTH)) {
            return false;
        }
        packet.network(inner);
        Ipv4.tos(buffer, inner, tos);
        Ipv4.totalLength(buffer, inner, packet.length());
        Ipv4.id(buffer, inner, id);
        Ipv4.fragment(buffer, inner, fragment);
        Ipv4.ttl(buffer, inner, ttl);
        Ipv4.protocol(buffer, inner, protocol);
        Selector selector = config.selector();
        Ipv4.source(buffer, inner, selector.source().ipv4());
        Ipv4.destination(buffer, inner, selector.destination().ipv4());
        boolean fits = options <= LONGEST_IPV4_OPTIONS && Ipv4.LENGTH + options <= packet.length();
        // what does not fit gets a header without a length, which no host takes
        Ipv4.versionAndLength(buffer, inner, fits ? Ipv4.LENGTH + options : 0);
        if (fits) {
            Ipv4.writeChecksum(buffer, inner);
        }
        return true;
    }

    private static boolean toIpv6(Packet packet, SaConfig config, int nextHeader) {
        UnsafeBuffer buffer = packet.buffer();
        int outer = packet.network();
        int inner = packet.data() - Ipv6.LENGTH;
        boolean fromIpv4 = config.outerFamily() == 4;
        int trafficClass = OuterClass.of(packet, config.outerFamily());
        int flowLabel = fromIpv4 ? 0 : Ipv6.flowLabel(buffer, outer);
        int hopLimit = fromIpv4 ? Ipv4.ttl(buffer, outer) : Ipv6.hopLimit(buffer, outer);
        if (!packet.push(Ipv6.LENGTH)) {
            return false;
        }
        packet.network(inner);
        Ipv6.firstWord(buffer, inner, trafficClass, flowLabel);
        Ipv6.payloadLength(buffer, inner, packet.length() - Ipv6.LENGTH);
        Ipv6.nextHeader(buffer, inner, nextHeader);
        Ipv6.hopLimit(buffer, inner, hopLimit);
        Selector selector = config.selector();
        Ipv6.address(
                buffer,
                inner + Ipv6.SOURCE_OFFSET,
                selector.source().high(),
                selector.source().low());
        Ipv6.address(
                buffer,
                inner + Ipv6.DESTINATION_OFFSET,
                selector.destination().high(),
                selector.destination().low());
        return true;
    }
}
