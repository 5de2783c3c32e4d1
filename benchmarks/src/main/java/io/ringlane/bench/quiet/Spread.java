// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.List;
import java.util.Locale;

/**
 * What repeated runs gave. Immutable.
 *
 * @param sorted nanoseconds per packet, ascending.
 * @param tries runs in all, the noisy ones included.
 * @param quiet false when too few runs were quiet: then all of them are here, and none is to be quoted.
 * @param interrupted runs in which other programs had the core for a while.
 */
public record Spread(List<Double> sorted, int tries, boolean quiet, int interrupted) {
    private static final double NS_PER_SECOND = 1e9;

    /** Sorts. */
    public Spread {
        sorted = sorted.stream().sorted().toList();
    }

    public double median() {
        return sorted.get(sorted.size() / 2);
    }

    public double least() {
        return sorted.getFirst();
    }

    public double greatest() {
        return sorted.getLast();
    }

    /** The line that scripts read. @param size bytes of a packet, which the bits a second are counted from. */
    public String line(String name, int size) {
        return String.format(
                Locale.ROOT,
                "%-34s %5d %12.0f pps %8.1f ns/pkt %7.2f Gbps  [min %.1f max %.1f ns n=%d of %d %s]",
                name,
                size,
                NS_PER_SECOND / median(),
                median(),
                size * Byte.SIZE / median(),
                least(),
                greatest(),
                sorted.size(),
                tries,
                quiet ? "quiet" : "NOISY");
    }

    /** The line of a ratio instead of a time. @param size bytes of a packet. */
    public String ratioLine(String name, int size) {
        return String.format(
                Locale.ROOT,
                "%-34s %5d %8.2f  [min %.2f max %.2f n=%d of %d %s]",
                name,
                size,
                median(),
                least(),
                greatest(),
                sorted.size(),
                tries,
                quiet ? "quiet" : "NOISY");
    }
}
