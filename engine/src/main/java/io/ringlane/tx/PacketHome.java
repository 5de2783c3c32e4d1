// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.ring.Ring;
import io.ringlane.ring.SpscRing;

/**
 * The way home for the slots of one producer's pool, from one core: full bursts of ended packets go to the producer,
 * empty ones come back. Core side: {@link #free} and {@link #flush}. Producer side: {@link #collect}.
 */
public final class PacketHome implements PacketReturn {
    private final PacketPool pool;
    private final Ring<PacketBatch> full;
    private final Ring<PacketBatch> empty;
    private PacketBatch current;

    /** @param pool whose packets come home; it must never have more out than {@code slots}. */
    public PacketHome(PacketPool pool, int slots) {
        this.pool = pool;
        // a burst may be sent home with one packet in it, so there must be one for every slot
        full = new SpscRing<>(slots + 1);
        empty = new SpscRing<>(slots + 1);
        for (int i = 0; i < slots; i++) {
            empty.offer(new PacketBatch(PacketBatch.BURST));
        }
    }

    public PacketPool pool() {
        return pool;
    }

    @Override
    public void free(Packet packet) {
        if (current == null) {
            current = empty.poll();
        }
        current.add(packet);
        if (current.isFull()) {
            flush();
        }
    }

    @Override
    public void freeAll(PacketBatch batch) {
        int from = 0;
        while (from < batch.size()) {
            if (current == null) {
                current = empty.poll();
            }
            int to = Math.min(batch.size(), from + current.room());
            current.addAll(batch, from, to);
            from = to;
            if (current.isFull()) {
                flush();
            }
        }
        batch.clear();
    }

    /** Sends a burst home even if it is not full; once a duty cycle, so that a producer is not starved. */
    public void flush() {
        if (current != null && !current.isEmpty()) {
            full.offer(current);
            current = null;
        }
    }

    /** Producer: gives what came home back to the pool. @return how many slots. */
    public int collect() {
        int count = 0;
        PacketBatch burst = full.poll();
        while (burst != null) {
            count += burst.size();
            pool.giveAll(burst);
            empty.offer(burst);
            burst = full.poll();
        }
        return count;
    }
}
