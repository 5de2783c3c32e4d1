// SPDX-License-Identifier: Apache-2.0
package io.ringlane.decap;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;

/**
 * Tunnel mode (kernel {@code xfrm4_remove_tunnel_encap}, {@code xfrm6_remove_tunnel_encap}): the inner packet is all
 * there; of the outer one only the traffic class may pass over (RFC 6040, RFC 2983). Stateless.
 */
final class TunnelInput {
    private static final int CE = 3;
    private static final int ECN = 3;

    private TunnelInput() {}

    /** See {@link ModeInput#remove}. */
    static boolean remove(Packet packet, SaConfig config, int nextHeader) {
        int inner = packet.data();
        boolean isIpv4 = nextHeader == IpProtocol.IPV4;
        if (!isIpv4 && nextHeader != IpProtocol.IPV6 || packet.length() < (isIpv4 ? Ipv4.LENGTH : Ipv6.LENGTH)) {
            return false;
        }
        int outerClass = OuterClass.of(packet, config.outerFamily());
        int innerClass = isIpv4 ? Ipv4.tos(packet.buffer(), inner) : Ipv6.trafficClass(packet.buffer(), inner);
        int wanted = innerClass;
        if (config.has(SaFlags.DECAP_DSCP)) {
            wanted = outerClass & ~ECN | wanted & ECN;
        }
        if (!config.has(SaFlags.NOECN) && (outerClass & ECN) == CE && (wanted & ECN) != 0) {
            wanted |= CE;
        }
        if (wanted != innerClass) {
            write(packet, inner, isIpv4, wanted);
        }
        packet.network(inner);
        return true;
    }

    private static void write(Packet packet, int inner, boolean isIpv4, int trafficClass) {
        if (isIpv4) {
            OuterClass.writeTos(packet.buffer(), inner, trafficClass);
        } else {
            Ipv6.firstWord(packet.buffer(), inner, trafficClass, Ipv6.flowLabel(packet.buffer(), inner));
        }
    }
}
