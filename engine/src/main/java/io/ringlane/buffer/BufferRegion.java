// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One aligned off-heap block cut into equal slots. Made once at start-up; the owner closes it when no thread can touch
 * a slot any more. Slot views are made by the caller once, never per packet.
 */
public final class BufferRegion implements AutoCloseable {
    /** Alignment of the block and, as every stride is a multiple of it, of each slot. */
    public static final int CACHE_LINE = 64;

    private final Arena arena;
    private final MemorySegment memory;
    private final int slots;
    private final int stride;

    /**
     * @param slots number of slots, at least 1.
     * @param stride bytes from slot to slot, a multiple of the cache line.
     */
    public BufferRegion(int slots, int stride) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, is " + slots);
        }
        if (stride <= 0 || stride % CACHE_LINE != 0) {
            throw new IllegalArgumentException("stride must be a positive multiple of 64, is " + stride);
        }
        this.slots = slots;
        this.stride = stride;
        arena = Arena.ofShared();
        memory = arena.allocate((long) slots * stride, CACHE_LINE);
    }

    /** A bounds-checked view of one slot; the caller keeps it for the life of the region. */
    public UnsafeBuffer view(int slot) {
        return new UnsafeBuffer(address(slot), stride);
    }

    /** Absolute address of the first byte of a slot. */
    public long address(int slot) {
        if (slot < 0 || slot >= slots) {
            throw new IndexOutOfBoundsException("slot " + slot + " of " + slots);
        }
        return memory.address() + (long) slot * stride;
    }

    public int slots() {
        return slots;
    }

    public int stride() {
        return stride;
    }

    /** Zeroes the block (it may hold plaintext) and gives it back to the system. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte) 0);
            arena.close();
        }
    }
}
