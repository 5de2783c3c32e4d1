// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Key material of one SA, off-heap, zeroed on close; never printed. Made on any thread, read by the core that owns the
 * SA, closed once nothing is in flight.
 */
public final class SecretKey implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int length;

    /** Copies the material off-heap and wipes the array given. */
    public SecretKey(byte[] material) {
        memory = arena.allocate(Math.max(1, material.length), 64);
        MemorySegment.copy(material, 0, memory, ValueLayout.JAVA_BYTE, 0, material.length);
        length = material.length;
        Arrays.fill(material, (byte) 0);
    }

    /** Bytes of material: key, then salt. */
    public int length() {
        return length;
    }

    /** Address of the first byte. @throws IllegalStateException once closed. */
    public long address() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("key is closed");
        }
        return memory.address();
    }

    /** Copies a part of the material into an array that the caller wipes after use. */
    public void copyTo(int offset, byte[] target) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, target.length);
    }

    public boolean isClosed() {
        return !arena.scope().isAlive();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            wipe();
            arena.close();
        }
    }

    /** Zeroes the material and keeps the memory; part of closing, apart so that a test can look. */
    void wipe() {
        memory.fill((byte) 0);
    }

    @Override
    public String toString() {
        return "SecretKey(" + length + " bytes)";
    }
}
