// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.NetDevice;
import io.ringlane.gso.GsoLengths;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/**
 * May a packet leave its ESP work to {@code validate}, and so to a device ({@code xfrm_dev_offload_ok})? One of an SA
 * without a device may: so super-packets and asynchronous crypto get there. Belongs to the core that owns the SA.
 */
public final class OffloadCheck {
    private final StateOffload offload;
    private final boolean typeOffload;

    /** @param typeOffload as for {@link DeviceStates}: false puts every packet on the inline road. */
    public OffloadCheck(StateOffload offload, boolean typeOffload) {
        this.offload = offload;
        this.typeOffload = typeOffload;
    }

    /**
     * Asks all questions, cheap ones first.
     *
     * @param packet data at the inner IP header, transport mark set.
     * @param routeDevice that the packet will leave by.
     * @param childMtu of the path below this SA.
     * @param furtherTransform another SA follows: only the last one can be left to a device.
     */
    public boolean ok(Packet packet, XfrmState state, NetDevice routeDevice, int childMtu, boolean furtherTransform) {
        if (!typeOffload
                || furtherTransform
                || state.config().encapsulatedInUdp()
                || state.config().tfcPad() != 0
                || state.sequence().isLeased()) {
            return false;
        }
        NetDevice device = offload.deviceOf(state.index());
        if (device != null && device != routeDevice || !fits(packet, state.mtu(childMtu))) {
            return false;
        }
        return device == null
                || isPlain(packet)
                        && (!device.xfrmOps().hasOffloadOk() || device.xfrmOps().offloadOk(packet, state));
    }

    /** A formula that gives less than nothing fits nothing: compared without sign, as in the kernel, it would. */
    private static boolean fits(Packet packet, int mtu) {
        return mtu > 0 && (packet.length() <= mtu || GsoLengths.fits(packet, mtu));
    }

    /** Devices need not find their way through IPv4 options or IPv6 extension headers (Linux 6.15 and later). */
    private static boolean isPlain(Packet packet) {
        int at = packet.data();
        if (Ipv4.version(packet.buffer(), at) == 4) {
            return Ipv4.headerLength(packet.buffer(), at) == Ipv4.LENGTH;
        }
        return !isExtension(Ipv6.nextHeader(packet.buffer(), at));
    }

    /** The kernel's notion of an extension header, which leaves out mobility and takes in "no next header". */
    private static boolean isExtension(int type) {
        return switch (type) {
            case IpProtocol.FRAGMENT, IpProtocol.AH, IpProtocol.NO_NEXT_HEADER -> true;
            case IpProtocol.MOBILITY -> false;
            default -> Ipv6Extensions.isExtension(type);
        };
    }
}
