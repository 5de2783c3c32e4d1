// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.tx.PacketHome;
import java.util.Arrays;

/** Sends slots home from one core: to pools of its own at once, to others by the ring of each. The core's thread. */
final class SlotReturns implements PacketReturn {
    private final PacketPool own;
    private PacketPool[] owned = new PacketPool[0];
    private PacketHome[] homes = new PacketHome[0];

    SlotReturns(PacketPool own) {
        this.own = own;
    }

    /** Another pool of this thread's. */
    void add(PacketPool pool) {
        owned = Arrays.copyOf(owned, owned.length + 1);
        owned[owned.length - 1] = pool;
    }

    /** Another pool whose slots may end here. */
    void add(PacketHome home) {
        homes = Arrays.copyOf(homes, homes.length + 1);
        homes[homes.length - 1] = home;
    }

    @Override
    public void free(Packet packet) {
        if (packet.pool() == own) {
            own.give(packet);
            return;
        }
        for (PacketPool pool : owned) {
            if (packet.pool() == pool) {
                pool.give(packet);
                return;
            }
        }
        for (PacketHome home : homes) {
            if (home.pool() == packet.pool()) {
                home.free(packet);
                return;
            }
        }
        failOnStranger(packet);
    }

    @Override
    public void freeAll(PacketBatch batch) {
        int from = 0;
        if (owned.length == 1) {
            from = owned[0].givePlain(batch, 0);
        }
        for (int i = from; i < batch.size(); i++) {
            free(batch.get(i));
        }
        batch.clear();
    }

    private static void failOnStranger(Packet packet) {
        throw new IllegalStateException(packet + " is of no pool of this engine");
    }

    /** Sends what was gathered; once a duty cycle. */
    void flush() {
        for (PacketHome home : homes) {
            home.flush();
        }
    }
}
