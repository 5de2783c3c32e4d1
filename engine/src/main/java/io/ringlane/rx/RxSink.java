// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.packet.Packet;
import io.ringlane.rx.state.InboundState;

/** Where received packets end. Called on the receiving core's thread. */
public interface RxSink {
    /**
     * Takes a packet over that may pass: its data is the clear packet's IP header.
     *
     * @param state the SA that came off last, null for a packet that came in clear.
     * @param forward the packet is not for this host.
     */
    void clear(Packet packet, InboundState state, boolean forward);

    /**
     * A packet goes no further; it is looked at here and freed by the caller.
     *
     * @param state the SA concerned, null if none was found.
     */
    default void refused(Packet packet, Refusal refusal, InboundState state) {}

    /**
     * ESP came for which there is no SA here: takes the packet over, its data at the IP header, if another core has it.
     *
     * @return false when the packet stays the caller's.
     */
    default boolean handOver(Packet packet, long destinationHigh, long destinationLow, int spi) {
        return false;
    }

    /** Whether so many clear packets can be taken now; otherwise no packets are received. */
    default boolean hasRoom(int packets) {
        return true;
    }

    /** A burst is over: what was gathered should go on now. */
    default void flush() {}

    /**
     * An authentic packet came from another address or UDP port than the SA says, and than the last one of which this
     * was told: the peer's NAT maps it anew (kernel {@code km_new_mapping}).
     *
     * @param high upper half of the address, of the SA's family, {@code low} the rest of it.
     */
    default void mappingChanged(InboundState state, long high, long low, int port) {}

    /** An SA reached a limit. @param hard it is out of use; otherwise it should be replaced. */
    default void expired(InboundState state, boolean hard) {}
}
