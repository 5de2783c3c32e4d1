// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.pcie.PcieReader;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * Reads payloads out of host memory: a packet is in it from its first read request until the next stage takes it, in
 * order. Bounded by what the device can hold, and by the link's tags. Owned by the simulation's thread.
 */
public final class PayloadRead extends LinkedStage implements PcieReader {
    private static final int FCS = 4;

    private final PcieLink link;
    private final PacketBytes size;
    private final PacketQueue waiting = new PacketQueue();
    private final PacketQueue done = new PacketQueue();
    private boolean isStarved;
    private boolean isDraining;

    /** @param size bytes of a packet in host memory, with the FCS that is not there. */
    public PayloadRead(Model model, String name, int packets, PcieLink link, PacketBytes size) {
        super(model, name, packets);
        this.link = link;
        this.size = size;
    }

    @Override
    protected void accepted(int packet) {
        waiting.add(packet);
        if (!isStarved) {
            read();
        }
    }

    private void read() {
        while (!waiting.isEmpty()) {
            int packet = waiting.peek();
            if (!link.read(size.of(packets(), packet) - FCS, this, packet)) {
                isStarved = true;
                return;
            }
            waiting.poll();
        }
    }

    @Override
    public void tagsFree() {
        isStarved = false;
        read();
    }

    @Override
    public void readDone(int packet, long nowPs) {
        done.add(packet);
        if (!isDraining && done.size() == 1) {
            drain();
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain();
    }

    private void drain() {
        isDraining = true;
        boolean hasPassed = false;
        while (!done.isEmpty() && passFirst()) {
            hasPassed = true;
        }
        isDraining = false;
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        int packet = done.poll();
        if (passOn(packet)) {
            return true;
        }
        done.addFirst(packet);
        return false;
    }
}
