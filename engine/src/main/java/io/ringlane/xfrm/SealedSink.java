// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;

/** Where packets come back from asynchronous crypto, in the order of each SA. The core's thread. */
@FunctionalInterface
public interface SealedSink {
    /**
     * Takes a packet over, data at its network header.
     *
     * @param sealed false when the transform failed: the packet must be dropped.
     */
    void sealed(Packet packet, boolean sealed);
}
