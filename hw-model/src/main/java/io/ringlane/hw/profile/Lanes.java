// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Rational;
import java.util.Map;

/**
 * The crypto lanes of a device. Immutable.
 *
 * @param count       lanes of a pool.
 * @param places      packets that wait for a lane at most, over the whole pool.
 * @param order       how packets of an SA are kept in order.
 * @param window      packets that wait for their order at most; with {@link Order#REORDER} only.
 * @param pools       1 when both directions share the lanes, 2 when each has {@code count} of its own.
 * @param byAlgorithm times of algorithms that differ from {@code times}, by the kernel's name of the algorithm.
 */
public record Lanes(
        int count, int places, Order order, int window, int pools, Times times, Map<String, Times> byAlgorithm) {
    /** How a lane is chosen, and how the packets of one SA leave in order. */
    public enum Order {
        /** An SA always uses the same lane. */
        HASH,
        /** Any lane that is free, put in order behind; stalls when the window is full. */
        REORDER,
        /** One lane after the other, committed in that order. */
        ROUND_ROBIN
    }

    /**
     * What a packet costs.
     *
     * @param fixedPs   of every packet, by which the next one on the lane starts later.
     * @param perByte   picoseconds for each byte of cipher text: inner packet, padding, pad length and next header.
     * @param latencyPs that a packet takes on top, and the next one does not wait for.
     */
    public record Times(long fixedPs, Rational perByte, long latencyPs) {
        /** From the start of a packet to the earliest start of the next one, rounded to the nearest picosecond. */
        public long intervalPs(int cipherBytes) {
            return fixedPs + perByte.times(Rational.of(cipherBytes)).rounded();
        }
    }

    /** Copies the map. */
    public Lanes {
        byAlgorithm = Map.copyOf(byAlgorithm);
    }

    /** Times of an algorithm. */
    public Times of(String algorithm) {
        return byAlgorithm.getOrDefault(algorithm, times);
    }
}
