// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Stage;

/** A stage that sends what it has done with to one next stage, or by a route. Owned by the simulation's thread. */
public abstract class LinkedStage extends Stage {
    private Stage next;
    private Route route;

    protected LinkedStage(Model model, String name, int capacity) {
        super(model, name, capacity);
    }

    /** All its packets go there. */
    public final void feeds(Stage next) {
        this.next = next;
        route = null;
    }

    /** Each packet goes where the route says, which must say the same as long as the packet waits. */
    public final void feeds(Route route) {
        this.route = route;
        next = null;
    }

    /** Where a packet goes. */
    protected final Stage nextOf(int packet) {
        Stage to = route == null ? next : route.next(packet);
        if (to == null) {
            throw new IllegalStateException(name() + " feeds no stage");
        }
        return to;
    }

    /** Passes a packet to its next stage, or waits for it, see {@link #pass}. */
    protected final boolean passOn(int packet) {
        return pass(packet, nextOf(packet));
    }
}
