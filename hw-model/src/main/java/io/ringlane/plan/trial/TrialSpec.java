// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.device.Fault;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.List;

/**
 * One load, once. Immutable; two that are equal have the same result on any machine.
 *
 * @param gateway          what is tried.
 * @param traffic          sizes, times and SAs.
 * @param packetsPerSecond offered, over all ports together; of super-packets each segment counts.
 * @param packets          offered, over all ports together, those of the warm-up included; a super-packet is one.
 * @param seed             of the study.
 * @param replicate        of the run: other chances, and nothing else.
 * @param faults           that happen while it runs.
 * @param burst            beside the load, at the first port that packets come in by; null: none.
 */
public record TrialSpec(
        GatewaySpec gateway,
        TrafficSpec traffic,
        Rational packetsPerSecond,
        long packets,
        long seed,
        long replicate,
        List<Fault> faults,
        Burst burst) {
    /**
     * Packets of the same traffic that are all meant to be sent at once: they come as fast as the line brings them.
     *
     * @param atPs    when they are to be sent.
     * @param packets of it, at least 1.
     */
    public record Burst(long atPs, long packets) {
        /** Refuses a burst that is none. */
        public Burst {
            if (atPs < 0 || packets < 1) {
                throw new IllegalArgumentException("burst of " + packets + " packets at " + atPs + " ps");
            }
        }
    }

    /** Fewer packets say nothing about a load. */
    public static final long FEWEST_PACKETS = 1000;

    /** A trial in which nothing goes wrong. */
    public TrialSpec(
            GatewaySpec gateway,
            TrafficSpec traffic,
            Rational packetsPerSecond,
            long packets,
            long seed,
            long replicate) {
        this(gateway, traffic, packetsPerSecond, packets, seed, replicate, List.of(), null);
    }

    /** The same with things that go wrong, and a burst or none. */
    public TrialSpec disturbed(List<Fault> others, Burst other) {
        return new TrialSpec(gateway, traffic, packetsPerSecond, packets, seed, replicate, others, other);
    }

    /** Packets that are offered in all. */
    public long allPackets() {
        return packets + (burst == null ? 0 : burst.packets());
    }

    /** Refuses a load that is none. */
    public TrialSpec {
        faults = List.copyOf(faults);
        if (packets < FEWEST_PACKETS) {
            throw new IllegalArgumentException(
                    "packets of a trial must be at least " + FEWEST_PACKETS + ", are " + packets);
        }
        if (packetsPerSecond.compareTo(Rational.ZERO) <= 0) {
            throw new IllegalArgumentException("rate of a trial must be above 0, is " + packetsPerSecond);
        }
    }
}
