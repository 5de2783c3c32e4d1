// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.yaml.Rational;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of a trial, its warm-up left out. Of super-packets each segment counts as a packet, but for the warm-up and
 * the trace. The histograms are its caller's to read only.
 *
 * @param spec          what was run.
 * @param warmUpPackets offered packets left out at the beginning, by MSER-5.
 * @param isSettled     false when no cut in the first half was best: the trial is too short, or too much was offered.
 * @param measuredPs    model time of the measured part, in which packets were offered.
 * @param offered       packets meant to be sent in the measured part.
 * @param lost          of these, packets that ended unsent.
 * @param delivered     packets that came out in the measured part, offered before or in it.
 * @param clearBytes    of the delivered, as clear frames.
 * @param wireBytes     of the delivered, as encrypted frames.
 * @param growth        packets by which the backlog grew; 0 when it may as well not have grown.
 * @param backlog       packets under way or not begun when the last one was offered.
 * @param drainPs       from the last packet's intended time until all had ended.
 * @param response      nanoseconds from a packet's intended time until its last bit was had; lost ones left out.
 * @param service       nanoseconds from the time it was really begun to be sent.
 * @param meanResponsePs exact mean of the response.
 * @param batchMeansPs  means of the response over equal numbers of packets in the order they were sent.
 * @param lostOfBatches packets lost of each of these batches.
 * @param stages        in the order they were made.
 * @param waits         of stages for each other, longest first.
 * @param contextMissRatio of all look-ups of SA contexts, warm-up included; NaN where no cache is modelled.
 * @param trace         hash over when each packet ended, and how.
 * @param events        of the simulation.
 */
public record TrialResult(
        TrialSpec spec,
        long warmUpPackets,
        boolean isSettled,
        long measuredPs,
        long offered,
        long lost,
        long delivered,
        long clearBytes,
        long wireBytes,
        long growth,
        long backlog,
        long drainPs,
        Histogram response,
        Histogram service,
        double meanResponsePs,
        double[] batchMeansPs,
        long[] lostOfBatches,
        List<StageFigures> stages,
        List<Waiting> waits,
        double contextMissRatio,
        long trace,
        long events) {
    private static final long SECOND_PS = 1_000_000_000_000L;

    /** Copies the lists. */
    public TrialResult {
        stages = List.copyOf(stages);
        waits = List.copyOf(waits);
    }

    /** Packets per second that came out, exactly. */
    public Rational rate() {
        return Rational.of(delivered).times(new Rational(SECOND_PS, measuredPs));
    }

    /** Share of the offered packets that were lost, or that pile up and will be. */
    public double lossRatio() {
        return offered == 0 ? 0 : Math.min(1, (double) (lost + growth) / offered);
    }

    /** Whether more was offered than goes through, whatever buffers hid. */
    public boolean isOverloaded() {
        return growth > 0;
    }

    /** The stage of that name; null without one. */
    public StageFigures stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Model time of the measured part in seconds, for showing. */
    public double seconds() {
        return (double) measuredPs / SECOND_PS;
    }
}
