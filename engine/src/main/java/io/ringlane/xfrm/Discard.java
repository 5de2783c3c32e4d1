// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.Ledger;
import io.ringlane.stats.XfrmCounter;

/** The one way in which a core loses packets: the slot goes home, the ledger and the kernel's counters are told. */
public final class Discard {
    private final Ledger ledger;
    private final CoreCounters counters;
    private final PacketReturn home;
    private final StateHolds holds;

    public Discard(Ledger ledger, CoreCounters counters, PacketReturn home, StateHolds holds) {
        this.ledger = ledger;
        this.counters = counters;
        this.home = home;
        this.holds = holds;
    }

    /** Drops one packet. */
    public void packet(Packet packet, DropReason reason) {
        packet.next(null);
        home.free(packet);
        ledger.dropped(reason, 1);
    }

    /** Drops one packet and counts it in the kernel's table. */
    public void packet(Packet packet, DropReason reason, XfrmCounter counter) {
        counters.increment(counter);
        packet(packet, reason);
    }

    /** Drops a chain; the ledger counts each packet, the kernel's counters are the caller's business. */
    public void chain(Packet head, DropReason reason) {
        ledger.dropped(reason, home.freeChain(head));
    }

    /** Counts an event that is not tied to one packet. */
    public void count(XfrmCounter counter) {
        counters.increment(counter);
    }

    /** Ledger entry for a super-packet that was cut into {@code segments}. */
    public void cut(int segments) {
        ledger.consumed(1);
        ledger.born(segments);
    }

    /** Sends the slot of a cut super-packet home, once nobody borrows from it; it left the ledger when it was cut. */
    public void release(Packet owner) {
        if (owner != null) {
            home.free(owner);
        }
    }

    /** Ends a packet's hold on its SA, if it has one. */
    public void releaseState(Packet packet) {
        holds.release(packet);
    }
}
