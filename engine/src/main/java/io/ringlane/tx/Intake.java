// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;

/**
 * The receive side of a loop that runs to completion: a core polls a {@link Source} on its own thread, once a duty
 * cycle. Packets come from a pool of the intake's own, join the core's burst as they are, and go straight back when
 * they have ended: no ring stands between, as it does for a {@code Producer}. Where the core has no room behind, it
 * does not poll, which is how it holds its source back. Only packets that end on other cores come home by rings.
 */
public final class Intake {
    /** Where packets come from: a card's receive ring, a file, a generator. */
    @FunctionalInterface
    public interface Source {
        /**
         * Takes empty packets, fills them, adds them; must not block. A packet taken must be added or discarded before
         * the call ends. The core's thread.
         *
         * @param intake good for this call only; it has room for one packet at least.
         */
        void poll(Intake intake);
    }

    private final PacketPool pool;
    private final Source source;
    private final PacketHome[] homes;
    private PacketBatch burst;
    private long taken;
    private long held;

    /** @param homes from other cores. */
    public Intake(PacketPool pool, Source source, PacketHome... homes) {
        this.pool = pool;
        this.source = source;
        this.homes = homes;
    }

    /** Polls the source. @param into with room. @return packets that it added. */
    public int poll(PacketBatch into) {
        for (PacketHome home : homes) {
            home.collect();
        }
        int before = into.size();
        burst = into;
        source.poll(this);
        burst = null;
        int added = into.size() - before;
        taken += added;
        return added;
    }

    /**
     * An empty packet with room for {@code length} bytes, to be filled as a producer would: data at its MAC or IP
     * header, marks mac and network set.
     *
     * @return null, and counted, when all slots of that size are under way: come again with the next poll.
     */
    public Packet take(int length) {
        Packet packet = pool.takeFor(length);
        held += packet == null ? 1 : 0;
        return packet;
    }

    /** Puts a packet into the core's burst. @return false when that is full: the packet stays the caller's. */
    public boolean add(Packet packet) {
        return burst.add(packet);
    }

    /** Packets that can still be added in this poll. */
    public int room() {
        return burst.room();
    }

    /** Gives a packet back that was not added. */
    public void discard(Packet packet) {
        pool.give(packet);
    }

    /** Where its packets come from, and go home to. */
    public PacketPool pool() {
        return pool;
    }

    /** Packets that the core took in so far. */
    public long taken() {
        return taken;
    }

    /** How often there was no slot. */
    public long held() {
        return held;
    }

    /** Slots under way; 0 when everything is back home. Between duty cycles. */
    public int outstanding() {
        for (PacketHome home : homes) {
            home.collect();
        }
        return pool.outstanding();
    }

    /** Gives the pool's memory back. */
    public void close() {
        pool.close();
    }
}
