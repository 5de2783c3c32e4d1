// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/** Lifetime limits of an SA in bytes and packets; {@link #INFINITE} means none (kernel {@code XFRM_INF}). */
public record SaLimits(long softBytes, long hardBytes, long softPackets, long hardPackets) {
    public static final long INFINITE = Long.MAX_VALUE;
    public static final SaLimits NONE = new SaLimits(INFINITE, INFINITE, INFINITE, INFINITE);
}
