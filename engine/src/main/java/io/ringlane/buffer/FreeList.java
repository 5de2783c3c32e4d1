// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stack of free slot numbers, itself off-heap. One owner thread; last in, first out, so that the slot given is the one
 * most likely still in the cache.
 */
public final class FreeList implements AutoCloseable {
    /** What {@link #pop()} gives when no slot is free: an outcome, not an error. */
    public static final int EMPTY = -1;

    private final Arena arena;
    private final UnsafeBuffer stack;
    private final int capacity;
    private int size;

    /** Makes a full list: slots 0 to capacity - 1, the lowest on top. */
    public FreeList(int capacity) {
        this.capacity = capacity;
        arena = Arena.ofShared();
        stack = new UnsafeBuffer(
                arena.allocate((long) capacity * Integer.BYTES, BufferRegion.CACHE_LINE)
                        .address(),
                capacity * Integer.BYTES);
        for (int i = capacity - 1; i >= 0; i--) {
            push(i);
        }
    }

    /** @return a slot number that the caller owns from now on, or {@link #EMPTY}. */
    public int pop() {
        if (size == 0) {
            return EMPTY;
        }
        size--;
        return stack.getInt(size * Integer.BYTES);
    }

    /** Gives a slot back. More returns than slots is a double free and a broken program. */
    public void push(int slot) {
        if (size == capacity) {
            fail(slot);
        }
        stack.putInt(size * Integer.BYTES, slot);
        size++;
    }

    private void fail(int slot) {
        throw new IllegalStateException("slot " + slot + " freed twice: all " + capacity + " slots are free");
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            size = 0;
            arena.close();
        }
    }
}
