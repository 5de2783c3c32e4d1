// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.ring.Ring;
import io.ringlane.ring.SpscRing;

/**
 * The way of packets from one producer thread into a core: bursts go in full and come back empty, so that nothing is
 * allocated. A full ring refuses, which is what holds the producer back. Producer side: {@link #burst}, {@link #offer}.
 * Core side: {@link #drainTo}.
 */
public final class IngressRing {
    private final Ring<PacketBatch> full;
    private final Ring<PacketBatch> empty;
    private PacketBatch partlyDrained;
    private int partlyAt;

    /** @param bursts number of bursts under way, each of {@link PacketBatch#BURST} packets. */
    public IngressRing(int bursts) {
        full = new SpscRing<>(bursts);
        empty = new SpscRing<>(bursts);
        for (int i = 0; i < bursts; i++) {
            empty.offer(new PacketBatch(PacketBatch.BURST));
        }
    }

    /** Producer: an empty burst to fill, or null when all are under way and the producer has to hold. */
    public PacketBatch burst() {
        return empty.poll();
    }

    /** Producer: hands a burst over; there is always a place for a burst that came from {@link #burst}. */
    public void offer(PacketBatch burst) {
        if (!full.offer(burst)) {
            fail();
        }
    }

    private static void fail() {
        throw new IllegalStateException("burst does not come from this ring");
    }

    /**
     * Core: moves at most as many packets as there is room for to the end of a batch.
     *
     * @return how many were moved.
     */
    public int drainTo(PacketBatch batch) {
        int before = batch.size();
        while (!batch.isFull()) {
            if (partlyDrained == null) {
                partlyDrained = full.poll();
                partlyAt = 0;
                if (partlyDrained == null) {
                    break;
                }
            }
            drainBurst(batch);
        }
        return batch.size() - before;
    }

    /**
     * Core: moves at most {@code limit} packets to the end of a list.
     *
     * @return how many were moved.
     */
    public int drainTo(PacketList list, int limit) {
        int moved = 0;
        while (moved < limit) {
            if (partlyDrained == null) {
                partlyDrained = full.poll();
                partlyAt = 0;
                if (partlyDrained == null) {
                    return moved;
                }
            }
            moved += drainBurst(list, limit - moved);
        }
        return moved;
    }

    private int drainBurst(PacketList list, int limit) {
        int from = partlyAt;
        int end = from + Math.min(partlyDrained.size() - from, limit);
        for (int i = from; i < end; i++) {
            list.add(partlyDrained.get(i));
        }
        drainedTo(end);
        return end - from;
    }

    private void drainedTo(int end) {
        partlyAt = end;
        if (end == partlyDrained.size()) {
            partlyDrained.clear();
            empty.offer(partlyDrained);
            partlyDrained = null;
        }
    }

    private void drainBurst(PacketBatch batch) {
        int end = Math.min(partlyDrained.size(), partlyAt + batch.room());
        batch.addAll(partlyDrained, partlyAt, end);
        drainedTo(end);
    }

    /** Bursts that wait for the core, one it has begun not counted. */
    public int size() {
        return full.size();
    }
}
