// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Expanded keys of one SA: made once, read by the kernels or jobs of every thread, zeroed on close, which is for when
 * no packet of the SA is in flight. They lie in memory of their own, or at a place of the engine's.
 */
public final class ExpandedKey implements CryptoKey {
    private final EspTransform transform;
    private final int shape;
    private final MemorySegment memory;
    /** Memory of its own; null when the place is the engine's. */
    private final Arena arena;

    private final AtomicInteger open;
    /** Where the memory is; 0 once closed. */
    private long address;

    private boolean closed;

    /**
     * @param shape tells who works with the key, and its lengths.
     * @param memory where to expand the keys, aligned to 64.
     * @param arena that the memory belongs to and is closed with it; null for none.
     * @param open counts the keys that are open.
     * @param expand writes the keys to an address.
     */
    public ExpandedKey(
            EspTransform transform,
            int shape,
            MemorySegment memory,
            Arena arena,
            AtomicInteger open,
            LongConsumer expand) {
        this.transform = transform;
        this.shape = shape;
        this.memory = memory;
        this.arena = arena;
        this.open = open;
        address = memory.address();
        expand.accept(address);
        open.getAndIncrement();
    }

    @Override
    public EspTransform transform() {
        return transform;
    }

    @Override
    public long place() {
        return address;
    }

    @Override
    public int shape() {
        return shape;
    }

    /** A copy of what was expanded, so that a test can look. */
    public byte[] copy() {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Zeroes the memory and keeps it; part of closing, apart so that a test can look. */
    public void wipe() {
        address = 0;
        memory.fill((byte) 0);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wipe();
        open.getAndDecrement();
        if (arena != null) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "ExpandedKey(" + transform.name() + ")";
    }
}
