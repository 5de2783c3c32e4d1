// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.packet.Packet;

/** Picks a TX queue by flow hash, so that a flow keeps its queue ({@code netdev_core_pick_tx}). Stateless. */
public final class QueueSelector {
    private QueueSelector() {}

    /** Queue number from 0 to queues - 1. */
    public static int select(Packet packet, int queues) {
        return (int) ((packet.flowHash() & 0xffffffffL) * queues >>> 32);
    }
}
