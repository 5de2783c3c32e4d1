// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.policy.StateOwners;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.IngressRing;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Outbound;

/**
 * A core's ends of the rings between cores: packets whose SA is another core's go there in bursts, before anything was
 * done to them. What arrives stays: it is never handed on, so cores cannot wait for each other in a circle. One core's
 * thread; wired before it starts.
 */
public final class CoreLinks implements StateOwners {
    private final int core;
    private final SaOwners owners;
    private final Ledger ledger;
    private final IngressRing[] to;
    private final IngressRing[] from;
    private final PacketBatch[] open;
    private final PacketList arrived = new PacketList();
    private boolean receiving;

    /** @param rings by sender and receiver; those on the diagonal are null. */
    public CoreLinks(int core, SaOwners owners, Ledger ledger, IngressRing[][] rings) {
        this.core = core;
        this.owners = owners;
        this.ledger = ledger;
        to = rings[core].clone();
        from = new IngressRing[rings.length];
        for (int i = 0; i < rings.length; i++) {
            from[i] = rings[i][core];
        }
        open = new PacketBatch[rings.length];
    }

    /** Rings from each core to each other one. */
    public static IngressRing[][] rings(int cores, int bursts) {
        IngressRing[][] rings = new IngressRing[cores][cores];
        for (int i = 0; i < cores; i++) {
            for (int j = 0; j < cores; j++) {
                rings[i][j] = i == j ? null : new IngressRing(bursts);
            }
        }
        return rings;
    }

    @Override
    public int elsewhere(long destinationHigh, long destinationLow, int reqid) {
        if (receiving || to.length == 1) {
            return NONE;
        }
        int owner = owners.owner(destinationHigh, destinationLow, reqid);
        return owner == core ? NONE : owner;
    }

    /** Sends a packet to the core that owns its SA. @return false when the ring there is full: it stays here. */
    public boolean handOver(Packet packet, int target) {
        PacketBatch burst = open[target];
        if (burst == null) {
            burst = to[target].burst();
            if (burst == null) {
                return false;
            }
            open[target] = burst;
        }
        burst.add(packet);
        ledger.handedOver(1);
        if (burst.isFull()) {
            offer(target);
        }
        return true;
    }

    private void offer(int target) {
        to[target].offer(open[target]);
        open[target] = null;
    }

    /** Sends bursts that are not full; at the end of a duty cycle. */
    public void flush() {
        for (int i = 0; i < open.length; i++) {
            if (open[i] != null) {
                offer(i);
            }
        }
    }

    /** Takes in what other cores sent, at most {@code limit} packets at a time, and protects it. @return how many. */
    public int receive(Outbound outbound, int limit, long nowNs) {
        for (int i = 0; i < from.length && arrived.size() < limit; i++) {
            takeFrom(i, limit - arrived.size());
        }
        if (arrived.isEmpty()) {
            return 0;
        }
        receiving = true;
        int moved = outbound.run(arrived, nowNs);
        receiving = false;
        return moved;
    }

    private int takeFrom(int sender, int limit) {
        int taken = from[sender] == null ? 0 : from[sender].drainTo(arrived, limit);
        if (taken > 0) {
            ledger.takenOver(taken);
        }
        return taken;
    }

    /** Drops what has arrived or waits in rings; every core must have stopped. */
    public void close(Discard discard) {
        for (int i = 0; i < from.length; i++) {
            while (takeFrom(i, PacketBatch.BURST) > 0) {
                discard.chain(arrived.takeAll(), DropReason.ENGINE_CLOSED);
            }
        }
        discard.chain(arrived.takeAll(), DropReason.ENGINE_CLOSED);
    }

    /** Packets that arrived and wait. */
    public int queued() {
        return arrived.size();
    }
}
