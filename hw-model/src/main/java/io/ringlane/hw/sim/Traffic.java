// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** Packets that want to be sent, in the order of their times. Allocates nothing per packet. One owner thread. */
public interface Traffic {
    /**
     * Moves on to the next packet, whose size and SA can then be asked for.
     *
     * @return when it is to be sent, not before the one before; {@link Simulation#NEVER}: there is none.
     */
    long next();

    /** Bytes of the clear frame of the present packet, FCS included. */
    int clearBytes();

    /** Bytes of the present packet's frame on the encrypted side, FCS included. */
    default int wireBytes() {
        return clearBytes();
    }

    /** Number of the present packet's SA, from 0. */
    int state();
}
