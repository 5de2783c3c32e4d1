// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Begins the life of inbound SAs and ends it by the clock (kernel {@code xfrm_timer_handler}): only SAs with limits in
 * seconds cost anything, and only when one is due. One core's.
 */
final class StateClock {
    /** When a state is to be looked at. */
    private record Appointment(InboundState state, long timeNs) {}

    private final List<InboundState> fresh = new ArrayList<>();
    private final PriorityQueue<Appointment> appointments =
            new PriorityQueue<>((one, other) -> Long.signum(one.timeNs - other.timeNs));
    private final RxSink sink;

    /** @param sink told of limits that are reached. */
    StateClock(RxSink sink) {
        this.sink = sink;
    }

    /** The state's life begins with the next cycle. */
    void add(InboundState state) {
        fresh.add(state);
    }

    /** Does what is due. */
    void tick(long nowNs) {
        if (!fresh.isEmpty()) {
            for (InboundState state : fresh) {
                state.state().begin(nowNs);
                appoint(state, nowNs);
            }
            fresh.clear();
        }
        while (!appointments.isEmpty() && appointments.peek().timeNs - nowNs <= 0) {
            InboundState state = appointments.poll().state;
            XfrmState.Lifetime lifetime = state.state().checkTime(nowNs);
            if (lifetime != XfrmState.Lifetime.ALIVE) {
                sink.expired(state, lifetime == XfrmState.Lifetime.HARD_EXPIRED);
            }
            appoint(state, nowNs);
        }
    }

    private void appoint(InboundState state, long nowNs) {
        boolean isTimed = state.config().limits().hasSeconds();
        if (isTimed && state.state().status() == XfrmState.Status.VALID) {
            // at least a nanosecond on, so that one cycle asks once
            appointments.add(
                    new Appointment(state, Math.max(nowNs + 1, state.state().deadline(nowNs))));
        }
    }
}
