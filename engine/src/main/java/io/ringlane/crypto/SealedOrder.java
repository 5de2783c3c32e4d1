// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import java.util.function.Consumer;

/**
 * Puts packets that come back from asynchronous crypto into the order of their SA again, as the kernel's serialised
 * completion does. A packet gets its place when it goes in flight; one that comes back early is parked until all before
 * it have come back or failed. Memory is allocated for each SA when it is added, never per packet. Owned by one core.
 *
 * <pre>
 *             next out                     next to be given
 *    gone ...    |  waited for | parked | failed |   |
 *                &lt;------------- at most window ------------->
 * </pre>
 */
public final class SealedOrder {
    /** Places of one SA. One that is removed while packets are in flight lives on behind its successor. */
    private static final class Lane {
        private final int generation;
        private final Packet[] parked;
        private final boolean[] failed;
        private Lane previous;
        private long nextGiven;
        private long nextOut;

        private Lane(int generation, int window, Lane previous) {
            this.generation = generation;
            this.previous = previous;
            parked = new Packet[window];
            failed = new boolean[window];
        }

        private boolean isIdle() {
            return nextGiven == nextOut;
        }
    }

    private final Lane[] lanes;
    private final int window;
    private int parkedPackets;

    /**
     * @param states capacity of the table of SAs.
     * @param window most packets of one SA in flight, at least 1; rounded up to a power of two.
     */
    public SealedOrder(int states, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("in-flight window must be at least 1, is " + window);
        }
        lanes = new Lane[states];
        this.window = window == 1 ? 1 : Integer.highestOneBit(window - 1) << 1;
    }

    /** Makes room for the packets of an SA that is in its table already. */
    public void add(XfrmState state) {
        dropIdle(state.index());
        lanes[state.index()] = new Lane(state.generation(), window, lanes[state.index()]);
    }

    /** Forgets the SAs of an index that have nothing in flight. */
    private void dropIdle(int index) {
        while (lanes[index] != null && lanes[index].isIdle()) {
            lanes[index] = lanes[index].previous;
        }
    }

    /** Forgets an SA; if packets are in flight their places are kept until they are back. */
    public void remove(XfrmState state) {
        Lane lane = lanes[state.index()];
        if (lane != null && lane.generation == state.generation()) {
            dropIdle(state.index());
        }
    }

    /** True when packets of an SA are in flight, or back and parked. */
    public boolean isInFlight(XfrmState state) {
        Lane lane = lanes[state.index()];
        while (lane != null && lane.generation != state.generation()) {
            lane = lane.previous;
        }
        return lane != null && !lane.isIdle();
    }

    /** How many more packets of the packet's SA may go in flight. */
    public int room(Packet packet) {
        Lane lane = lane(packet);
        return window - (int) (lane.nextGiven - lane.nextOut);
    }

    /**
     * Gives a packet its place, before it goes in flight.
     *
     * @return false when the SA has as many in flight as it may: the packet stays where it is.
     */
    public boolean enter(Packet packet) {
        Lane lane = lane(packet);
        if (lane.nextGiven - lane.nextOut == window) {
            return false;
        }
        packet.order(lane.nextGiven++);
        return true;
    }

    /**
     * Takes a packet back from crypto and hands over every packet of its SA whose turn has come.
     *
     * @param sink gets the packets in order; may be called not at all or many times.
     * @return how many packets were handed over.
     */
    public int release(Packet packet, Consumer<Packet> sink) {
        Lane lane = lane(packet);
        lane.parked[place(packet.order())] = packet;
        parkedPackets++;
        return drain(lane, sink);
    }

    /**
     * Gives up the place of a packet that crypto failed on, which stays the caller's, and hands over every packet whose
     * turn has come by that.
     *
     * @return how many packets were handed over.
     */
    public int fail(Packet packet, Consumer<Packet> sink) {
        Lane lane = lane(packet);
        lane.failed[place(packet.order())] = true;
        return drain(lane, sink);
    }

    private int drain(Lane lane, Consumer<Packet> sink) {
        int count = 0;
        while (!lane.isIdle()) {
            int place = place(lane.nextOut);
            Packet packet = lane.parked[place];
            if (packet == null && !lane.failed[place]) {
                break;
            }
            lane.parked[place] = null;
            lane.failed[place] = false;
            lane.nextOut++;
            if (packet != null) {
                parkedPackets--;
                sink.accept(packet);
                count++;
            }
        }
        return count;
    }

    /** The lane of the packet's own SA, which may have lost its index to another one meanwhile. */
    private Lane lane(Packet packet) {
        Lane lane = lanes[packet.stateIndex()];
        while (lane.generation != packet.stateGeneration()) {
            lane = lane.previous;
        }
        return lane;
    }

    private int place(long order) {
        return (int) order & window - 1;
    }

    /** Packets that are sealed and wait for one before them. They count as in crypto. */
    public int parked() {
        return parkedPackets;
    }
}
