// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

/**
 * Chooses a lane for each packet and keeps the order within an SA: {@code out(k) = max(done(k), out(k-1) of the SA)}.
 * Owned by the thread that steps the model.
 */
public final class LaneArbiter {
    private static final int HASH = 0x9e3779b9;

    private final CryptoLane[] lanes;
    private final LanePolicy policy;
    private final long[] lastOutPs;
    private int lane;
    private long outPs;
    private long acceptsFromPs;
    private long orderWaitPs;

    /** @param states size of the SA table: SA slots are 0 to states - 1. */
    public LaneArbiter(LaneProfile profile, int states) {
        policy = profile.policy();
        lastOutPs = new long[states];
        lanes = new CryptoLane[profile.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new CryptoLane(profile);
        }
    }

    /**
     * Offers a packet.
     *
     * @param floorPs time before which it must not leave, whatever its lane says.
     * @param state       SA slot.
     * @param cipherBytes bytes to encrypt.
     * @return false when the lanes it may go to have no place: {@link #acceptsFromPs} says when to ask again. Otherwise
     *         {@link #outPs} says when it leaves.
     */
    public boolean offer(long nowPs, long floorPs, int state, int cipherBytes) {
        lane = policy == LanePolicy.HASH_SA ? hashed(nowPs, state) : firstFree(nowPs);
        if (lane < 0) {
            return false;
        }
        long done = lanes[lane].take(nowPs, cipherBytes);
        outPs = Math.max(Math.max(done, floorPs), lastOutPs[state]);
        orderWaitPs += outPs - done;
        lastOutPs[state] = outPs;
        return true;
    }

    private int hashed(long nowPs, int state) {
        int chosen = Math.floorMod(state * HASH >>> 16, lanes.length);
        acceptsFromPs = lanes[chosen].acceptsFromPs();
        return acceptsFromPs <= nowPs ? chosen : -1;
    }

    /** The lane that can start first; the lowest number among equals. */
    private int firstFree(long nowPs) {
        int chosen = -1;
        long earliest = Long.MAX_VALUE;
        acceptsFromPs = Long.MAX_VALUE;
        for (int i = 0; i < lanes.length; i++) {
            acceptsFromPs = Math.min(acceptsFromPs, lanes[i].acceptsFromPs());
            long start = Math.max(nowPs, lanes[i].nextStartPs());
            if (lanes[i].acceptsFromPs() <= nowPs && start < earliest) {
                earliest = start;
                chosen = i;
            }
        }
        return chosen;
    }

    /** Lane that the packet offered last went to. */
    public int lane() {
        return lane;
    }

    /** When the packet offered last leaves its lane, in the order of its SA. */
    public long outPs() {
        return outPs;
    }

    /** When a lane takes the packet refused last. */
    public long acceptsFromPs() {
        return acceptsFromPs;
    }

    /** Time that packets waited, done, for older ones of their SA. */
    public long orderWaitPs() {
        return orderWaitPs;
    }

    public int lanes() {
        return lanes.length;
    }

    public CryptoLane lane(int index) {
        return lanes[index];
    }
}
