// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import java.util.Arrays;

/**
 * Which SA contexts a set-associative cache holds. A set gives up its least recently used context, or one that is drawn
 * by a generator with a fixed start. One owner thread.
 *
 * <pre>
 *  slot = set * ways + way      a set is a ring of slots, from the most to the least recently used
 * </pre>
 */
public final class SaCache {
    private static final int NONE = -1;
    private static final long START = 0x9E3779B97F4A7C15L;

    private final int ways;
    private final int sets;
    private final boolean isRandom;
    private final int[] holds;
    private final int[] before;
    private final int[] behind;
    private final int[] newest;
    private int[] where = new int[0];
    private long draw = START;
    private long hits;
    private long misses;

    /**
     * @param slots contexts it holds.
     * @param ways  of a set; divides the slots.
     */
    public SaCache(int slots, int ways, boolean isRandom) {
        if (ways < 1 || slots % ways != 0) {
            throw new IllegalArgumentException(slots + " slots cannot be cut into sets of " + ways);
        }
        this.ways = ways;
        this.isRandom = isRandom;
        sets = slots / ways;
        holds = new int[slots];
        before = new int[slots];
        behind = new int[slots];
        newest = new int[sets];
        Arrays.fill(holds, NONE);
        for (int slot = 0; slot < slots; slot++) {
            int first = slot - slot % ways;
            before[slot] = slot == first ? first + ways - 1 : slot - 1;
            behind[slot] = slot == first + ways - 1 ? first : slot + 1;
        }
        for (int set = 0; set < sets; set++) {
            newest[set] = set * ways;
        }
    }

    /** Looks an SA up, and puts it in if it is not there. */
    public boolean hit(int sa) {
        if (sa >= where.length) {
            grow(sa);
        }
        int set = sa % sets;
        int slot = where[sa];
        boolean isHit = slot != NONE;
        if (isHit) {
            hits++;
        } else {
            misses++;
            slot = victim(set);
            if (holds[slot] != NONE) {
                where[holds[slot]] = NONE;
            }
            holds[slot] = sa;
            where[sa] = slot;
        }
        use(set, slot);
        return isHit;
    }

    private void grow(int sa) {
        int old = where.length;
        where = Arrays.copyOf(where, Math.max(sa + 1, old * 2));
        Arrays.fill(where, old, where.length, NONE);
    }

    /** The oldest one; where victims are drawn, any, as soon as the set is full. */
    private int victim(int set) {
        int oldest = before[newest[set]];
        if (!isRandom || holds[oldest] == NONE) {
            return oldest;
        }
        draw ^= draw << 13;
        draw ^= draw >>> 7;
        draw ^= draw << 17;
        return set * ways + (int) Math.unsignedMultiplyHigh(draw, ways);
    }

    private void use(int set, int slot) {
        int first = newest[set];
        if (slot == first) {
            return;
        }
        if (slot != before[first]) {
            behind[before[slot]] = behind[slot];
            before[behind[slot]] = before[slot];
            int last = before[first];
            before[slot] = last;
            behind[last] = slot;
            behind[slot] = first;
            before[first] = slot;
        }
        newest[set] = slot;
    }

    /** Forgets every context. */
    public void clear() {
        Arrays.fill(holds, NONE);
        Arrays.fill(where, NONE);
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    /** Forgets what was counted, not what is held: after a warm-up. */
    public void restart() {
        hits = 0;
        misses = 0;
    }
}
