// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.sim.ByteClock;

/**
 * Lets frames go at a rate, and so many bytes at once after a rest. Full at first. What is kept is when it would be
 * full again, which needs no clock to run. Owned by the simulation's thread.
 */
public final class TokenBucket {
    private final long bytes;
    private final ByteClock clock;
    private long fullPs;

    /**
     * @param bitRate of frames, FCS included, without preamble and gap.
     * @param bytes   it holds; no frame may be longer.
     */
    public TokenBucket(long bitRate, long bytes) {
        this.bytes = bytes;
        clock = ByteClock.ofBitsPerSecond(bitRate);
    }

    /** When it holds a frame's bytes; may be in the past. */
    public long earliestPs(int frame) {
        return fullPs - clock.of(bytes - frame);
    }

    /** A frame goes, not before {@link #earliestPs}. */
    public void take(int frame, long nowPs) {
        fullPs = Math.max(fullPs, nowPs) + clock.take(frame);
    }
}
