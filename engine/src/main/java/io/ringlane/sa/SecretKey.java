// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Key material of one SA, off-heap in a slot of the process's key store, zeroed on close; never printed. Made on any
 * thread, read by the core that owns the SA, closed once nothing is in flight: the slot is another key's soon.
 */
public final class SecretKey implements AutoCloseable {
    private static final KeyStore STORE = new KeyStore();

    private final KeyStore.Chunk chunk;
    private final int slot;
    private final int length;
    /** Where the material is; 0 once closed. */
    private volatile long address;

    /** Copies the material off-heap and wipes the array given. */
    public SecretKey(byte[] material) {
        length = material.length;
        synchronized (STORE) {
            chunk = STORE.chunkFor(length);
            slot = STORE.take(chunk);
        }
        MemorySegment memory = chunk.slot(slot);
        MemorySegment.copy(material, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
        Arrays.fill(material, (byte) 0);
        address = memory.address();
    }

    /** Bytes of off-heap memory that the keys of the process take, with what is kept for keys to come. */
    public static long reservedBytes() {
        return STORE.reserved();
    }

    /** Bytes of material: key, then salt. */
    public int length() {
        return length;
    }

    /** Address of the first byte. @throws IllegalStateException once closed. */
    public long address() {
        long at = address;
        if (at == 0) {
            throw new IllegalStateException("key is closed");
        }
        return at;
    }

    /** Copies a part of the material into an array that the caller wipes after use. */
    public void copyTo(int offset, byte[] target) {
        if (address == 0) {
            throw new IllegalStateException("key is closed");
        }
        MemorySegment.copy(
                chunk.slot(slot).asSlice(0, length), ValueLayout.JAVA_BYTE, offset, target, 0, target.length);
    }

    public boolean isClosed() {
        return address == 0;
    }

    @Override
    public void close() {
        synchronized (STORE) {
            if (address != 0) {
                wipe();
                address = 0;
                STORE.give(chunk, slot);
            }
        }
    }

    /** Zeroes the material and keeps the memory; part of closing, apart so that a test can look. */
    void wipe() {
        chunk.slot(slot).fill((byte) 0);
    }

    @Override
    public String toString() {
        return "SecretKey(" + length + " bytes)";
    }
}
