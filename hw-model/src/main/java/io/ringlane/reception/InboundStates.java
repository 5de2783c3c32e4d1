// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.config.XfrmConfig;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.sa.SaConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inbound SAs, and the ports they are received at, of what was read from {@code ip xfrm} text. Stateless. */
public final class InboundStates {
    private InboundStates() {}

    /**
     * Port 4500 of both families, and those of the SAs that are encapsulated elsewhere.
     *
     * @throws IllegalArgumentException when a port is asked for in two ways, or there are too many of them.
     */
    public static EncapPorts ports(List<XfrmConfig.SaEntry> entries) {
        Map<String, EncapPorts.Port> ports = new LinkedHashMap<>();
        for (XfrmConfig.SaEntry entry : entries) {
            SaConfig config = entry.config();
            if (config.encapsulatedInUdp()) {
                int family = config.outerFamily();
                int number = config.encapDestinationPort();
                EncapPorts.Port port = new EncapPorts.Port(family, number, EncapPorts.kindOf(config), true);
                EncapPorts.Port other = ports.putIfAbsent(family + " " + number, port);
                if (other != null && other.kind() != port.kind()) {
                    throw new IllegalArgumentException("SA " + config.id() + ": UDP port " + number
                            + " is another SA's with the other kind of encapsulation");
                }
            }
        }
        for (int family : new int[] {4, 6}) {
            ports.putIfAbsent(
                    family + " " + EncapPorts.NAT_T,
                    new EncapPorts.Port(family, EncapPorts.NAT_T, EncapPorts.Kind.ESP_IN_UDP, true));
        }
        EncapPorts all = new EncapPorts();
        ports.values().forEach(all::add);
        return all;
    }

    /** Adds an entry's SA; its key is the core's if the answer is {@code DONE}. */
    public static ReceiveCore.Added add(ReceiveCore core, XfrmConfig.SaEntry entry) {
        EncapPorts.Kind kind = EncapPorts.kindOf(entry.config());
        long top = (long) entry.replaySequenceHigh() << Integer.SIZE | entry.replaySequenceLow() & 0xffffffffL;
        return core.add(entry.config(), entry.key(), top, kind, entry.config().outputMarkMask());
    }
}
