// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.PacketHome;

/**
 * One application thread's way into the engine: takes empty packets from a pool of its own, fills them, sends them in
 * bursts. Used by that thread only. Being refused is how the engine holds a producer back: nothing is lost, try again
 * later.
 */
public final class Producer {
    private final PacketPool pool;
    private final IngressRing ring;
    private final PacketHome home;
    private PacketBatch burst;
    private long held;
    private long sent;

    Producer(PacketPool pool, IngressRing ring, PacketHome home) {
        this.pool = pool;
        this.ring = ring;
        this.home = home;
    }

    /**
     * An empty packet with room for {@code length} bytes, owned by the caller until {@link #send} or {@link #discard}.
     *
     * @return null when all slots of that size are under way: hold, and try again.
     */
    public Packet take(int length) {
        if (!pool.canTake(1, length)) {
            home.collect();
            if (!pool.canTake(1, length)) {
                held++;
                return null;
            }
        }
        return pool.takeFor(length);
    }

    /**
     * Sends a packet: data at its MAC or IP header, marks mac and network set. It goes with the burst it falls into;
     * call {@link #flush} when no more follow.
     *
     * @return false when the core takes no more now: the packet stays the caller's.
     */
    public boolean send(Packet packet) {
        if (burst == null) {
            burst = ring.burst();
            if (burst == null) {
                held++;
                return false;
            }
        }
        burst.add(packet);
        sent++;
        if (burst.isFull()) {
            flush();
        }
        return true;
    }

    /** Hands the burst begun over to the core. */
    public void flush() {
        if (burst != null && !burst.isEmpty()) {
            ring.offer(burst);
            burst = null;
        }
    }

    /** Gives a packet back unsent. */
    public void discard(Packet packet) {
        pool.give(packet);
    }

    /** Takes home what the engine is done with; {@link #take} does it when it has to. */
    public int collect() {
        return home.collect();
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
        home.collect();
        return pool.outstanding();
    }

    void close() {
        home.collect();
        pool.close();
    }
}
