// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;

/**
 * One server with its queue: one packet at a time, in order. A packet that is done and finds no room at the next stage
 * keeps the server from the one behind it (blocking after service). Owned by the simulation's thread.
 */
public final class ServerStage extends LinkedStage implements Component {
    private final PacketQueue queue = new PacketQueue();
    private final Service service;
    private final int handle;
    private int serving = PacketTable.NONE;
    private long startedPs;
    private long endsPs;
    private long busyPs;
    private int threshold = 1;
    private Service vacation;
    private boolean isAway;

    /**
     * @param capacity packets it holds, the one in service included.
     * @param priority of the end of its service, see {@link io.ringlane.hw.sim.Priority}.
     */
    public ServerStage(Model model, String name, int capacity, Service service, int priority) {
        super(model, name, capacity);
        this.service = service;
        handle = simulation().add(this, priority);
    }

    /** An idle server begins no sooner than so many packets wait, and then works until none does: a doorbell. */
    public void waitFor(int packets) {
        threshold = packets;
    }

    /**
     * A server that finds no packet goes away for so long, and again until it finds one: a poll. Its first time away
     * begins now.
     *
     * @param duration asked with {@link PacketTable#NONE}; greater than 0.
     */
    public void pollEvery(Service duration) {
        vacation = duration;
        goAway();
    }

    private void goAway() {
        isAway = true;
        simulation().schedule(handle, now() + vacation.servicePs(PacketTable.NONE));
    }

    @Override
    protected void accepted(int packet) {
        queue.add(packet);
        if (serving == PacketTable.NONE && !isAway && queue.size() >= threshold) {
            begin();
        }
    }

    private void begin() {
        serving = queue.poll();
        startedPs = now();
        endsPs = startedPs + service.servicePs(serving);
        simulation().schedule(handle, endsPs);
    }

    @Override
    public void fire(long nowPs) {
        if (isAway) {
            isAway = false;
            goOn();
            return;
        }
        busyPs += endsPs - startedPs;
        startedPs = endsPs;
        finish();
    }

    @Override
    protected void roomAt(Stage downstream) {
        finish();
    }

    private void finish() {
        if (passOn(serving)) {
            serving = PacketTable.NONE;
            goOn();
            admit();
        }
    }

    private void goOn() {
        if (!queue.isEmpty()) {
            begin();
        } else if (vacation != null) {
            goAway();
        }
    }

    @Override
    public long busyPs() {
        return busyPs + Math.min(now(), endsPs) - startedPs;
    }

    @Override
    public int servers() {
        return 1;
    }
}
