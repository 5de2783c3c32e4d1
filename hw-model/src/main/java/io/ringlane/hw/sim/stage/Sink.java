// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Stage;

/** Where packets end well: counts them and gives their rows back. Owned by the simulation's thread. */
public final class Sink extends Stage {
    private long clearBytes;
    private long wireBytes;

    public Sink(Model model, String name) {
        super(model, name, 1);
    }

    @Override
    protected void accepted(int packet) {
        clearBytes += packets().clearBytes(packet);
        wireBytes += packets().wireBytes(packet);
        leave(packet);
        packets().give(packet);
    }

    /** Of all packets that ended here, as clear frames, FCS included. */
    public long clearBytes() {
        return clearBytes;
    }

    /** Of all packets that ended here, as encrypted frames, FCS included. */
    public long wireBytes() {
        return wireBytes;
    }
}
