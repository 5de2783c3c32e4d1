// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.buffer.BufferRegion;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the device has finished of one queue, written back in the order of the descriptors: an entry waits until all
 * before it are there. The device marks and publishes, the core that owns the queue reads. Wait free.
 */
final class CompletionQueue implements AutoCloseable {
    private static final int PUBLISHED = 0;
    private static final int FIRST = 2 * BufferRegion.CACHE_LINE;
    private static final byte DONE = 1;

    private final Arena arena = Arena.ofShared();
    private final UnsafeBuffer memory;
    private final int mask;
    private long completed;

    /** @param size of the descriptor ring: no more can be out. */
    CompletionQueue(int size) {
        mask = size - 1;
        int length = FIRST + size;
        memory =
                new UnsafeBuffer(arena.allocate(length, BufferRegion.CACHE_LINE).address(), length);
    }

    /** The device is done with the descriptor at a position. @return descriptors that became visible by it. */
    int complete(long position) {
        memory.putByte(FIRST + (int) (position & mask), DONE);
        long before = completed;
        while (memory.getByte(FIRST + (int) (completed & mask)) == DONE) {
            memory.putByte(FIRST + (int) (completed & mask), (byte) 0);
            completed++;
        }
        memory.putLongRelease(PUBLISHED, completed);
        return (int) (completed - before);
    }

    /** Position behind the last descriptor that the core may take back. */
    long published() {
        return memory.getLongAcquire(PUBLISHED);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
