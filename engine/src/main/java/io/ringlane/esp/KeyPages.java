// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.HugePages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap room for expanded keys, one place for each SA index, in chunks that are allocated when first needed: a small
 * one for the first SAs, then whole large pages. A place is an odd number of cache lines long, so that the same line of
 * many keys does not fall into the same set of a cache. Zeroed when given back. One core's.
 */
public final class KeyPages implements AutoCloseable {
    /** Places of the first chunk. */
    private static final int FIRST = 1024;
    /** Bytes of each other chunk. */
    private static final long CHUNK = 4 * HugePages.BYTES;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] chunks;
    private final int stride;
    private final int perChunk;
    private long reserved;

    /**
     * @param capacity of the SA table.
     * @param bytes that an expanded key needs at most.
     */
    public KeyPages(int capacity, long bytes) {
        int lines = (int) ((bytes + BufferRegion.CACHE_LINE - 1) / BufferRegion.CACHE_LINE);
        stride = (lines | 1) * BufferRegion.CACHE_LINE;
        perChunk = (int) (CHUNK / stride);
        chunks = new MemorySegment[chunkOf(Math.max(1, capacity) - 1) + 1];
    }

    private int chunkOf(int index) {
        return index < FIRST ? 0 : 1 + (index - FIRST) / perChunk;
    }

    private int slotOf(int index) {
        return index < FIRST ? index : (index - FIRST) % perChunk;
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
    public long place(int index) {
        int chunk = chunkOf(index);
        if (chunks[chunk] == null) {
            chunks[chunk] = newChunk(chunk == 0);
        }
        return chunks[chunk].address() + (long) slotOf(index) * stride;
    }

    /** Whether the address is the place of the index. */
    boolean has(int index, long address) {
        MemorySegment chunk = chunks[chunkOf(index)];
        return chunk != null && address == chunk.address() + (long) slotOf(index) * stride;
    }

    private MemorySegment newChunk(boolean first) {
        long bytes = first ? (long) FIRST * stride : CHUNK;
        reserved += bytes;
        return first ? arena.allocate(bytes, BufferRegion.CACHE_LINE) : HugePages.allocate(bytes, arena);
    }

    /** Zeroes the place of an SA index. */
    public void wipe(int index) {
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
