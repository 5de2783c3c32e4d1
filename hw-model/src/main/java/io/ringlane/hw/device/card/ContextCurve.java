// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * What SA contexts cost by a fitted curve: one server for the packets of both directions, each of which takes it the
 * same time. Owned by the simulation's thread.
 */
public final class ContextCurve extends LinkedStage implements Component {
    private static final int NONE = PacketTable.NONE;

    private final PacketQueue queue = new PacketQueue();
    private final long costPs;
    private final int handle;
    private int serving = NONE;
    private long heldPs;
    private long freePs;
    private long busyPs;

    /**
     * @param places packets it holds, the one in service included.
     * @param costPs of a packet.
     */
    public ContextCurve(Model model, String name, int places, long costPs) {
        super(model, name, places);
        this.costPs = costPs;
        handle = simulation().add(this, Priority.CONTEXT);
    }

    /** So many contexts have changed: the server has that much to do before its next packet. */
    public void change(long contexts) {
        heldPs += Math.multiplyExact(contexts, costPs);
    }

    @Override
    protected void accepted(int packet) {
        queue.add(packet);
        if (serving == NONE) {
            begin();
        }
    }

    private void begin() {
        serving = queue.poll();
        long ps = costPs + heldPs;
        heldPs = 0;
        busyPs += ps;
        freePs = now() + ps;
        simulation().schedule(handle, freePs);
    }

    @Override
    public void fire(long nowPs) {
        finish();
    }

    @Override
    protected void roomAt(Stage downstream) {
        finish();
    }

    private void finish() {
        if (passOn(serving)) {
            serving = NONE;
            if (!queue.isEmpty()) {
                begin();
            }
            admit();
        }
    }

    @Override
    public long busyPs() {
        return busyPs - Math.max(0, freePs - now());
    }

    @Override
    public int servers() {
        return 1;
    }
}
