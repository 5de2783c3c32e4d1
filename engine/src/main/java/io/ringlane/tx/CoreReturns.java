// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a core sends packets that have ended: its own slots and those of its intakes back to their pools, a producer's
 * home in bursts.
 */
public final class CoreReturns implements PacketReturn {
    /** Pools of this thread, the core's own first. */
    private final List<PacketPool> pools = new ArrayList<>();

    private final StateHolds holds;
    private final List<PacketHome> homes = new ArrayList<>();
    private PacketHome lastHome;
    private PacketPool lastPool;

    public CoreReturns(PacketPool own, StateHolds holds) {
        pools.add(own);
        lastPool = own;
        this.holds = holds;
    }

    /** A producer joined; by command on the core's thread. */
    public void add(PacketHome home) {
        homes.add(home);
    }

    /** An intake joined; by command on the core's thread. */
    public void add(PacketPool pool) {
        pools.add(pool);
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

    @Override
    public void freeAll(PacketBatch batch) {
        if (lastHome != null && batch.areAllPlain(lastHome.pool())) {
            lastHome.freeAll(batch);
            return;
        }
        int i = lastPool.givePlain(batch, 0);
        while (i < batch.size()) {
            Packet packet = batch.get(i);
            if (packet.isPlain()) {
                send(packet);
            } else {
                free(packet);
            }
            i = lastPool.givePlain(batch, i + 1);
        }
        batch.clear();
    }

    private void send(Packet packet) {
        PacketHome home = lastHome;
        if (home != null && home.pool() == packet.pool()) {
            home.free(packet);
        } else if (lastPool == packet.pool()) {
            lastPool.give(packet);
        } else {
            sendToOther(packet);
        }
    }

    private void sendToOther(Packet packet) {
        for (int i = 0; i < pools.size(); i++) {
            if (pools.get(i) == packet.pool()) {
                lastPool = pools.get(i);
                lastPool.give(packet);
                return;
            }
        }
        for (int i = 0; i < homes.size(); i++) {
            if (homes.get(i).pool() == packet.pool()) {
                lastHome = homes.get(i);
                lastHome.free(packet);
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
