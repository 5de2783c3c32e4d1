// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

/**
 * How long the oracles run: what a build can afford, or the whole of it with {@code -Dringlane.oracles=whole}.
 */
final class Length {
    private static final boolean IS_WHOLE = "whole".equals(System.getProperty("ringlane.oracles"));

    /** Seeds of a pathwise oracle with {@link #PATH_PACKETS} packets each. */
    static final int PATH_SEEDS = IS_WHOLE ? 1_000 : 12;

    static final int PATH_PACKETS = 100_000;
    /** Further seeds with few packets, for the beginnings and ends of runs. */
    static final int SHORT_SEEDS = IS_WHOLE ? 10_000 : 1_000;

    static final int SHORT_PACKETS = 100;
    /** Packets of a statistical oracle. */
    static final int PACKETS = 2_000_000;
    /** By how much a statistical oracle is longer than in the build. */
    static final int TIMES = IS_WHOLE ? 50 : 1;

    private Length() {}
}
