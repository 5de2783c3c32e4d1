// SPDX-License-Identifier: Apache-2.0
package io.ringlane.decap;

import io.ringlane.header.IpProtocol;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmMode;

/**
 * Takes an SA's mode off a packet that ESP was taken off (kernel {@code xfrm_inner_mode_input}). Headers are written
 * or pulled, payload is never moved. Stateless.
 */
public final class ModeInput {
    private ModeInput() {}

    /**
     * Leaves the packet's data at the inner IP header.
     *
     * @param packet its data is the payload of ESP, its network mark the outer IP header, its transport mark the end of
     *            IP's headers: ESP, or UDP in front of it.
     * @param protocolAt slot offset of the byte that named ESP, or UDP.
     * @param nextHeader of the ESP trailer.
     * @return false when the payload is not what the mode wants (XfrmInStateModeError).
     */
    public static boolean remove(Packet packet, SaConfig config, int protocolAt, int nextHeader) {
        if (config.mode() == XfrmMode.TRANSPORT) {
            TransportInput.remove(packet, config.outerFamily(), protocolAt, nextHeader);
            return true;
        }
        if (config.mode() == XfrmMode.TUNNEL) {
            return TunnelInput.remove(packet, config, nextHeader);
        }
        return config.mode() == XfrmMode.BEET && BeetInput.remove(packet, config, nextHeader);
    }

    /** Family of the packet that came out. @param nextHeader of the ESP trailer, which names it in tunnel mode. */
    public static int innerFamily(SaConfig config, int nextHeader) {
        return switch (config.mode()) {
            case TUNNEL -> nextHeader == IpProtocol.IPV4 ? 4 : 6;
            case BEET -> BeetInput.innerFamily(config);
            case TRANSPORT, ROUTE_OPTIMIZATION, IN_TRIGGER -> config.outerFamily();
        };
    }

    /** True when the packet begins anew with another IP header, which is to be looked at as if it had just arrived. */
    public static boolean isNewPacket(XfrmMode mode) {
        return mode != XfrmMode.TRANSPORT;
    }
}
