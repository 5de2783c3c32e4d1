// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.hw.frame.SaSlots;
import io.ringlane.hw.lane.LaneProfile;

/**
 * Inline crypto of a device. Immutable.
 *
 * @param saSlots size of the SA table.
 * @param esn     whether extended sequence numbers can be offloaded.
 */
public record CryptoProfile(int saSlots, boolean esn, LaneProfile lanes) {
    /** Checks the table's size. */
    public CryptoProfile {
        if (saSlots < 1 || saSlots > SaSlots.MOST_SLOTS) {
            throw new IllegalArgumentException("SA slots must be 1 to " + SaSlots.MOST_SLOTS + ", is " + saSlots);
        }
    }

    public CryptoProfile withSaSlots(int count) {
        return new CryptoProfile(count, esn, lanes);
    }

    public CryptoProfile withLanes(LaneProfile profile) {
        return new CryptoProfile(saSlots, esn, profile);
    }
}
