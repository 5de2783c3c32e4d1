// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.XfrmState;

/** What output tells beside the counters. Called on the core's thread: must not block, allocate or keep the packet. */
public interface OutboundEvents {
    /** A packet without policy, or with an allow policy without template, passes in the clear. */
    void clear();

    /** A packet that is not IP passes. */
    void notIp();

    /** A policy asks for SAs that are not there, see {@code found}; unless all are optional the packet is dropped. */
    void noState(Policy policy, FlowKey flow, TemplateResolver found);

    /** A soft or hard lifetime limit was reached. */
    void expired(XfrmState state, XfrmState.Lifetime lifetime);

    /** A packet, data at its IP header, is larger than its path allows, and is dropped next; no state in clear. */
    void tooBig(Packet packet, XfrmState state, int mtu);

    /**
     * The SA of a packet is another core's: takes the packet over for it, data at the MAC or IP header.
     *
     * @return false, nothing changed, when there is no room on the way now: the packet waits where it is.
     */
    boolean handOver(Packet packet, int core);
}
