// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import java.util.List;

/**
 * What came of one trial of a model, as answers need it. Immutable.
 *
 * @param seconds      of model time in which packets were offered, the warm-up left out.
 * @param offered      packets that the traffic wanted to send in that time.
 * @param lost         packets of those that ended unsent.
 * @param delivered    packets that came out in that time.
 * @param clearBits    of their clear frames, per second.
 * @param wireBits     of their frames on the wire, per second.
 * @param growth       packets by which the backlog grew; 0 where it did not grow for sure.
 * @param nextSeconds  how far the queues drained after the last packet; 0 where nothing is known.
 * @param latency      from the intended time of sending to the end, lost packets left out.
 * @param service      from the real time of sending.
 * @param stages       of the model in the order that packets go.
 * @param waits        of stages for others.
 * @param trace        hash over all events.
 * @param events       of the run.
 */
public record Run(
        double seconds,
        long offered,
        long lost,
        long delivered,
        double clearBits,
        double wireBits,
        long growth,
        double nextSeconds,
        Latency latency,
        Latency service,
        List<StageUse> stages,
        List<Wait> waits,
        long trace,
        long events) {

    /**
     * A stage in a run.
     *
     * @param name        of it.
     * @param capacity    packets it can hold.
     * @param mean        packets it held on average.
     * @param most        packets it ever held.
     * @param utilisation share of the time in which it worked, by its servers; NaN for a mere queue or delay.
     * @param lost        packets that ended on its account.
     * @param sojourn     seconds a packet stayed in it, on average.
     */
    public record StageUse(
            String name, int capacity, double mean, long most, double utilisation, long lost, double sojourn) {}

    /**
     * One stage held back by another.
     *
     * @param share of the time.
     */
    public record Wait(String stage, String by, double share) {}

    public Run {
        stages = List.copyOf(stages);
        waits = List.copyOf(waits);
    }

    /** Packets per second that came out. */
    public double rate() {
        return delivered / seconds;
    }

    /** Share of the offered packets that were lost or are piling up. */
    public double lossRatio() {
        return offered == 0 ? 0 : (double) Math.min(offered, lost + growth) / offered;
    }

    /** The stage of that name, null without one. */
    public StageUse stage(String name) {
        return stages.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
