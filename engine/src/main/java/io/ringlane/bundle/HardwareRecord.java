// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.dev.NetDevice;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;

/**
 * Whether its device seals a packet now, and the offload record of one that it does, as {@code validate} and ESP leave
 * it: the driver reads it. The packet holds its SA until the device gives it back. One core's thread.
 */
public final class HardwareRecord {
    private final StateHolds holds;
    /** Found to seal, in this run. */
    private NetDevice sealer;

    public HardwareRecord(StateHolds holds) {
        this.holds = holds;
    }

    /** A run of packets begins: features may be switched at any time and are looked at once a run. */
    void begin() {
        sealer = null;
    }

    /** True when the bundle's device seals the packet now; one with a checksum left to us goes the long way. */
    boolean takes(Bundle bundle, FlowBurst burst, int index) {
        return !burst.isPartial(index)
                && isSealing(bundle.sealer)
                && (!bundle.asksDriver || isAccepted(bundle, burst, index));
    }

    private boolean isSealing(NetDevice device) {
        if (device != sealer && BundleTable.hasInlineEsp(device)) {
            sealer = device;
        }
        return device == sealer;
    }

    /** What the driver says, data at the inner header and what the long way's intake sets. */
    private static boolean isAccepted(Bundle bundle, FlowBurst burst, int index) {
        Packet packet = burst.packet(index);
        int toNetwork = packet.network() - packet.data();
        if (!packet.pull(toNetwork) || !packet.trim(burst.length(index))) {
            return false;
        }
        packet.family(burst.is4(index) ? 4 : 6);
        packet.flowHash(burst.hash(index));
        boolean ok = bundle.sealer.xfrmOps().offloadOk(packet, bundle.state);
        packet.push(toNetwork);
        return ok;
    }

    /**
     * @param esp slot offset of the ESP header.
     * @param trailer padding and the two bytes behind it.
     */
    void write(Packet packet, Bundle bundle, long number, int esp, int trailer) {
        int protocolAt = bundle.outer4 ? Ipv4.PROTOCOL_OFFSET : Ipv6.NEXT_HEADER_OFFSET;
        packet.leaveToDevice(
                XfrmOffloadFlags.DEV_RESUME | XfrmOffloadFlags.XMIT,
                number,
                bundle.innerProtocol,
                esp,
                packet.network() + protocolAt,
                bundle.icvLength,
                trailer);
        holds.hold(packet, bundle.state);
    }
}
