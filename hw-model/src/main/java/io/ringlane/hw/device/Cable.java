// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.card.IngressPort;
import io.ringlane.hw.sim.Component;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * From a port of one gateway to that of another: frames arrive a fixed time later and take their way through the next
 * gateway, which may lose them. Owned by the simulation's thread.
 */
final class Cable extends LinkedStage implements Component {
    private final PacketQueue flying = new PacketQueue();
    private final long delayPs;
    private final IngressPort.Steering steering;
    private final int handle;

    /** @param steering which way packets take from here on. */
    Cable(Model model, String name, int packets, long delayPs, IngressPort.Steering steering) {
        super(model, name, packets);
        this.delayPs = delayPs;
        this.steering = steering;
        handle = simulation().add(this, Priority.RECEIVE);
    }

    @Override
    protected void accepted(int packet) {
        flying.add(packet);
        if (flying.size() == 1) {
            simulation().schedule(handle, now() + delayPs);
        }
    }

    @Override
    public void fire(long nowPs) {
        int packet = flying.poll();
        packets()
                .setQueue(
                        packet, steering.way(packets().state(packet), packets().clearBytes(packet)));
        passOrLose(packet, nextOf(packet));
        if (!flying.isEmpty()) {
            simulation().schedule(handle, packets().sincePs(flying.peek()) + delayPs);
        }
    }
}
