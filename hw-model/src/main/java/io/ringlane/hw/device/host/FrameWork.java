// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.sim.PacketTable;

/** What is really done to a packet when a core has worked on it, if anything is. Called by the simulation's thread. */
@FunctionalInterface
public interface FrameWork {
    /** Nothing is done: a packet is no more than its lengths. */
    FrameWork LENGTHS_ONLY = (packets, packet, nowPs) -> {};

    /** Makes the packet's frames and sets its lengths to theirs; may be asked again when it was not posted. */
    void work(PacketTable packets, int packet, long nowPs);
}
