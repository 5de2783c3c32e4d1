// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The times at which packets are meant to be sent, whether the sender keeps up or not: evenly, or at random as many
 * independent senders would (a Poisson process, the same in every run). One thread.
 */
final class Schedule {
    private static final long SEED = 1;

    private final double gapNs;
    private final ZigguratSampler.Exponential gaps;
    private double next;

    /**
     * @param gapNs mean time between two packets.
     * @param random false for even gaps.
     */
    Schedule(double gapNs, boolean random) {
        this.gapNs = gapNs;
        gaps = random ? ZigguratSampler.Exponential.of(RandomSource.XO_SHI_RO_256_PP.create(SEED)) : null;
    }

    /** Starts it. @param nowNs time of the first packet. */
    void begin(long nowNs) {
        next = nowNs;
    }

    /** When the next packet is meant to be sent. */
    long nextNs() {
        return (long) next;
    }

    /** Goes on to the packet after it. */
    void advance() {
        next += gaps == null ? gapNs : gapNs * gaps.sample();
    }
}
