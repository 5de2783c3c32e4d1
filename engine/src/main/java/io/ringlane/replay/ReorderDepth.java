// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

/**
 * How far packets of one SA came out of order, and which numbers never came: what says how large a window has to be.
 * Depths are counted by powers of two. Only authentic packets count. Written by the core that owns the SA.
 */
public final class ReorderDepth {
    /** Bucket 0 is in order, bucket b counts depths from 2^(b-1) to 2^b - 1. */
    public static final int BUCKETS = 18;

    private final long[] counts = new long[BUCKETS];
    private boolean started;
    private long deepest;
    private long gaps;
    private long missing;

    /** Records a number that is taken in. @param top highest number before it. */
    void record(long top, long number) {
        long depth = top - number;
        if (depth >= 0) {
            counts[Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(depth))]++;
            deepest = Math.max(deepest, depth);
            missing = Math.max(0, missing - 1);
        } else {
            counts[0]++;
            if (started && depth < -1) {
                gaps++;
                missing += -depth - 1;
            }
        }
        started = true;
    }

    /** Packets of a bucket. A late one that equals the top counts as in order. */
    public long count(int bucket) {
        return counts[bucket];
    }

    /** Packets that a window of this size would have dropped. @param window a power of two, up to 65536. */
    public long droppedBy(int window) {
        long dropped = 0;
        for (int bucket = Integer.numberOfTrailingZeros(window) + 1; bucket < BUCKETS; bucket++) {
            dropped += counts[bucket];
        }
        return dropped;
    }

    /** The smallest power of two that would have dropped nothing. */
    public int sufficient() {
        return deepest == 0 ? 1 : (int) Math.min(ReplayWindow.LARGEST, Long.highestOneBit(deepest) << 1);
    }

    /** Largest distance below the top of a packet that was accepted. */
    public long deepest() {
        return deepest;
    }

    /** How often numbers were left out when the window moved. */
    public long gaps() {
        return gaps;
    }

    /** Numbers left out that did not come later. */
    public long missing() {
        return missing;
    }
}
