// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.XfrmState;

/**
 * Header preparation ahead of the transform ({@code xfrm_outer_mode_prep} and the three functions behind it): from
 * "data at the MAC header" to "data at the first byte to protect, transport mark at ESP or its UDP header". No byte
 * moves, only offsets do. Pure arithmetic, any thread that owns the packet.
 */
public final class OuterModePrep {
    private OuterModePrep() {}

    /**
     * Prepares one packet or segment; must run exactly once for each.
     *
     * @return false, and the packet is of no use, when it is too short or the mode cannot be protected here; the kernel
     *     goes on in both cases.
     */
    public static boolean prepare(Packet packet, XfrmState state) {
        return switch (state.config().mode()) {
            case TRANSPORT -> transport(packet, state);
            case TUNNEL -> tunnel(packet, state);
            case BEET -> beet(packet, state);
            case ROUTE_OPTIMIZATION, IN_TRIGGER -> false;
        };
    }

    /** The transport mark leads, for IPv6 extension headers and IPv4 options may stand in front of ESP. */
    private static boolean transport(Packet packet, XfrmState state) {
        packet.macLength(packet.network() - packet.mac());
        if (isSegment(packet)) {
            packet.transport(packet.transport() - state.headerLength());
        }
        return packet.pull(packet.transport() - packet.data() + state.headerLength());
    }

    private static boolean tunnel(Packet packet, XfrmState state) {
        int macLength = packet.network() - packet.mac();
        if (isSegment(packet)) {
            packet.transport(packet.network() + state.outerHeaderLength());
        }
        packet.macLength(macLength);
        return packet.pull(macLength + state.headerLength());
    }

    private static boolean beet(Packet packet, XfrmState state) {
        int macLength = packet.network() - packet.mac();
        if (isSegment(packet)) {
            packet.transport(packet.network() + state.outerHeaderLength());
        }
        packet.macLength(macLength);
        return packet.pull(macLength + state.outerHeaderLength() + state.headerLength() - state.beetRoom());
    }

    private static boolean isSegment(Packet packet) {
        return (packet.offloadFlags() & XfrmOffloadFlags.GSO_SEGMENT) != 0;
    }
}
