// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.bundle.BundlePort;
import io.ringlane.packet.Packet;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmState;

/**
 * Numbers of one SA on one of the cores that share it: taken from leases, and the packets that got them put back into
 * those leases once they are sealed. All leases are sent at the end of the duty cycle. Owned by the replica's core.
 */
public final class LeasedSequence extends OutboundSequence {
    private static final int LEAST_WANTED = 8;
    private static final long LOW_MASK = 0xffffffffL;

    private final SpreadSa sa;
    private final LeaseRing ring;
    private final SpreadLinks links;
    private XfrmState state;
    private LeasedPort port;
    private Lease spare;
    /** The leases of this duty cycle: the first, the one that packets go into, the one that numbers come from. */
    private Lease first;

    private Lease filling;
    private Lease numbering;
    private int wanted = LEAST_WANTED;
    private int taken;
    private long toldBytes;
    private long toldPackets;

    LeasedSequence(SaConfig config, SpreadSa sa, LeaseRing ring, SpreadLinks links) {
        super(config.esn(), false, config.sequenceHigh(), config.sequenceLow(), true);
        this.sa = sa;
        this.ring = ring;
        this.links = links;
    }

    /** Set once, before packets flow. */
    void state(XfrmState value) {
        state = value;
    }

    XfrmState state() {
        return state;
    }

    public SpreadSa sa() {
        return sa;
    }

    /** Takes numbers side by side: no more than a lease has. */
    @Override
    public boolean take(int count) {
        if ((numbering == null || numbering.numbers - numbering.used < count) && !renew(count)) {
            return false;
        }
        assign(numbering.first + numbering.used, count);
        numbering.used += count;
        taken += count;
        return true;
    }

    @Override
    public long takePlain(int length) {
        // the last number of a high half is left to the long way, as without leases
        if (!isBelowMarks() || low() == -1 || !take(1)) {
            return NONE;
        }
        count(length);
        return (long) firstHigh() << Integer.SIZE | firstLow() & LOW_MASK;
    }

    @Override
    public boolean awaitsReserve(int count) {
        return sa.numbers().awaitsReserve(count);
    }

    private boolean renew(int count) {
        spare = spare == null ? ring.begin() : spare;
        if (spare == null || count > Lease.NUMBERS) {
            return false;
        }
        int most = Math.max(count, first == null ? wanted : Lease.NUMBERS);
        long limit = sa.numbers().limit();
        long number = sa.numbers().lease(count, most, limit);
        if (number == NumberLeases.EXHAUSTED) {
            return false;
        }
        spare.begin(sa, number, sa.numbers().granted(number, most, limit));
        append(spare);
        spare = null;
        tellCounts();
        return true;
    }

    private void append(Lease lease) {
        if (first == null) {
            first = lease;
            filling = lease;
            links.touch(this);
        } else {
            numbering.behind = lease;
        }
        numbering = lease;
    }

    /** Adds up what all replicas protected: each knows of the others' packets when one of its own leases begins. */
    private void tellCounts() {
        long allBytes = sa.bytes().addAndGet(state.bytes() - toldBytes);
        long allPackets = sa.packets().addAndGet(state.packets() - toldPackets);
        toldBytes = state.bytes();
        toldPackets = state.packets();
        state.countedElsewhere(allBytes - toldBytes, allPackets - toldPackets);
    }

    /** The port of the short way for packets of this SA; one a queue, as bursts are split where it changes. */
    LeasedPort port(BundlePort own) {
        if (port == null || !port.isOf(own)) {
            port = new LeasedPort(this, own);
        }
        return port;
    }

    /** Puts a sealed packet, data at its MAC header, into the lease that its number is from; in their order. */
    void add(Packet packet, int number) {
        while (!filling.holds(number)) {
            filling = filling.behind;
        }
        filling.add(packet);
    }

    /** Ends the duty cycle: numbers left over go back if nobody leased behind them, and every lease is sent. */
    void send() {
        int unused = numbering.numbers - numbering.used;
        if (unused > 0 && sa.numbers().giveBack(numbering.first, numbering.numbers, numbering.used)) {
            numbering.numbers = numbering.used;
        }
        Lease lease = first;
        while (lease != null) {
            Lease behind = lease.behind;
            lease.behind = null;
            links.send(lease, ring);
            lease = behind;
        }
        wanted = Math.clamp(taken, LEAST_WANTED, Lease.NUMBERS);
        taken = 0;
        first = null;
        filling = null;
        numbering = null;
    }
}
