// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.HugePages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap room for expanded keys, one place for each SA index, in chunks that are allocated when first needed: small
 * ones for the first SAs, large ones on large pages for many. A place is an odd number of cache lines long, so that the
 * same line of many keys does not fall into the same set of a cache. Zeroed when given back. One core's.
 */
final class KeyPages implements AutoCloseable {
    private static final int SMALL_SHIFT = 10;
    private static final int SMALL_CHUNKS = 4;
    private static final int IN_SMALL = SMALL_CHUNKS << SMALL_SHIFT;
    private static final int LARGE_SHIFT = 13;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] chunks;
    private final int stride;
    private long reserved;

    /**
     * @param capacity of the SA table.
     * @param bytes that an expanded key needs at most.
     */
    KeyPages(int capacity, long bytes) {
        int lines = (int) ((bytes + BufferRegion.CACHE_LINE - 1) / BufferRegion.CACHE_LINE);
        stride = (lines | 1) * BufferRegion.CACHE_LINE;
        chunks = new MemorySegment[chunkOf(Math.max(1, capacity) - 1) + 1];
    }

    private static int chunkOf(int index) {
        return index < IN_SMALL ? index >> SMALL_SHIFT : SMALL_CHUNKS + (index - IN_SMALL >> LARGE_SHIFT);
    }

    private static int slotOf(int index) {
        return index < IN_SMALL ? index & (1 << SMALL_SHIFT) - 1 : index - IN_SMALL & (1 << LARGE_SHIFT) - 1;
    }

    /** Bytes from place to place. */
    int stride() {
        return stride;
    }

    /** Bytes of memory allocated so far. */
    long reservedBytes() {
        return reserved;
    }

    /** Address of the place of an SA index, aligned to a cache line, holding zeros. */
    long place(int index) {
        int chunk = chunkOf(index);
        if (chunks[chunk] == null) {
            chunks[chunk] = newChunk(index < IN_SMALL ? 1 << SMALL_SHIFT : 1 << LARGE_SHIFT);
        }
        return chunks[chunk].address() + (long) slotOf(index) * stride;
    }

    /** Whether the address is the place of the index. */
    boolean has(int index, long address) {
        MemorySegment chunk = chunks[chunkOf(index)];
        return chunk != null && address == chunk.address() + (long) slotOf(index) * stride;
    }

    private MemorySegment newChunk(int places) {
        long bytes = (long) places * stride;
        reserved += bytes;
        MemorySegment chunk =
                arena.allocate(bytes, bytes < HugePages.BYTES ? BufferRegion.CACHE_LINE : HugePages.BYTES);
        HugePages.advise(chunk);
        return chunk;
    }

    /** Zeroes the place of an SA index. */
    void wipe(int index) {
        long start = (long) slotOf(index) * stride;
        chunks[chunkOf(index)].asSlice(start, stride).fill((byte) 0);
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        for (MemorySegment chunk : chunks) {
            if (chunk != null) {
                chunk.fill((byte) 0);
            }
        }
        arena.close();
    }
}
