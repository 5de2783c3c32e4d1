// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.cores.FlowSteering;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.PacketHome;

/**
 * One application thread's way into the engine: takes empty packets from a pool of its own, fills them, sends them in
 * bursts, one for each core. Used by that thread only. Being refused is how the engine holds a producer back: nothing
 * is lost, try again later.
 */
public final class Producer {
    private final PacketPool pool;
    private final IngressRing[] rings;
    private final PacketHome[] homes;
    private final PacketBatch[] bursts;
    private final FlowSteering steering;
    private long held;
    private long sent;

    /**
     * @param rings into the cores that packets are steered to.
     * @param homes from every core: a packet may end on another one than it was sent to.
     */
    Producer(PacketPool pool, IngressRing[] rings, PacketHome[] homes) {
        this.pool = pool;
        this.rings = rings;
        this.homes = homes;
        bursts = new PacketBatch[rings.length];
        steering = new FlowSteering(rings.length);
    }

    /**
     * An empty packet with room for {@code length} bytes, owned by the caller until {@link #send} or {@link #discard}.
     *
     * @return null when all slots of that size are under way: hold, and try again.
     */
    public Packet take(int length) {
        Packet packet = pool.takeFor(length);
        return packet != null ? packet : takeOfReturned(length);
    }

    private Packet takeOfReturned(int length) {
        collect();
        Packet packet = pool.takeFor(length);
        held += packet == null ? 1 : 0;
        return packet;
    }

    /**
     * Sends a packet: data at its MAC or IP header, marks mac and network set. It goes with the burst it falls into, to
     * the core of its flow; call {@link #flush} when no more follow.
     *
     * @return false when that core takes no more now: the packet stays the caller's.
     */
    public boolean send(Packet packet) {
        int core = rings.length == 1 ? 0 : steering.core(packet);
        PacketBatch burst = bursts[core];
        if (burst == null) {
            burst = rings[core].burst();
            if (burst == null) {
                held++;
                return false;
            }
            bursts[core] = burst;
        }
        burst.add(packet);
        sent++;
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

    /** Takes home what the engine is done with; {@link #take} does it when it has to. */
    public int collect() {
        int count = 0;
        for (int i = 0; i < homes.length; i++) {
            count += homes[i].collect();
        }
        return count;
    }

    /** How often the engine held this producer back, for want of a slot or of a place in the ring. */
    public long held() {
        return held;
    }

    /** Packets sent so far. */
    public long sent() {
        return sent;
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
