// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Points of a distribution, nanoseconds. Immutable.
 *
 * @param name what was measured.
 */
record LatencyRow(String name, long count, long p50, long p99, long p999, long p9999, long max) {
    static final String HEAD = row("ns", "p50", "p99", "p99.9", "p99.99", "max", "packets");

    private static final double P99 = 99;
    private static final double P999 = 99.9;
    private static final double P9999 = 99.99;

    static LatencyRow of(String name, Histogram histogram) {
        return new LatencyRow(
                name,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(P99),
                histogram.getValueAtPercentile(P999),
                histogram.getValueAtPercentile(P9999),
                histogram.getMaxValue());
    }

    /** A line of the table under {@link #HEAD}. */
    String line() {
        return row(name, p50, p99, p999, p9999, max, count);
    }

    private static String row(Object name, Object... values) {
        return String.format(Locale.ROOT, "%-42s", name)
                + String.format(Locale.ROOT, " %9s %9s %9s %9s %11s %11s", values);
    }

    /** One JSON object. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"count\": %d, \"p50\": %d, \"p99\": %d, \"p99.9\": %d, \"p99.99\": %d, \"max\":"
                        + " %d}",
                name,
                count,
                p50,
                p99,
                p999,
                p9999,
                max);
    }
}
