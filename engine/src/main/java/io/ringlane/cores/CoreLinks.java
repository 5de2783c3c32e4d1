// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.bundle.BundleOutput;
import io.ringlane.output.Outbound;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.policy.StateOwners;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.IngressRing;
import io.ringlane.xfrm.Discard;

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
    private final PacketBatch arrived;
    private final PacketList held = new PacketList();
    private final StateOwners directory = new Directory();
    private boolean receiving;

    /**
     * @param rings by sender and receiver; those on the diagonal are null.
     * @param burst packets taken in a cycle.
     */
    public CoreLinks(int core, SaOwners owners, Ledger ledger, IngressRing[][] rings, int burst) {
        this.core = core;
        this.owners = owners;
        this.ledger = ledger;
        to = rings[core].clone();
        from = new IngressRing[rings.length];
        for (int i = 0; i < rings.length; i++) {
            from[i] = rings[i][core];
        }
        open = new PacketBatch[rings.length];
        arrived = new PacketBatch(burst);
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
        return receiving ? NONE : directory.elsewhere(destinationHigh, destinationLow, reqid);
    }

    /** What every packet is told, whether it arrived from another core or not: for answers that are kept. */
    public StateOwners directory() {
        return directory;
    }

    /** The owners as this core sees them. */
    private final class Directory implements StateOwners {
        @Override
        public int elsewhere(long destinationHigh, long destinationLow, int reqid) {
            if (to.length == 1) {
                return NONE;
            }
            int owner = owners.owner(destinationHigh, destinationLow, reqid);
            return owner == core ? NONE : owner;
        }

        @Override
        public long generation() {
            return to.length == 1 ? 0 : owners.generation();
        }
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

    /**
     * Takes in what other cores sent, a burst at a time, and protects it; for want of room it waits here.
     *
     * @param shortWay for ordinary packets; null sends all the long way.
     * @return packets moved.
     */
    public int receive(BundleOutput shortWay, Outbound outbound, long nowNs) {
        int moved = outputLong(outbound, nowNs);
        if (held.isEmpty() && takeIn()) {
            if (shortWay == null) {
                arrived.addTo(held);
                moved += outputLong(outbound, nowNs);
            } else {
                moved += outputShort(shortWay, outbound, nowNs);
            }
            arrived.clear();
        }
        return moved;
    }

    private boolean takeIn() {
        for (int i = 0; i < from.length && !arrived.isFull(); i++) {
            if (from[i] != null) {
                ledger.takenOver(from[i].drainTo(arrived));
            }
        }
        return !arrived.isEmpty();
    }

    /** In runs, as {@link io.ringlane.tx.TransmitAgent} does with new packets. */
    private int outputShort(BundleOutput shortWay, Outbound outbound, long nowNs) {
        shortWay.beginArrived(arrived);
        int size = arrived.size();
        int at = shortWay.run(0);
        int moved = at;
        while (at < size) {
            at = shortWay.handOver(at, held);
            moved += outputLong(outbound, nowNs);
            shortWay.goOn();
            int before = at;
            at = held.isEmpty() ? shortWay.run(at) : at;
            moved += at - before;
        }
        return moved;
    }

    private int outputLong(Outbound outbound, long nowNs) {
        if (held.isEmpty()) {
            return 0;
        }
        receiving = true;
        int moved = outbound.run(held, nowNs);
        receiving = false;
        return moved;
    }

    /** Drops what has arrived or waits in rings; every core must have stopped. */
    public void close(Discard discard) {
        for (int i = 0; i < from.length; i++) {
            if (from[i] != null) {
                ledger.takenOver(from[i].drainTo(held, Integer.MAX_VALUE));
            }
        }
        discard.chain(held.takeAll(), DropReason.ENGINE_CLOSED);
    }

    /** Packets that arrived and wait. */
    public int queued() {
        return held.size();
    }
}
