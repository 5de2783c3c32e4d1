// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long packets took, window by window. Of a percentile the median of the windows counts: one window in which
 * something else slowed the core down does not move it. Immutable as long as the histograms are left alone.
 */
public record TookWindows(List<Histogram> windows) {
    /** Copies the list. */
    public TookWindows {
        windows = List.copyOf(windows);
    }

    /** Nanoseconds; 0 where there is no window. */
    public long at(double percentile) {
        long[] values = windows.stream()
                .mapToLong(window -> window.getValueAtPercentile(percentile))
                .toArray();
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[values.length / 2];
    }

    /** Of all windows together. */
    public Histogram all() {
        Histogram all = TimedFrames.newHistogram();
        windows.forEach(all::add);
        return all;
    }
}
