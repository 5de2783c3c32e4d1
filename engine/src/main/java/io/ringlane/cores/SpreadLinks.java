// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.PacketHome;
import io.ringlane.tx.PortTable;
import io.ringlane.tx.TxPort;
import io.ringlane.tx.XmitResume;
import io.ringlane.xfrm.Discard;
import java.util.ArrayList;
import java.util.List;

/**
 * A core's part in SAs that are spread over all cores. As a sender it protects packets with leased numbers and sends
 * the leases to the SA's home; as a home it transmits leases in the order of their numbers, whichever core they come
 * from. One core's thread; rings are added by command.
 */
public final class SpreadLinks {
    private final int core;
    private final Ledger ledger;
    private final LeaseRing[] to;
    private final LeaseRing[] from;
    private final List<PacketHome> ownSlots = new ArrayList<>();
    private final List<LeasedSequence> replicas = new ArrayList<>();
    private final List<LeasedSequence> touched = new ArrayList<>();
    private final List<SpreadSa> waiting = new ArrayList<>();
    private final PacketList ready = new PacketList();
    private TxPort readyPort;
    private int held;

    public SpreadLinks(int core, int cores, Ledger ledger) {
        this.core = core;
        this.ledger = ledger;
        to = new LeaseRing[cores];
        from = new LeaseRing[cores];
    }

    /** True when this core can send to a home already. */
    public boolean isConnected(int home) {
        return to[home] != null;
    }

    /**
     * Makes the ring from this core to a home, its own included.
     *
     * @param ownSlots the way home for slots of this core's pool that end there; null where it is the home itself.
     */
    public void connect(SpreadLinks home, int leases, PacketHome ownSlots) {
        LeaseRing ring = new LeaseRing(leases);
        to[home.core] = ring;
        if (ownSlots != null) {
            this.ownSlots.add(ownSlots);
        }
    }

    /** The other end of {@link #connect}; by a later command on this core's thread. */
    public void accept(SpreadLinks sender) {
        from[sender.core] = sender.to[core];
    }

    /** This core's replica of a spread SA. */
    public XfrmState newReplica(SaConfig config, SecretKey key, SpreadSa sa) {
        LeasedSequence sequence = new LeasedSequence(config, sa, to[sa.home()], this);
        XfrmState state = new XfrmState(config, key, sequence);
        sequence.state(state);
        return state;
    }

    /** A replica is in use. */
    public void add(LeasedSequence replica) {
        replicas.add(replica);
    }

    /** A replica is gone. */
    public void remove(LeasedSequence replica) {
        replicas.remove(replica);
    }

    // ---- sender

    /** Packets that can be numbered now in any case: each may need a lease of its own. */
    int room() {
        int room = Integer.MAX_VALUE;
        for (int i = 0; i < to.length; i++) {
            room = to[i] == null ? room : Math.min(room, to[i].idle());
        }
        return room;
    }

    void touch(LeasedSequence replica) {
        touched.add(replica);
    }

    /** Sends every lease begun; after each run of output, so that none is open between duty cycles. */
    public void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).send();
        }
        touched.clear();
    }

    void send(Lease lease, LeaseRing ring) {
        if (lease.sa.home() == core) {
            held += lease.size;
        } else {
            ledger.handedOver(lease.size);
        }
        ring.send(lease);
    }

    /** Takes slots of this core back that ended elsewhere. */
    public void collect() {
        for (int i = 0; i < ownSlots.size(); i++) {
            ownSlots.get(i).collect();
        }
    }

    /** Adds this core's replicas of SAs that another core found expired. */
    public void addRetired(List<XfrmState> states) {
        for (int i = 0; i < replicas.size(); i++) {
            if (replicas.get(i).sa().isRetired()) {
                states.add(replicas.get(i).state());
            }
        }
    }

    // ---- home

    /**
     * Takes leases in and transmits those whose turn it is, as far as there is room behind.
     *
     * @param inFlight packets at asynchronous crypto, for which places in the backlog are kept.
     * @return packets and leases moved.
     */
    public int release(PortTable ports, XmitResume resume, Discard discard, int inFlight) {
        int work = receive();
        for (int i = waiting.size() - 1; i >= 0; i--) {
            SpreadSa sa = waiting.get(i);
            work += release(sa, ports, resume, discard, inFlight);
            if (!sa.isWaiting()) {
                sa.listed(false);
                waiting.set(i, waiting.get(waiting.size() - 1));
                waiting.remove(waiting.size() - 1);
            }
        }
        return work;
    }

    private int receive() {
        int count = 0;
        for (int i = 0; i < from.length; i++) {
            Lease lease = from[i] == null ? null : from[i].receive();
            while (lease != null) {
                take(lease, i);
                count++;
                lease = from[i].receive();
            }
        }
        return count;
    }

    private void take(Lease lease, int sender) {
        if (sender != core) {
            ledger.takenOver(lease.size);
            held += lease.size;
        }
        SpreadSa sa = lease.sa;
        sa.append(lease, sender);
        if (!sa.listed()) {
            sa.listed(true);
            waiting.add(sa);
        }
    }

    private int release(SpreadSa sa, PortTable ports, XmitResume resume, Discard discard, int inFlight) {
        int before = held;
        int sender = sa.nextSender();
        while (sender >= 0 && transmit(sa.head(sender), ports, resume, discard, inFlight)) {
            from[sender].recycle(sa.remove(sender));
            sender = sa.nextSender();
        }
        flushReady(resume);
        return before - held;
    }

    /** @return false when the queue is stopped or its backlog full: the rest of the lease waits. */
    private boolean transmit(Lease lease, PortTable ports, XmitResume resume, Discard discard, int inFlight) {
        while (!lease.isTransmitted()) {
            TxPort port = ports.first(lease.packets[lease.next]);
            if (port != readyPort) {
                flushReady(resume);
                readyPort = port;
            }
            if (port == null) {
                discard.packet(lease.take(), DropReason.DEVICE_GONE);
            } else if (port.queue().isStopped()
                    || ready.size() + inFlight >= port.backlog().room()) {
                return false;
            } else {
                ready.add(lease.take());
            }
            held--;
        }
        return true;
    }

    private void flushReady(XmitResume resume) {
        if (!ready.isEmpty()) {
            resume.transmit(readyPort, ready);
        }
        readyPort = null;
    }

    /** Drops what waits here or on the way here; every core must have stopped. */
    public void close(Discard discard) {
        receive();
        for (SpreadSa sa : waiting) {
            for (int i = 0; i < from.length; i++) {
                for (Lease lease = sa.head(i); lease != null; lease = lease.behind) {
                    drop(lease, discard);
                }
            }
        }
        waiting.clear();
    }

    private void drop(Lease lease, Discard discard) {
        while (!lease.isTransmitted()) {
            Packet packet = lease.take();
            discard.packet(packet, DropReason.ENGINE_CLOSED);
            held--;
        }
    }

    /** Packets in leases that this core is to transmit. */
    public int queued() {
        return held;
    }
}
