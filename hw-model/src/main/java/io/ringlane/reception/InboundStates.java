// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.config.XfrmConfig;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.rx.EncapPorts;

/** Inbound SAs of what was read from {@code ip xfrm} text. Stateless. */
public final class InboundStates {
    private InboundStates() {}

    /** Adds an entry's SA; its key is the core's if the answer is {@code DONE}. */
    public static ReceiveCore.Added add(ReceiveCore core, XfrmConfig.SaEntry entry) {
        return add(core, entry, entry.config().encapsulatedInUdp() ? EncapPorts.Kind.ESP_IN_UDP : null);
    }

    /** The same with a kind of encapsulation, null for none. */
    public static ReceiveCore.Added add(ReceiveCore core, XfrmConfig.SaEntry entry, EncapPorts.Kind kind) {
        long top = (long) entry.replaySequenceHigh() << Integer.SIZE | entry.replaySequenceLow() & 0xffffffffL;
        return core.add(entry.config(), entry.key(), top, kind, entry.config().outputMarkMask());
    }
}
