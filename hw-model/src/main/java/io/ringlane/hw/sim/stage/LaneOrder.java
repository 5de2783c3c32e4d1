// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

/** How packets are dealt out to lanes, and in which order they come out. */
public enum LaneOrder {
    /** All packets of an SA go to one lane, by a hash; they are in order without more, and one fat SA has one lane. */
    HASH,
    /** The first lane that is free takes the first packet; a reorder buffer puts each SA's packets back in order. */
    ANY,
    /** Each lane in its turn; the packets come out in the order they went in, whatever their SA. */
    ROUND_ROBIN
}
