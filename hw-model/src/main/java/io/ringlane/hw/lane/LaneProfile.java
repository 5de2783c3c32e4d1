// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

/**
 * The crypto lanes of a device. Immutable.
 *
 * @param lanes     1 to 1,024.
 * @param interval  from the start of one packet to the start of the next in a lane ({@code II}), by cipher bytes.
 * @param latencyPs what a packet takes beyond that, {@code LAT}: {@code done = start + LAT + II}.
 * @param places    packets that may wait in front of each lane, at least 1.
 */
public record LaneProfile(int lanes, ServiceTime interval, long latencyPs, int places, LanePolicy policy) {
    private static final int MOST_LANES = 1024;

    /** Checks the ranges. */
    public LaneProfile {
        if (lanes < 1 || lanes > MOST_LANES) {
            throw new IllegalArgumentException("lanes must be 1 to " + MOST_LANES + ", is " + lanes);
        }
        if (latencyPs < 0) {
            throw new IllegalArgumentException("lane latency must not be negative, is " + latencyPs);
        }
        if (places < 1) {
            throw new IllegalArgumentException("places in front of a lane must be at least 1, is " + places);
        }
    }

    public LaneProfile withLanes(int count) {
        return new LaneProfile(count, interval, latencyPs, places, policy);
    }

    public LaneProfile withPolicy(LanePolicy other) {
        return new LaneProfile(lanes, interval, latencyPs, places, other);
    }
}
