// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.dev.Route;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import io.ringlane.xfrm.Egress;

/**
 * The way out of output where several cores run: packets of a spread SA go into their leases, all others to the core's
 * own queues. One core's thread.
 */
public final class SpreadEgress implements Egress {
    private final Egress ports;
    private final SpreadLinks links;

    public SpreadEgress(Egress ports, SpreadLinks links) {
        this.ports = ports;
        this.links = links;
    }

    @Override
    public void save(Packet packet) {
        ports.save(packet);
    }

    @Override
    public boolean link(Packet packet, Route route, int family) {
        return ports.link(packet, route, family);
    }

    @Override
    public void forward(Packet packet, XfrmState state) {
        if (state != null && state.sequence() instanceof LeasedSequence leased) {
            leased.add(packet, packet.sequenceLow());
        } else {
            ports.forward(packet, state);
        }
    }

    @Override
    public int largestCutWaiting() {
        return ports.largestCutWaiting();
    }

    @Override
    public int backlogRoom() {
        return ports.backlogRoom();
    }

    @Override
    public boolean awaitsTransform(XfrmState state) {
        return ports.awaitsTransform(state);
    }

    @Override
    public int room() {
        return Math.min(ports.room(), links.room());
    }
}
