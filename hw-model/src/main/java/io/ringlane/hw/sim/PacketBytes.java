// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** Which of a packet's lengths a stage counts. Called by the thread of the simulation; allocates nothing. */
@FunctionalInterface
public interface PacketBytes {
    /** The clear frame, FCS included. */
    PacketBytes CLEAR = PacketTable::clearBytes;
    /** The encrypted frame, FCS included. */
    PacketBytes WIRE = PacketTable::wireBytes;

    int of(PacketTable packets, int packet);
}
