// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;

/**
 * The offload record of a packet that its device seals, as {@code validate} and ESP leave it: the driver reads it. The
 * packet holds its SA until the device gives it back. One core's thread.
 */
public final class HardwareRecord {
    private final StateHolds holds;

    public HardwareRecord(StateHolds holds) {
        this.holds = holds;
    }

    /**
     * @param esp slot offset of the ESP header.
     * @param trailer padding and the two bytes behind it.
     */
    void write(Packet packet, Bundle bundle, long number, int esp, int trailer) {
        packet.offloadFlags(XfrmOffloadFlags.DEV_RESUME | XfrmOffloadFlags.XMIT);
        packet.sequenceLow((int) number);
        packet.sequenceHigh((int) (number >>> Integer.SIZE));
        packet.nextProtocol(bundle.innerProtocol);
        packet.secPathDepth(1);
        packet.espOffset(esp);
        int protocolAt = bundle.outer4 ? Ipv4.PROTOCOL_OFFSET : Ipv6.NEXT_HEADER_OFFSET;
        packet.protocolByte(packet.network() + protocolAt);
        packet.trailerLength(trailer);
        packet.icvLength(bundle.icvLength);
        holds.hold(packet, bundle.state);
    }
}
