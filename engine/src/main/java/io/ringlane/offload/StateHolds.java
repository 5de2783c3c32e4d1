// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.packet.Packet;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import java.util.function.Consumer;

/**
 * Packets under way hold their SA: one that is deleted lives on until the last of them is sealed or freed, then its
 * keys are zeroed. A packet with a generation holds. One core's thread.
 */
public final class StateHolds {
    private final SaTable states;
    private Consumer<XfrmState> reaper;

    public StateHolds(SaTable states) {
        this.states = states;
    }

    /** Set once, before packets flow: what ends a deleted state whose last packet is done. */
    public void reaper(Consumer<XfrmState> value) {
        reaper = value;
    }

    /** Attaches a packet to a state. */
    public void hold(Packet packet, XfrmState state) {
        packet.stateIndex(state.index());
        packet.stateGeneration(state.generation());
        state.hold();
    }

    /** Detaches it, once: sealed in software, or freed. */
    public void release(Packet packet) {
        if (!packet.isRecordUsed() || packet.stateGeneration() == 0) {
            return;
        }
        XfrmState state = states.get(packet.stateIndex(), packet.stateGeneration());
        packet.stateGeneration(0);
        if (state.release()) {
            reaper.accept(state);
        }
    }
}
