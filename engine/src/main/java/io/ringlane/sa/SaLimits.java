// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * Lifetime limits of an SA (kernel {@code struct xfrm_lifetime_cfg}): bytes and packets, {@link #INFINITE} for none
 * ({@code XFRM_INF}), and seconds, 0 for none. A soft limit asks for a successor, a hard one ends the SA.
 *
 * @param softAdd seconds since the SA was added, {@code hardAdd} likewise.
 * @param softUse seconds since its first packet, {@code hardUse} likewise.
 */
public record SaLimits(
        long softBytes,
        long hardBytes,
        long softPackets,
        long hardPackets,
        long softAdd,
        long hardAdd,
        long softUse,
        long hardUse) {
    public static final long INFINITE = Long.MAX_VALUE;
    public static final SaLimits NONE = new SaLimits(INFINITE, INFINITE, INFINITE, INFINITE);

    private static final long NS_PER_SECOND = 1_000_000_000;
    /** Longer than this, some 146 years, is for ever: differences of two times must fit a long. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / 2 / NS_PER_SECOND;

    /** Limits without seconds. */
    public SaLimits(long softBytes, long hardBytes, long softPackets, long hardPackets) {
        this(softBytes, hardBytes, softPackets, hardPackets, 0, 0, 0, 0);
    }

    /** The same bytes and packets, with seconds. */
    public SaLimits seconds(long newSoftAdd, long newHardAdd, long newSoftUse, long newHardUse) {
        return new SaLimits(
                softBytes, hardBytes, softPackets, hardPackets, newSoftAdd, newHardAdd, newSoftUse, newHardUse);
    }

    /** True when an SA has to be looked at from time to time. */
    public boolean hasSeconds() {
        return softAdd != 0 || hardAdd != 0 || hasUseSeconds();
    }

    /** True when it matters which packet is the first. */
    boolean hasUseSeconds() {
        return softUse != 0 || hardUse != 0;
    }

    /** Nanoseconds of a limit in seconds; a limit of 0 and one beyond reach have no end. */
    static long nanos(long seconds) {
        return seconds == 0 || seconds > MOST_SECONDS ? INFINITE / 2 : seconds * NS_PER_SECOND;
    }
}
