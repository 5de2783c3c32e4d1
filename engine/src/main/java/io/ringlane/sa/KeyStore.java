// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Off-heap memory of all {@link SecretKey}s of the process: chunks of equal slots, each slot a multiple of a cache line
 * and zero while free. A chunk is given back when its last key is closed. Any thread, under the store's own lock;
 * set-up and removal of SAs only.
 */
final class KeyStore {
    /** Size and alignment of the smallest slot: a key, and nothing else, lies in its cache line. */
    static final int LINE = 64;

    private static final int CHUNK = 64 << 10;

    /** One region of equal slots. Touched under the store's lock; what is in a slot belongs to the slot's key. */
    static final class Chunk {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;
        private final int slotSize;
        private final short[] free;
        private int freeSlots;

        private Chunk(int slotSize) {
            this.slotSize = slotSize;
            free = new short[Math.max(1, CHUNK / slotSize)];
            memory = arena.allocate((long) free.length * slotSize, LINE);
            while (freeSlots < free.length) {
                // the first slot on top: keys of one file lie side by side
                free[freeSlots] = (short) (free.length - 1 - freeSlots);
                freeSlots++;
            }
        }

        MemorySegment slot(int slot) {
            return memory.asSlice((long) slot * slotSize, slotSize);
        }
    }

    /** Chunks with a free slot, by slot size. */
    private final Int2ObjectHashMap<SequencedSet<Chunk>> roomy = new Int2ObjectHashMap<>();

    private long reserved;

    /** A chunk with a free slot of this length or more, which {@link #take} must follow under the same lock. */
    Chunk chunkFor(int length) {
        int slotSize = Math.max(LINE, length + LINE - 1 & -LINE);
        SequencedSet<Chunk> chunks = roomy.computeIfAbsent(slotSize, size -> new LinkedHashSet<>());
        if (chunks.isEmpty()) {
            Chunk chunk = new Chunk(slotSize);
            reserved += chunk.memory.byteSize();
            chunks.add(chunk);
        }
        return chunks.getFirst();
    }

    /** @return number of a slot, zeroed, for one key. */
    int take(Chunk chunk) {
        int slot = chunk.free[--chunk.freeSlots];
        if (chunk.freeSlots == 0) {
            roomy.get(chunk.slotSize).remove(chunk);
        }
        return slot & 0xffff;
    }

    /** Takes back a slot that its key has zeroed. One empty chunk of each size is kept for keys to come. */
    void give(Chunk chunk, int slot) {
        SequencedSet<Chunk> chunks = roomy.get(chunk.slotSize);
        if (chunk.freeSlots == 0) {
            chunks.addLast(chunk);
        }
        chunk.free[chunk.freeSlots++] = (short) slot;
        if (chunk.freeSlots == chunk.free.length && chunks.size() > 1) {
            chunks.remove(chunk);
            reserved -= chunk.memory.byteSize();
            chunk.arena.close();
        }
    }

    /** Bytes of off-heap memory held, free slots included. */
    synchronized long reserved() {
        return reserved;
    }
}
