// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Expanded keys of one SA: made once, read by the jobs of every thread, zeroed on close, which is for when no packet of
 * the SA is in flight. They lie in memory of their own, or at a place of the engine's.
 */
final class JobKey implements CryptoKey {
    private final EspTransform transform;
    private final AtomicInteger open;
    /** Memory of its own; null when the place is the engine's. */
    private final Arena arena;

    private final MemorySegment page;
    private final int shape;
    /** Where the page is; 0 once closed. */
    private long address;

    private boolean closed;

    /**
     * @param page where to expand the keys, {@link KeyPage#BYTES} aligned to 64.
     * @param arena that the page belongs to and is closed with it; null for none.
     * @param secret material of the SA; nothing of it is kept.
     * @param open counts the keys that are open.
     */
    JobKey(
            EspTransform transform,
            KeyExpansion expansion,
            MemorySegment page,
            Arena arena,
            SecretKey secret,
            AtomicInteger open) {
        this.transform = transform;
        this.page = page;
        this.arena = arena;
        this.open = open;
        shape = JobShape.of(transform);
        address = page.address();
        page.fill((byte) 0);
        KeyPage.write(address, transform, secret.address(), expansion);
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

    /** A copy of the page, so that a test can look. */
    byte[] page() {
        return page.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Zeroes the page and keeps the memory; part of closing, apart so that a test can look. */
    void wipe() {
        address = 0;
        page.fill((byte) 0);
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
        return "JobKey(" + transform.name() + ")";
    }
}
