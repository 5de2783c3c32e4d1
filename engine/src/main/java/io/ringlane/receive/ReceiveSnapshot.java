// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.sa.SaId;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counters of a {@link ReceiveEngine} at one moment. Immutable.
 *
 * @param in packets that came; {@code clear} of them were delivered, {@code dropped} for a reason, {@code held} are
 *            fragments that wait.
 * @param imbalance what the ledger is off by: 0.
 */
public record ReceiveSnapshot(
        long in,
        long clear,
        long dropped,
        long held,
        long imbalance,
        Map<XfrmCounter, Long> counters,
        Map<DropReason, Long> drops,
        List<State> states) {
    /** One SA. @param top highest number received. */
    public record State(
            SaId id,
            long packets,
            long bytes,
            long top,
            long duplicates,
            long tooOld,
            long integrityFailed,
            long lateAuthentic) {}

    /** Of one core. */
    static ReceiveSnapshot of(ReceiveCore core) {
        Map<XfrmCounter, Long> counters = new EnumMap<>(XfrmCounter.class);
        for (XfrmCounter counter : XfrmCounter.values()) {
            counters.put(counter, core.counters().get(counter));
        }
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, core.ledger().dropped(reason));
        }
        List<State> states = core.states().stream()
                .map(state -> new State(
                        state.config().id(),
                        state.state().packets(),
                        state.state().bytes(),
                        state.window().top(),
                        state.window().duplicates(),
                        state.window().tooOld(),
                        state.integrityFailed(),
                        state.lateAuthentic()))
                .toList();
        return new ReceiveSnapshot(
                core.ledger().in(),
                core.ledger().sent(),
                core.ledger().dropped(),
                core.held(),
                core.imbalance(),
                counters,
                drops,
                states);
    }

    /** Of all cores. */
    static ReceiveSnapshot sum(List<ReceiveSnapshot> cores) {
        Map<XfrmCounter, Long> counters = new EnumMap<>(XfrmCounter.class);
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        List<State> states = new ArrayList<>();
        long[] sums = new long[5];
        for (ReceiveSnapshot core : cores) {
            sums[0] += core.in;
            sums[1] += core.clear;
            sums[2] += core.dropped;
            sums[3] += core.held;
            sums[4] += core.imbalance;
            core.counters.forEach((counter, count) -> counters.merge(counter, count, Long::sum));
            core.drops.forEach((reason, count) -> drops.merge(reason, count, Long::sum));
            states.addAll(core.states);
        }
        return new ReceiveSnapshot(sums[0], sums[1], sums[2], sums[3], sums[4], counters, drops, states);
    }
}
