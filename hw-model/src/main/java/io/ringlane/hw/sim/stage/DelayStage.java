// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;

/**
 * Delays each packet by itself, so many at a time: a latency, and the tags or credits that bound it. They leave in the
 * order they are due, at equal times in the order they came. Owned by the simulation's thread.
 */
public final class DelayStage extends LinkedStage implements Component {
    private final PacketQueue queue = new PacketQueue();
    private final long[] due;
    private final Service latency;
    private final int handle;
    private long servedPs;

    /**
     * @param capacity packets under way at most.
     * @param priority of the end of a delay, see {@link io.ringlane.hw.sim.Priority}.
     */
    public DelayStage(Model model, String name, int capacity, Service latency, int priority) {
        super(model, name, capacity);
        this.latency = latency;
        due = new long[packets().capacity()];
        handle = simulation().add(this, priority);
    }

    @Override
    protected void accepted(int packet) {
        long ps = latency.servicePs(packet);
        long atPs = now() + ps;
        servedPs += ps;
        due[packet] = atPs;
        int place = queue.size();
        while (place > 0 && due[queue.get(place - 1)] > atPs) {
            place--;
        }
        queue.insert(place, packet);
        if (place == 0) {
            simulation().schedule(handle, atPs);
        }
    }

    @Override
    public void fire(long nowPs) {
        drain(nowPs);
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain(now());
    }

    private void drain(long nowPs) {
        boolean hasPassed = false;
        while (!queue.isEmpty() && due[queue.peek()] <= nowPs && passFirst()) {
            hasPassed = true;
        }
        if (!queue.isEmpty() && due[queue.peek()] > nowPs) {
            simulation().schedule(handle, due[queue.peek()]);
        }
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        int packet = queue.poll();
        boolean hasGone = passOn(packet);
        if (!hasGone) {
            queue.addFirst(packet);
        }
        return hasGone;
    }

    /** The time that packets wait behind their delay is not in it. */
    @Override
    public long busyPs() {
        long ahead = 0;
        for (int i = 0; i < queue.size(); i++) {
            ahead += Math.max(0, due[queue.get(i)] - now());
        }
        return servedPs - ahead;
    }

    @Override
    public int servers() {
        return capacity();
    }
}
