// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

import org.apache.commons.rng.simple.RandomSource;

/**
 * The random streams of a replicate: one for each purpose, so that what is drawn for one never moves another, and two
 * variants of a scenario meet the same arrivals. The same seed, purpose and replicate give the same numbers on every
 * machine. Immutable.
 */
public final class RandomStreams {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int STATE_WORDS = 4;

    private final long root;

    /**
     * @param seed      of the study.
     * @param replicate number of the run with other chances and nothing else changed.
     */
    public RandomStreams(long seed, long replicate) {
        root = mix(mix(seed + GOLDEN) + replicate);
    }

    /** A fresh stream, at its beginning: twice the same purpose, twice the same numbers. */
    public RandomStream stream(String purpose) {
        long hash = mix(root + purpose.length());
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash + purpose.charAt(i));
        }
        long[] state = new long[STATE_WORDS];
        for (int i = 0; i < STATE_WORDS; i++) {
            hash += GOLDEN;
            state[i] = mix(hash);
        }
        return new RandomStream(RandomSource.XO_SHI_RO_256_PP.create(state));
    }

    /** The finisher of SplitMix64: a bijection of all bits. */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
