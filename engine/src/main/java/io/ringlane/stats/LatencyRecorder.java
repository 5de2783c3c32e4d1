// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long packets took from the time their producer meant to send them until their device was done with them. One
 * writer, the core's thread, which allocates nothing; any one thread at a time reads.
 */
public final class LatencyRecorder {
    private static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NS, DIGITS);

    /** Nanoseconds at some points of the distribution; all 0 when nothing was recorded. */
    public record Summary(long count, long p50, long p99, long p999, long max) {}

    /** Records one packet. A time that goes back counts as 0, one of more than an hour as an hour. */
    public void record(long latencyNs) {
        recorder.recordValue(Math.clamp(latencyNs, 0, HIGHEST_NS));
    }

    /** Everything recorded since the start. */
    public Summary summary() {
        return summary(List.of(this));
    }

    /** Everything that several recorders recorded since the start. */
    public static Summary summary(List<LatencyRecorder> recorders) {
        Histogram total = new Histogram(HIGHEST_NS, DIGITS);
        recorders.forEach(recorder -> recorder.addTo(total));
        return new Summary(
                total.getTotalCount(),
                total.getValueAtPercentile(50),
                total.getValueAtPercentile(99),
                total.getValueAtPercentile(99.9),
                total.getMaxValue());
    }

    private synchronized void addTo(Histogram sum) {
        total.add(recorder.getIntervalHistogram());
        sum.add(total);
    }
}
