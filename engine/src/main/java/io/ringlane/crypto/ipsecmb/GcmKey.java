// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Expanded AES-GCM key of one SA in off-heap memory of its own: made once, read by the kernels of every thread, zeroed
 * and given back on close, which is for when no packet of the SA is in flight.
 */
final class GcmKey implements CryptoKey {
    private static final int ALIGNMENT = 64;

    private final EspTransform transform;
    private final GcmKernels kernels;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment schedule;
    /** Where the schedule is; 0 once closed. */
    private volatile long address;

    /** @param secret cipher key and salt; only the first {@code keyLength} bytes are read, nothing is kept. */
    GcmKey(EspTransform transform, GcmKernels kernels, int scheduleBytes, SecretKey secret) {
        this.transform = transform;
        this.kernels = kernels;
        schedule = arena.allocate(scheduleBytes, ALIGNMENT);
        address = schedule.address();
        kernels.expand(secret.address(), address);
    }

    @Override
    public EspTransform transform() {
        return transform;
    }

    /** Address of the expanded key, 0 once closed. */
    long address() {
        return address;
    }

    MemorySegment sealKernel() {
        return kernels.seal();
    }

    MemorySegment openKernel() {
        return kernels.open();
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
        if (arena.scope().isAlive()) {
            wipe();
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "GcmKey(" + transform.keyLength() + " bytes)";
    }
}
