// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.packet.PacketBatch;

/** One TX queue as the short way sees it. One core's thread. */
public interface BundlePort {
    /** True when nothing waits for the queue and it takes packets: then the short way overtakes nobody. */
    boolean isClear();

    /** Packets that it could keep, should the queue refuse them all. */
    int room();

    /** What packets name the port by: its device's number, and its queue's in the upper half. */
    int name();

    /** Hands a part of a batch to the queue, finished packets; what is refused waits in the port's backlog. */
    void transmit(PacketBatch batch, int from, int to);
}
