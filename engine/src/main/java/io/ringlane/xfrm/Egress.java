// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.dev.Route;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/** Where output leaves packets for the device's queues. One core's thread. */
public interface Egress {
    /** Remembers the packet's own link-layer header, which encapsulation is about to overwrite. */
    void save(Packet packet);

    /**
     * Chooses device and queue, and writes the link-layer header in front of the network mark: the route's, or the one
     * saved. Sets the mac mark; data does not move.
     *
     * @return false without headroom.
     */
    boolean link(Packet packet, Route route, int family);

    /**
     * Takes over a packet with data at its MAC header; it waits for its queue.
     *
     * @param state that protected it here; null when it is clear or its transform is left to validate.
     */
    void forward(Packet packet, XfrmState state);

    /** Segments of the largest super-packet that still waits to be cut or handed over whole; 0 when none waits. */
    int largestCutWaiting();

    /** Packets that the fullest queue's backlog can still take: places for what is at asynchronous crypto. */
    int backlogRoom();

    /** True when a packet of this SA still waits for its transform. */
    boolean awaitsTransform(XfrmState state);

    /** Packets that output may still add to the queues now. */
    int room();
}
