// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.sa.FlowKey;
import java.nio.ByteOrder;

/**
 * First look at a packet from a producer, whose marks and lengths are not trusted: brings data to the IP header, reads
 * the flow, and takes off what a link added behind the packet. Stateless; the packet's owner thread.
 */
public final class PacketIntake {
    private static final int MAX_IP_LENGTH = 65535;

    private PacketIntake() {}

    /**
     * Reads a packet with data at its MAC or IP header and the network mark at the latter.
     *
     * @param flow filled, and family and flow hash of the packet set, when the result is OK.
     * @return {@link FlowDissector#OK} or another of its results.
     */
    public static int read(Packet packet, FlowKey flow) {
        int network = packet.network();
        if (network > packet.tail() || !packet.pull(network - packet.data())) {
            return FlowDissector.MALFORMED;
        }
        int result = linkSaysIp(packet) ? FlowDissector.dissect(packet, flow) : FlowDissector.NOT_IP;
        if (result == FlowDissector.OK) {
            packet.family(flow.family);
            packet.flowHash(flow.hash());
            trimPadding(packet);
        }
        return result;
    }

    /** True without a link-layer header, too: then the version nibble has to tell. */
    private static boolean linkSaysIp(Packet packet) {
        int mac = packet.mac();
        int network = packet.network();
        if (mac < PacketDescriptor.METADATA_LENGTH || network - mac < Ethernet.LENGTH) {
            return true;
        }
        int type = packet.buffer().getShort(network - Short.BYTES, ByteOrder.BIG_ENDIAN) & 0xffff;
        return type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_IPV6;
    }

    /** What stands behind the length of the IP header is padding of a short frame, and not to be protected. */
    private static void trimPadding(Packet packet) {
        if (!packet.isGso() && packet.length() <= MAX_IP_LENGTH) {
            int ip = packet.data();
            boolean v4 = packet.family() == 4;
            packet.trim(
                    v4 ? Ipv4.totalLength(packet.buffer(), ip) : Ipv6.LENGTH + Ipv6.payloadLength(packet.buffer(), ip));
        }
    }
}
