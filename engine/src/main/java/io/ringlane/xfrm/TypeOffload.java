// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/**
 * The protocol behind the offload path ({@code struct xfrm_type_offload}): ESP, or a scripted double in tests. One
 * instance a core, called by its thread only.
 */
public interface TypeOffload {
    /**
     * Marks an encapsulated packet as protected before its transform: remembers the protocol byte, puts the protocol's
     * own number there, and writes SPI and sequence number ({@code encap} hook). Data goes back to the network header.
     */
    void encap(Packet packet, XfrmState state);

    /**
     * Transforms a burst whose packets stand with data at the first byte to protect, and leaves data at the network
     * header. Sets a result for every entry that is not settled; behind a failed entry, which may have failed already
     * when it comes, the rest of its group stays {@link XmitResult#NOT_ATTEMPTED}.
     */
    void xmit(XmitBurst burst);

    /** True when packets sealed in software come back later, through {@link #drain}. */
    default boolean asynchronous() {
        return false;
    }

    /** Packets that can be given to {@link #xmit} now without one of them finding asynchronous crypto full. */
    int credits();

    /**
     * Hands packets back whose asynchronous transform is finished, in the order of each SA.
     *
     * @return how many were handed back.
     */
    default int drain(SealedSink sink, int limit) {
        return 0;
    }

    /** Packets at asynchronous crypto, handed over and not yet handed back. */
    default int inFlight() {
        return 0;
    }

    /** True when packets of this SA are at asynchronous crypto: later ones must not leave before them. */
    default boolean isInFlight(XfrmState state) {
        return false;
    }
}
