// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * A place in a model that holds a bounded number of packets. Who finds it full keeps its packet, is written down as
 * blocked by it, and is told when there is room: that is how a full FIFO at the wire comes to hold back the host.
 * Counts what came, what left and the area under its occupancy, so that Little's law can be checked to the
 * picosecond. Owned by the simulation's thread.
 */
public abstract class Stage {
    private final Model model;
    private final Simulation simulation;
    private final PacketTable packets;
    private final Probe probe;
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
    private Stage turn;
    private long inBeforeTurn;

    /** @param capacity packets it holds, what it works on included; at least 1. */
    @SuppressWarnings("this-escape") // the model only keeps it
    protected Stage(Model model, String name, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(name + " must hold at least 1 packet, is " + capacity);
        }
        this.model = model;
        simulation = model.simulation();
        packets = model.packets();
        probe = model.probe();
        this.name = name;
        this.capacity = capacity;
        number = model.register(this);
        waiting = new Stage[model.mostStages()];
    }

    // ---- from upstream

    /**
     * Offers a packet that no stage holds, now.
     *
     * @param from who is told by {@link #roomAt} when it is refused; null: nobody, the packet is the caller's to lose.
     * @return false when it is refused; the packet stays with the caller.
     */
    public final boolean offer(int packet, Stage from) {
        if (!accepts(packet, from)) {
            if (from != null) {
                await(from);
            }
            return false;
        }
        enter(packet);
        return true;
    }

    /** Whether it would take the packet of a stage now. Who has come too late waits behind those that wait already. */
    public final boolean accepts(int packet, Stage from) {
        return hasRoom(packet) && (waitingCount == 0 || from == turn);
    }

    /** Whether there is a place for the packet. Bounds other than the number of packets held override it. */
    protected boolean hasRoom(int packet) {
        return held < capacity;
    }

    /** Takes a packet in that no stage holds, room or not. */
    protected final void enter(int packet) {
        long now = now();
        account(now);
        held++;
        most = Math.max(most, held);
        in++;
        packets.stampEntered(packet, number, now);
        probe.entered(this, packet, now);
        accepted(packet);
    }

    private void await(Stage from) {
        if (from.blockedBy == this) {
            return;
        }
        if (from.blockedBy != null) {
            throw new IllegalStateException(
                    from.name + " waits for " + from.blockedBy.name + " and cannot wait for " + name + " as well");
        }
        from.blockedBy = this;
        from.blockedSincePs = now();
        int place = from == turn && in == inBeforeTurn ? 0 : waitingCount;
        if (place < waitingCount) {
            System.arraycopy(waiting, place, waiting, place + 1, waitingCount - place);
        }
        waiting[place] = from;
        waitingCount++;
        probe.waits(from, this, from.blockedSincePs);
        awaited();
    }

    /** Another stage has begun to wait for room here. */
    protected void awaited() {}

    /** Whether any stage waits for room here. */
    protected final boolean isAwaited() {
        return waitingCount > 0;
    }

    /** A packet has been taken in; this happens inside {@link #offer} and {@link #pass}. */
    protected abstract void accepted(int packet);

    // ---- to downstream

    /**
     * Passes a packet on, now. Refused, it stays here, this stage waits for the other one and is told by
     * {@link #roomAt}. A stage waits for one other at a time.
     *
     * @return whether it has gone; say {@link #admit} then, once this stage is in order again.
     */
    protected final boolean pass(int packet, Stage to) {
        if (!mayPass(packet, to)) {
            return false;
        }
        move(packet, to);
        return true;
    }

    /** Whether a packet can be moved on now; if not, this stage waits for the other one, see {@link #pass}. */
    protected final boolean mayPass(int packet, Stage to) {
        if (to.accepts(packet, this)) {
            return true;
        }
        to.await(this);
        return false;
    }

    /** Moves a packet on that {@link #mayPass}. */
    protected final void move(int packet, Stage to) {
        leave(packet);
        to.enter(packet);
    }

    /** Passes a packet on, or loses it on account of the stage that has no room for it. */
    protected final void passOrLose(int packet, Stage to) {
        boolean isTaken = to.accepts(packet, this);
        leave(packet);
        if (isTaken) {
            to.enter(packet);
        } else {
            to.drop(packet);
        }
    }

    /** Room has come up at a stage that refused a packet of this one. Pass it again; it may be refused again. */
    protected void roomAt(Stage downstream) {
        throw new IllegalStateException(name + " was never refused by " + downstream.name);
    }

    /** A packet leaves this stage now, and goes to none that says so itself. */
    protected final void leave(int packet) {
        long now = now();
        account(now);
        held--;
        out++;
        sojournPs = Math.addExact(sojournPs, now - packets.sincePs(packet));
        packets.stampLeft(packet, number, now);
        probe.left(this, packet, now);
    }

    /** A packet is given up here, now: counted as lost, its row given back. */
    protected final void lose(int packet) {
        leave(packet);
        drop(packet);
    }

    /** Cuts the next segment out of a super-packet of this stage, and takes it in; see {@link PacketTable#cutOut}. */
    protected final int cutOut(int whole, boolean isOnItsOwn) {
        int segment = packets.cutOut(whole, isOnItsOwn);
        probe.cutOut(this, whole, segment, now());
        enter(segment);
        return segment;
    }

    /** A super-packet whose segments have been made ends here, now. */
    protected final void cutUp(int whole) {
        leave(whole);
        probe.cutUp(this, whole, now());
        packets.give(whole);
    }

    /** A packet that no stage holds is given up on account of this one: its row is given back. */
    public final void drop(int packet) {
        lost++;
        probe.lost(this, packet, now());
        packets.give(packet);
    }

    /**
     * Tells those that wait for room, in the order they came; who has been served waits behind the others, who finds no
     * room for its packet stays the first. Call it after packets have left.
     */
    protected final void admit() {
        if (turn != null) {
            return;
        }
        boolean isServed = true;
        while (isServed && waitingCount > 0) {
            turn = waiting[0];
            waitingCount--;
            if (waitingCount > 0) {
                System.arraycopy(waiting, 1, waiting, 0, waitingCount);
            }
            waiting[waitingCount] = null;
            turn.blockedBy = null;
            model.blocked(turn, this, now() - turn.blockedSincePs);
            probe.resumes(turn, this, now());
            inBeforeTurn = in;
            turn.roomAt(this);
            isServed = in > inBeforeTurn || turn.blockedBy != this;
        }
        turn = null;
    }

    // ---- accounts

    private void account(long now) {
        if (now > lastPs) {
            areaPs = Math.addExact(areaPs, held * (now - lastPs));
            lastPs = now;
        }
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

    /** Places it has. What is under way in a pipe (a delay, a lane, a line) stands in none, where the stage says so. */
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

    /** Time in which its servers were busy, until now, added up over {@link #servers}. */
    public long busyPs() {
        return 0;
    }

    /** Packets it works on at a time at most; 0: it only holds them. */
    public int servers() {
        return 0;
    }

    protected final Model model() {
        return model;
    }

    protected final Simulation simulation() {
        return simulation;
    }

    protected final PacketTable packets() {
        return packets;
    }

    protected final long now() {
        return simulation.nowPs();
    }
}
