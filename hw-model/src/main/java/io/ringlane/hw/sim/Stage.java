// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * A place in a model that holds a bounded number of packets. Who finds it full keeps its packet, is written down as
 * blocked by it, and is told when there is room: that is how a full FIFO at the wire comes to hold back the host. Counts
 * what came, what left and the area under its occupancy, so that Little's law can be checked to the picosecond. Owned by
 * the simulation's thread.
 */
public abstract class Stage {
    private final Model model;
    private final int number;
    private final String name;
    private final int capacity;
    private final Stage[] waiting;
    private int waitingCount;
    private int held;
    private int most;
    private long in;
    private long out;
    private long lost;
    private long areaPs;
    private long sojournPs;
    private long lastPs;
    private Stage blockedBy;
    private long blockedSincePs;

    /** @param capacity packets it holds, what it works on included; at least 1. */
    protected Stage(Model model, String name, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(name + " must hold at least 1 packet, is " + capacity);
        }
        this.model = model;
        this.name = name;
        this.capacity = capacity;
        number = model.register(this);
        waiting = new Stage[model.mostStages()];
    }

    // ---- from upstream

    /**
     * Offers a packet, now.
     *
     * @param from who is told by {@link #roomAt} when it is refused; null: nobody, the packet is the caller's to lose.
     * @return false when it is full; the packet stays with the caller.
     */
    public final boolean offer(int packet, Stage from) {
        if (held == capacity) {
            if (from != null) {
                await(from);
            }
            return false;
        }
        long now = now();
        account(now);
        held++;
        most = Math.max(most, held);
        in++;
        packets().stampEntered(packet, number, now);
        model.probe().entered(this, packet, now);
        accepted(packet);
        return true;
    }

    private void await(Stage from) {
        if (from.blockedBy != null) {
            return;
        }
        from.blockedBy = this;
        from.blockedSincePs = now();
        waiting[waitingCount++] = from;
    }

    /** A packet has been taken in; this happens inside {@link #offer}. */
    protected abstract void accepted(int packet);

    // ---- to downstream

    /** Room has come up at a stage that refused a packet of this one. Offer it again; it may be refused again. */
    protected void roomAt(Stage downstream) {
        throw new IllegalStateException(name + " was never refused by " + downstream.name);
    }

    /** A packet leaves this stage now. Say so before the next stage is offered it. */
    protected final void leave(int packet) {
        long now = now();
        account(now);
        held--;
        out++;
        sojournPs = Math.addExact(sojournPs, now - packets().enteredPs(packet, number));
        packets().stampLeft(packet, number, now);
        model.probe().left(this, packet, now);
    }

    /** A packet is given up here, now: counted as lost, its row given back. */
    protected final void lose(int packet) {
        leave(packet);
        drop(packet);
    }

    /** A packet that no stage holds is given up on account of this one: its row is given back. */
    public final void drop(int packet) {
        lost++;
        model.probe().lost(this, packet, now());
        packets().give(packet);
    }

    /** Tells those that wait for room, in the order they came, as long as there is room. Call it after {@link #leave}. */
    protected final void admit() {
        while (waitingCount > 0 && held < capacity) {
            Stage first = waiting[0];
            waitingCount--;
            System.arraycopy(waiting, 1, waiting, 0, waitingCount);
            waiting[waitingCount] = null;
            first.blockedBy = null;
            model.blocked(first, this, now() - first.blockedSincePs);
            first.roomAt(this);
        }
    }

    // ---- accounts

    private void account(long now) {
        areaPs = Math.addExact(areaPs, held * (now - lastPs));
        lastPs = now;
    }

    /** Packet-picoseconds held until now: the area under the occupancy. */
    public final long areaPs() {
        return areaPs + held * (now() - lastPs);
    }

    /** Sum of the times that the packets stayed which have left. */
    public final long sojournPs() {
        return sojournPs;
    }

    /** Whom it waits for now, null if for nobody. */
    public final Stage blockedBy() {
        return blockedBy;
    }

    public final int number() {
        return number;
    }

    public final String name() {
        return name;
    }

    public final int capacity() {
        return capacity;
    }

    public final int held() {
        return held;
    }

    /** Most packets it ever held. */
    public final int most() {
        return most;
    }

    public final long in() {
        return in;
    }

    /** Packets that left, those lost here after they were taken in included. */
    public final long out() {
        return out;
    }

    /** Packets that ended on account of this stage. */
    public final long lost() {
        return lost;
    }

    /** Time in which it was busy, until now; by {@link #capacity} servers where there are several. */
    public long busyPs() {
        return 0;
    }

    protected final Model model() {
        return model;
    }

    protected final Simulation simulation() {
        return model.simulation();
    }

    protected final PacketTable packets() {
        return model.packets();
    }

    protected final long now() {
        return model.simulation().nowPs();
    }
}
