// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.ring.SpscRing;

/**
 * The way of one core to one {@link CryptoWorker} and back: a fixed stock of bursts that circle through a submission
 * and a completion ring. A burst in hand is a credit: both rings have room for all of them, so what was begun can
 * always be submitted and completed. {@link #begin}, {@link #submit}, {@link #complete} and {@link #recycle} belong to
 * the core, {@link #take} and {@link #giveBack} to the worker; all are wait free and none allocates.
 *
 * <pre>
 *   begin -> filled by the core -> submit ==ring==> take -> sealed -> giveBack ==ring==> complete -> recycle
 * </pre>
 */
public final class CryptoQueue implements AutoCloseable {
    private final SpscRing<CryptoBurst> submissions;
    private final SpscRing<CryptoBurst> completions;
    private final CryptoBurst[] all;
    private final CryptoBurst[] idle;
    private int credits;
    private int packetsInFlight;

    /**
     * Makes all bursts.
     *
     * @param bursts most bursts under way at a time, at least 1.
     * @param burstCapacity packets a burst holds, at least 1.
     */
    public CryptoQueue(int bursts, int burstCapacity) {
        if (bursts < 1 || burstCapacity < 1) {
            throw new IllegalArgumentException(
                    "crypto queue needs at least 1 burst of at least 1 packet, has " + bursts + " of " + burstCapacity);
        }
        submissions = new SpscRing<>(bursts);
        completions = new SpscRing<>(bursts);
        all = new CryptoBurst[bursts];
        for (int i = 0; i < bursts; i++) {
            all[i] = new CryptoBurst(burstCapacity);
        }
        idle = all.clone();
        credits = bursts;
    }

    /** @return an empty burst for the core to fill, or null without credit: the packets must wait where they are. */
    public CryptoBurst begin() {
        if (credits == 0) {
            return null;
        }
        credits--;
        CryptoBurst burst = idle[credits];
        idle[credits] = null;
        return burst;
    }

    /** Hands a burst from {@link #begin} to the worker, which owns it and its packets until {@link #complete}. */
    public void submit(CryptoBurst burst) {
        packetsInFlight += burst.size();
        pass(submissions, burst);
    }

    /** @return the next sealed burst, owned by the core until it is recycled, or null when none has come back. */
    public CryptoBurst complete() {
        CryptoBurst burst = completions.poll();
        if (burst != null) {
            packetsInFlight -= burst.size();
        }
        return burst;
    }

    /** Empties a burst, completed or begun and not submitted, and gives its credit back. */
    public void recycle(CryptoBurst burst) {
        burst.clear();
        if (credits == all.length) {
            fail("a burst was recycled twice");
        }
        idle[credits++] = burst;
    }

    /** @return the oldest burst for the worker to seal, or null when there is none. */
    public CryptoBurst take() {
        return submissions.poll();
    }

    /** Returns a burst, every entry with its outcome, from the worker to the core. */
    public void giveBack(CryptoBurst burst) {
        pass(completions, burst);
    }

    private static void pass(SpscRing<CryptoBurst> ring, CryptoBurst burst) {
        if (!ring.offer(burst)) {
            fail("more bursts than the queue has");
        }
    }

    private static void fail(String what) {
        throw new IllegalStateException("crypto queue: " + what);
    }

    /** Bursts that {@link #begin} can give at once. The core only. */
    public int credits() {
        return credits;
    }

    /** Most bursts under way at a time. */
    public int bursts() {
        return all.length;
    }

    /** Packets submitted and not completed yet. The core only. */
    public int packetsInFlight() {
        return packetsInFlight;
    }

    /** Gives the bursts' memory back; the worker must have ended. */
    @Override
    public void close() {
        for (CryptoBurst burst : all) {
            burst.close();
        }
    }
}
