// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Stage;

/**
 * An RX ring: what the device has written to host memory and a core has not taken yet. A packet that finds no
 * descriptor is lost on its account. A core that waits is told by {@link Consumer}. Owned by the simulation's thread.
 */
public final class RxRing extends Stage {
    /** The core that takes packets out. */
    public interface Consumer {
        /** A packet has come to a ring and can be seen then; told for every packet, must be cheap. */
        void packetAt(RxRing ring, long visiblePs);
    }

    private final PacketQueue queue = new PacketQueue();
    private final long wayPs;
    private Consumer consumer;
    private int promised;

    /**
     * @param descriptors of the ring.
     * @param wayPs       from a packet's write to its being seen by a core.
     */
    public RxRing(Model model, String name, int descriptors, long wayPs) {
        super(model, name, descriptors);
        this.wayPs = wayPs;
    }

    public void consumer(Consumer one) {
        consumer = one;
    }

    /** Promises a descriptor to a packet that is about to be written. False when there is none: the packet is lost. */
    public boolean promise() {
        if (held() + promised == capacity()) {
            return false;
        }
        promised++;
        return true;
    }

    /** A promised packet comes now; the promise is kept by offering it next. */
    public void keep() {
        promised--;
    }

    @Override
    protected void accepted(int packet) {
        queue.add(packet);
        consumer.packetAt(this, now() + wayPs);
    }

    /** When a packet can be seen, counted from the first, 0 to {@link #held} - 1. */
    public long visiblePs(int place) {
        return packets().sincePs(queue.get(place)) + wayPs;
    }

    /** Packets that can be seen, at most so many. */
    public int seen(int most, long nowPs) {
        int count = 0;
        while (count < most && count < queue.size() && visiblePs(count) <= nowPs) {
            count++;
        }
        return count;
    }

    /** Hands the first packet to the core, which has room for it; its descriptor is free. */
    public int take(Stage core) {
        int packet = queue.poll();
        if (!pass(packet, core)) {
            throw new IllegalStateException(core.name() + " took a packet from " + name() + " without room for it");
        }
        return packet;
    }

    /** Tells stages that wait for a descriptor; said once after a burst has been taken. */
    public void refilled() {
        admit();
    }

    @Override
    protected void roomAt(Stage downstream) {
        // a core looks for itself
    }
}
