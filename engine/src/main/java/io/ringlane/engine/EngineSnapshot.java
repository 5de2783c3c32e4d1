// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.dev.NetDevice;
import io.ringlane.sa.SaId;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.LatencyRecorder;
import io.ringlane.stats.Ledger;
import io.ringlane.stats.XfrmCounter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * All counters at one moment between two duty cycles.
 *
 * @param xfrm the kernel's {@code xfrm_stat} table; counters that are 0 are left out.
 * @param drops packets lost, by reason; reasons that are 0 are left out.
 * @param states the SAs in use.
 * @param clear packets that passed without protection because no policy asked for it, {@code notIp} those that are not
 *     IP.
 * @param latency from the time a producer meant to send until the device was done, for packets that say the former.
 * @param heldCycles duty cycles that ended with packets waiting for want of room behind.
 * @param cores the ledgers of the cores; {@code account} is their sum, packets between cores counted as queued.
 */
public record EngineSnapshot(
        Map<XfrmCounter, Long> xfrm,
        Map<DropReason, Long> drops,
        Account account,
        List<State> states,
        long clear,
        long notIp,
        long heldCycles,
        int backlogHighest,
        LatencyRecorder.Summary latency,
        List<CoreShare> cores) {
    /**
     * The ledger: {@code in + born = queued + inCrypto + inDevice + sent + dropped + consumed}.
     *
     * @param born segments, {@code consumed} the super-packets that they were cut from.
     */
    public record Account(
            long in, long born, long queued, long inCrypto, long inDevice, long sent, long dropped, long consumed) {
        /** What the account is off by; 0 always. */
        public long imbalance() {
            return in + born - queued - inCrypto - inDevice - sent - dropped - consumed;
        }
    }

    /**
     * One core's ledger: {@code in + taken over + born = queued + ... + consumed + handed over}.
     *
     * @param states SAs in use on this core.
     * @param takenOver packets that came from another core, {@code handedOver} those that went to one.
     */
    public record CoreShare(int core, int states, Account account, long takenOver, long handedOver) {
        /** What this core's account is off by; 0 always. */
        public long imbalance() {
            return account.imbalance() + takenOver - handedOver;
        }
    }

    /**
     * One SA.
     *
     * @param device name of the device that does it, empty for software.
     * @param sequenceLow number last used, {@code sequenceHigh} its high half.
     * @param bytes of payload protected.
     */
    public record State(
            SaId id,
            String mode,
            String algorithm,
            String device,
            int sequenceHigh,
            int sequenceLow,
            long bytes,
            long packets) {
        /** @param device that does it, null for software. */
        static State of(XfrmState state, NetDevice device) {
            return new State(
                    state.config().id(),
                    state.config().mode().label(),
                    state.config().transform().name(),
                    device == null ? "" : device.name(),
                    state.sequence().high(),
                    state.sequence().low(),
                    state.bytes(),
                    state.packets());
        }

        /** This replica of a spread SA and another one: the later number, the sum of the counts. */
        State with(State other) {
            State later = Long.compareUnsigned(number(), other.number()) < 0 ? other : this;
            return new State(
                    id,
                    mode,
                    algorithm,
                    device,
                    later.sequenceHigh,
                    later.sequenceLow,
                    bytes + other.bytes,
                    packets + other.packets);
        }

        private long number() {
            return (long) sequenceHigh << 32 | sequenceLow & 0xffffffffL;
        }
    }

    /** Counters that are not 0. */
    static Map<XfrmCounter, Long> counted(CoreCounters counters) {
        Map<XfrmCounter, Long> counted = new EnumMap<>(XfrmCounter.class);
        for (XfrmCounter counter : XfrmCounter.values()) {
            if (counters.get(counter) != 0) {
                counted.put(counter, counters.get(counter));
            }
        }
        return counted;
    }

    /** Reasons that are not 0. */
    static Map<DropReason, Long> dropped(Ledger ledger) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (ledger.dropped(reason) != 0) {
                dropped.put(reason, ledger.dropped(reason));
            }
        }
        return dropped;
    }

    /** A counter of the kernel's table. */
    public long get(XfrmCounter counter) {
        return xfrm.getOrDefault(counter, 0L);
    }

    public long get(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }

    /** Sums of the cores' own snapshots, taken while none of them worked. */
    static EngineSnapshot sum(List<EngineSnapshot> parts, LatencyRecorder.Summary latency) {
        Map<XfrmCounter, Long> xfrm = new EnumMap<>(XfrmCounter.class);
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        Map<SaId, State> states = new LinkedHashMap<>();
        List<CoreShare> cores = new ArrayList<>();
        for (EngineSnapshot part : parts) {
            part.xfrm.forEach((counter, count) -> xfrm.merge(counter, count, Long::sum));
            part.drops.forEach((reason, count) -> drops.merge(reason, count, Long::sum));
            part.states.forEach(state -> states.merge(state.id, state, State::with));
            cores.addAll(part.cores);
        }
        return new EngineSnapshot(
                xfrm,
                drops,
                sum(cores),
                List.copyOf(states.values()),
                parts.stream().mapToLong(EngineSnapshot::clear).sum(),
                parts.stream().mapToLong(EngineSnapshot::notIp).sum(),
                parts.stream().mapToLong(EngineSnapshot::heldCycles).sum(),
                parts.stream().mapToInt(EngineSnapshot::backlogHighest).max().orElse(0),
                latency,
                cores);
    }

    private static Account sum(List<CoreShare> cores) {
        long between = sum(cores, CoreShare::handedOver) - sum(cores, CoreShare::takenOver);
        return new Account(
                sum(cores, core -> core.account.in),
                sum(cores, core -> core.account.born),
                sum(cores, core -> core.account.queued) + between,
                sum(cores, core -> core.account.inCrypto),
                sum(cores, core -> core.account.inDevice),
                sum(cores, core -> core.account.sent),
                sum(cores, core -> core.account.dropped),
                sum(cores, core -> core.account.consumed));
    }

    private static long sum(List<CoreShare> cores, ToLongFunction<CoreShare> value) {
        return cores.stream().mapToLong(value).sum();
    }
}
