// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.ip.Fragmenter;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.xfrm.Discard;

/** Cuts packets into fragments, and keeps the ledger while it does. Takes slots of its core's pool; its thread only. */
final class FragmentOutput {
    private final Fragmenter fragmenter = new Fragmenter();
    private final PacketPool pool;
    private final Discard discard;

    FragmentOutput(PacketPool pool, Discard discard) {
        this.pool = pool;
        this.discard = discard;
    }

    /** True when the pool could hold so many fragments if nothing else were in it. */
    boolean isPossible(long fragments, int mtu) {
        return pool.capacityFor(mtu) >= fragments;
    }

    /** True when it can now. */
    boolean hasSlots(int fragments, int mtu) {
        return pool.canTake(fragments, mtu);
    }

    /**
     * Cuts a packet, which is used up: what replaces it is born.
     *
     * @param packet IP or link-layer header at its data; a checksum left open is completed.
     * @param mtu length of the longest fragment.
     * @return the chain of fragments, data where that of the packet is; null, nothing changed, when it cannot be cut.
     */
    Packet cut(Packet packet, int mtu) {
        int count = fragmenter.count(packet, mtu);
        if (count == Fragmenter.INVALID || !ChecksumCompletion.complete(packet)) {
            return null;
        }
        packet.copyBorrowedBody();
        if (!fragmenter.cut(packet, mtu, pool)) {
            return null;
        }
        discard.release(packet.dropBody());
        discard.cut(count);
        boolean atNetwork = packet.data() == packet.network();
        discard.release(packet);
        Packet head = fragmenter.take();
        for (Packet piece = head; atNetwork && piece != null; piece = piece.next()) {
            piece.pull(piece.network() - piece.data());
        }
        return head;
    }
}
