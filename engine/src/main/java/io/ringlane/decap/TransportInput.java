// SPDX-License-Identifier: Apache-2.0
package io.ringlane.decap;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;

/**
 * Transport mode (kernel {@code xfrm4_transport_input}, {@code xfrm4_transport_finish} and their IPv6 twins): the IP
 * header, with all that stands between it and ESP, moves up to the payload. Stateless.
 */
final class TransportInput {
    private TransportInput() {}

    /** See {@link ModeInput#remove}. */
    static void remove(Packet packet, int family, int protocolAt, int nextHeader) {
        int network = packet.network();
        int headers = packet.transport() - network;
        int payload = packet.data();
        int at = payload - headers;
        // a UDP header in front of ESP is left behind
        packet.buffer().putBytes(at, packet.buffer(), network, headers);
        packet.buffer().putByte(at + protocolAt - network, (byte) nextHeader);
        packet.push(headers);
        packet.network(at);
        packet.transport(payload);
        if (family == 4) {
            Ipv4.totalLength(packet.buffer(), at, packet.length());
            Ipv4.writeChecksum(packet.buffer(), at);
        } else {
            Ipv6.payloadLength(packet.buffer(), at, packet.length() - Ipv6.LENGTH);
        }
    }
}
