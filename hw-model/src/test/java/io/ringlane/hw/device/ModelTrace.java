// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.event.TraceHash;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;

/** Hashes everything that happens in a model. One owner thread. */
final class ModelTrace implements Probe {
    private static final int ENTERED = 1;
    private static final int LEFT = 2;
    private static final int LOST = 3;

    final TraceHash hash = new TraceHash();
    private Model model;

    void of(Model one) {
        model = one;
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        hash.event(nowPs, ENTERED, stage.number(), model.packets().serial(packet), packet);
    }

    @Override
    public void left(Stage stage, int packet, long nowPs) {
        hash.event(nowPs, LEFT, stage.number(), model.packets().serial(packet), packet);
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        hash.event(nowPs, LOST, stage.number(), model.packets().serial(packet), packet);
    }
}
