// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Expanded AES-GCM or GMAC key of one SA: made once, read by the kernels of every thread, zeroed on close, which is for
 * when no packet of the SA is in flight. It lies in memory of its own, or at a place of the engine's.
 */
final class GcmKey implements CryptoKey {
    private final EspTransform transform;
    private final AtomicInteger open;
    /** Memory of its own; null when the place is the engine's. */
    private final Arena arena;

    private final MemorySegment schedule;
    private final int shape;
    /** Where the schedule is; 0 once closed. */
    private long address;

    private boolean closed;

    /**
     * @param schedule where to expand the key, aligned to 64.
     * @param arena that the schedule belongs to and is closed with it; null for none.
     * @param secret cipher key and salt; only the first {@code keyLength} bytes are read, nothing is kept.
     * @param open counts the keys that are open.
     */
    GcmKey(
            EspTransform transform,
            GcmKernels kernels,
            MemorySegment schedule,
            Arena arena,
            SecretKey secret,
            AtomicInteger open) {
        this.transform = transform;
        this.schedule = schedule;
        this.arena = arena;
        this.open = open;
        shape = transform.cipher() == EspCipher.AES_GMAC ? GmacCipher.shape(transform) : GcmCipher.shape(transform);
        address = schedule.address();
        kernels.expand(secret.address(), address);
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

    /** A copy of the schedule, so that a test can look. */
    byte[] schedule() {
        return schedule.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Zeroes the schedule and keeps the memory; part of closing, apart so that a test can look. */
    void wipe() {
        address = 0;
        schedule.fill((byte) 0);
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
        return "GcmKey(" + transform.keyLength() + " bytes)";
    }
}
