// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.packet.Packet;
import io.ringlane.policy.FlowDissector;
import io.ringlane.sa.FlowKey;

/**
 * Receive-side scaling for packets of a producer: a hash over addresses, protocol and ports chooses the core, so that
 * a flow keeps to one core and leaves in its order. The hash is {@link FlowKey#hash}, not Toeplitz: there is no card
 * to agree with. One producer's thread.
 */
public final class FlowSteering {
    private static final int SPREAD = 0x9e3779b1;

    private final FlowKey flow = new FlowKey();
    private final int cores;

    public FlowSteering(int cores) {
        this.cores = cores;
    }

    /** The core for a packet; what is not IP, or damaged, goes to the first one. */
    public int core(Packet packet) {
        int ip = packet.network();
        int length = packet.tail() - ip;
        if (length < 0
                || FlowDissector.dissect(packet.buffer(), ip, length, packet.isGso(), flow) != FlowDissector.OK) {
            return 0;
        }
        // mixed once more: the upper bits of the hash itself choose the queue
        int mixed = flow.hash() * SPREAD;
        mixed ^= mixed >>> 15;
        return (int) ((mixed * SPREAD & 0xffffffffL) * cores >>> 32);
    }
}
