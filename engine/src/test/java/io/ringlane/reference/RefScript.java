// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

/**
 * What the transform is made to answer, decided by SPI and number alone so that it does not matter when it is asked.
 *
 * @param failEvery one packet in about so many fails; 0 for none.
 * @param stealEvery one packet in about so many sealed in software is said to be in progress and comes back later.
 */
public record RefScript(int seed, int failEvery, int stealEvery) {
    public boolean fails(int spi, int sequence) {
        return failEvery != 0 && Integer.remainderUnsigned(mix(spi, sequence, 1), failEvery) == 0;
    }

    public boolean steals(int spi, int sequence) {
        return stealEvery != 0 && Integer.remainderUnsigned(mix(spi, sequence, 2), stealEvery) == 0;
    }

    private int mix(int spi, int sequence, int salt) {
        int mixed = (spi * 31 + sequence) * 31 + salt + seed * 7919;
        mixed ^= mixed >>> 15;
        mixed *= 0x2c1b3c6d;
        mixed ^= mixed >>> 12;
        return mixed;
    }
}
