// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

/** Which lane a packet goes to. Either way the packets of one SA leave in order. */
public enum LanePolicy {
    /** One lane for each SA, by a hash: nothing overtakes, but one fat SA gets one lane. */
    HASH_SA,
    /** The lane that is free first; a packet that is done before an older one of its SA waits for it. */
    ANY_LANE
}
