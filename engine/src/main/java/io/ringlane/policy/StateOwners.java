// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

/** Tells a core which other core has the SAs that it does not find among its own. Asked on the core's thread. */
@FunctionalInterface
public interface StateOwners {
    /** No other core has them, or the packet must not leave this one. */
    int NONE = -1;

    /** For a core that has no others beside it. */
    StateOwners ALONE = (high, low, reqid) -> NONE;

    /** The other core that owns the SAs to a destination with a reqid, or {@link #NONE}. Nothing is allocated. */
    int elsewhere(long destinationHigh, long destinationLow, int reqid);

    /** Changes with any answer of {@link #elsewhere}, after the answer has. */
    default long generation() {
        return 0;
    }
}
