// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.hw.frame.TxDescriptor;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Descriptors of one queue, off-heap, with the doorbell register. The core that owns the queue writes descriptors and
 * rings; the device reads what was rung for. Positions count from the start of the run and never wrap. Wait free: the
 * doorbell is the one ordered write between the two.
 */
final class DescriptorRing implements AutoCloseable {
    private static final int DOORBELL_POSITION = 0;
    private static final int DOORBELL_TIME = Long.BYTES;
    /** The doorbell has cache lines of its own, in front of the descriptors. */
    private static final int FIRST = 2 * BufferRegion.CACHE_LINE;

    private final Arena arena = Arena.ofShared();
    private final UnsafeBuffer memory;
    private final int size;

    /** @param size a power of two. */
    DescriptorRing(int size) {
        this.size = size;
        int length = FIRST + size * TxDescriptor.LENGTH;
        memory =
                new UnsafeBuffer(arena.allocate(length, BufferRegion.CACHE_LINE).address(), length);
    }

    /** What descriptor offsets index. */
    UnsafeBuffer memory() {
        return memory;
    }

    /** Offset of the descriptor at a position. */
    int offset(long position) {
        return FIRST + (int) (position & size - 1) * TxDescriptor.LENGTH;
    }

    int size() {
        return size;
    }

    /** Publishes every descriptor before {@code position}; the owner core. */
    void ring(long position, long nowPs) {
        memory.putLong(DOORBELL_TIME, nowPs);
        memory.putLongRelease(DOORBELL_POSITION, position);
    }

    /** Position behind the last descriptor published; the device. */
    long rung() {
        return memory.getLongAcquire(DOORBELL_POSITION);
    }

    /** When it was rung for last; read after {@link #rung}. */
    long rungPs() {
        return memory.getLong(DOORBELL_TIME);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
