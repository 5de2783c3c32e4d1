// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Percentiles of a run in nanoseconds; those with too few samples beyond them are left out. Immutable.
 *
 * @param samples packets.
 * @param mean    of them.
 * @param at      value by percentile, such as 99.9.
 * @param packed  the whole histogram of nanoseconds, compressed, in Base64; empty without one.
 */
public record Latency(long samples, double mean, Map<Double, Double> at, String packed) {
    /** What reports show. */
    private static final double[] SHOWN = {50, 90, 99, 99.9, 99.99};

    /** Samples beyond a percentile that make it worth telling. */
    public static final int BEYOND = 10;

    /** Of a run without packets. */
    public static final Latency NONE = new Latency(0, Double.NaN, Map.of(), "");

    public Latency {
        at = Collections.unmodifiableMap(new TreeMap<>(at));
    }

    /** Of a histogram of nanoseconds. */
    public static Latency of(Histogram nanoseconds) {
        long samples = nanoseconds.getTotalCount();
        if (samples == 0) {
            return NONE;
        }
        Map<Double, Double> at = new TreeMap<>();
        for (double percentile : SHOWN) {
            if (tells(samples, percentile)) {
                at.put(percentile, (double) nanoseconds.getValueAtPercentile(percentile));
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(nanoseconds.getNeededByteBufferCapacity());
        int length = nanoseconds.encodeIntoCompressedByteBuffer(bytes);
        String packed = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
        return new Latency(samples, nanoseconds.getMean(), at, packed);
    }

    /** The percentiles that reports show. */
    public static double[] shown() {
        return SHOWN.clone();
    }

    /** Whether so many samples are enough for a percentile. */
    public static boolean tells(long samples, double percentile) {
        // rounding up to a thousandth of a sample: 100 - 99.9 is a little less than 0.1
        return samples * (100 - percentile) / 100 >= BEYOND - 1e-3;
    }

    /** NaN where there were too few samples. */
    public double percentile(double wanted) {
        return at.getOrDefault(wanted, Double.NaN);
    }

    /** The histogram of nanoseconds; an empty one where none was kept. */
    public AbstractHistogram histogram() {
        if (packed.isEmpty()) {
            return new Histogram(3);
        }
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(packed)), 0);
        } catch (DataFormatException wrong) {
            throw new IllegalStateException("a histogram of the study is damaged", wrong);
        }
    }
}
