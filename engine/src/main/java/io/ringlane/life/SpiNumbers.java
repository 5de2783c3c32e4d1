// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaId;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Gives SPIs to SAs to come ({@code XFRM_MSG_ALLOCSPI}): random ones that no SA of the destination has, kept until an
 * SA takes them or they are given back. Control calls, one at a time.
 */
public final class SpiNumbers {
    /** No SPI of the range is free. */
    public static final int NONE = 0;

    /** The first one that is not reserved (RFC 4303 section 2.1). */
    public static final long LEAST = 256;

    public static final long MOST = 0xffffffffL;

    private static final int ESP = 50;
    private static final int TRIES = 64;

    private record Promise(IpAddress destination, int spi) {}

    private final RandomGenerator random;
    private final Set<Promise> promised = new HashSet<>();

    /** @param random should be one that nobody can foresee. */
    public SpiNumbers(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Promises an SPI.
     *
     * @param destination where packets with it will arrive.
     * @param low first of the range, {@link #LEAST} to {@link #MOST}, {@code high} the last.
     * @param taken tells whether an SA of this identity exists.
     * @return the SPI as an int in network order, or {@link #NONE}.
     * @throws IllegalArgumentException naming the range, when it is none.
     */
    public int allocate(IpAddress destination, long low, long high, Predicate<SaId> taken) {
        if (low < LEAST || high > MOST || low > high) {
            throw new IllegalArgumentException(String.format(
                    "SPIs must be in 0x%x to 0x%x, low before high: 0x%x to 0x%x", LEAST, MOST, low, high));
        }
        for (int i = 0; i < TRIES; i++) {
            int spi = (int) (low + random.nextLong(high - low + 1));
            if (promise(destination, spi, taken)) {
                return spi;
            }
        }
        return high - low < TRIES * TRIES ? firstFree(destination, low, high, taken) : NONE;
    }

    private int firstFree(IpAddress destination, long low, long high, Predicate<SaId> taken) {
        for (long spi = low; spi <= high; spi++) {
            if (promise(destination, (int) spi, taken)) {
                return (int) spi;
            }
        }
        return NONE;
    }

    private boolean promise(IpAddress destination, int spi, Predicate<SaId> taken) {
        return !taken.test(new SaId(destination, spi, ESP, 0, 0)) && promised.add(new Promise(destination, spi));
    }

    /** An SA took a promised SPI, or nobody will. @return false when it was not promised. */
    public boolean release(IpAddress destination, int spi) {
        return promised.remove(new Promise(destination, spi));
    }
}
