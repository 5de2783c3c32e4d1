// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.PacketHome;

/**
 * One thread's way into a {@link ReceiveEngine}: takes empty packets from a pool of its own, fills them with what came
 * in, hands them over in bursts, each to the core of its SA. Used by that thread only. Being refused is how the engine
 * holds it back: try again later.
 */
public final class ReceiveProducer {
    private final PacketPool pool;
    private final IngressRing[] rings;
    private final PacketHome[] homes;
    private final PacketBatch[] bursts;
    private final SaSteering steering;

    ReceiveProducer(PacketPool pool, IngressRing[] rings, PacketHome[] homes, SaSteering steering) {
        this.pool = pool;
        this.rings = rings;
        this.homes = homes;
        this.steering = steering;
        bursts = new PacketBatch[rings.length];
    }

    /** An empty packet with room for {@code length} bytes, or null when all slots of that size are under way. */
    public Packet take(int length) {
        Packet packet = pool.takeFor(length);
        if (packet == null) {
            collect();
            packet = pool.takeFor(length);
        }
        return packet;
    }

    /**
     * Hands a packet over whose network mark is its IP header; it goes with the burst it falls into.
     *
     * @return false when its core takes no more now: the packet stays the caller's.
     */
    public boolean send(Packet packet) {
        int core = steering.core(packet);
        PacketBatch burst = bursts[core];
        if (burst == null) {
            burst = rings[core].burst();
            if (burst == null) {
                return false;
            }
            bursts[core] = burst;
        }
        burst.add(packet);
        if (burst.isFull()) {
            offer(core);
        }
        return true;
    }

    /** Hands the bursts begun over to their cores. */
    public void flush() {
        for (int i = 0; i < bursts.length; i++) {
            if (bursts[i] != null) {
                offer(i);
            }
        }
    }

    private void offer(int core) {
        rings[core].offer(bursts[core]);
        bursts[core] = null;
    }

    /** Gives a packet back unsent. */
    public void discard(Packet packet) {
        pool.give(packet);
    }

    /** Takes home what the engine is done with. */
    private void collect() {
        for (PacketHome home : homes) {
            home.collect();
        }
    }

    /** Slots under way; 0 when everything is back home. */
    public int outstanding() {
        collect();
        return pool.outstanding();
    }

    void close() {
        collect();
        pool.close();
    }
}
