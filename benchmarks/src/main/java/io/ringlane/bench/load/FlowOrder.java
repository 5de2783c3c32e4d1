// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import java.util.SplittableRandom;

/** Which flow comes next: in turn, or in an order that is random but the same in every run. One thread. */
public final class FlowOrder {
    private final int count;
    private final int[] shuffled;
    private int at;

    /** @param random shuffled once, always alike; else in turn. */
    public FlowOrder(int count, boolean random) {
        this.count = count;
        shuffled = random ? shuffle(count) : null;
    }

    private static int[] shuffle(int count) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** Number of the next flow. */
    public int next() {
        at = at + 1 < count ? at + 1 : 0;
        return shuffled == null ? at : shuffled[at];
    }
}
