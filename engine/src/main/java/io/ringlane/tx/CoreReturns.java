// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import java.util.ArrayList;
import java.util.List;

/** Where a core sends packets that have ended: its own slots back to its pool, a producer's home in bursts. */
public final class CoreReturns implements PacketReturn {
    private final PacketPool own;
    private final StateHolds holds;
    private final List<PacketHome> homes = new ArrayList<>();

    public CoreReturns(PacketPool own, StateHolds holds) {
        this.own = own;
        this.holds = holds;
    }

    /** A producer joined; by command on the core's thread. */
    public void add(PacketHome home) {
        homes.add(home);
    }

    @Override
    public void free(Packet packet) {
        Packet owner = packet.dropBody();
        if (owner != null) {
            holds.release(owner);
            send(owner);
        }
        holds.release(packet);
        send(packet);
    }

    private void send(Packet packet) {
        if (packet.pool() == own) {
            own.give(packet);
            return;
        }
        for (int i = 0; i < homes.size(); i++) {
            if (homes.get(i).pool() == packet.pool()) {
                homes.get(i).free(packet);
                return;
            }
        }
        fail(packet);
    }

    private static void fail(Packet packet) {
        throw new IllegalStateException(packet + " of pool " + packet.pool().name() + " has no way home");
    }

    /** Sends bursts that are not full home. */
    public void flush() {
        for (int i = 0; i < homes.size(); i++) {
            homes.get(i).flush();
        }
    }
}
