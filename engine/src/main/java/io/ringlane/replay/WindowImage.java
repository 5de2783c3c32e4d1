// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import java.math.BigInteger;

/**
 * A window as it was at one moment, to go on from. Immutable.
 *
 * @param size in packets.
 * @param top highest number taken in.
 * @param seen bit n: the number n below the top was taken in.
 */
public record WindowImage(int size, long top, BigInteger seen) {
    /** @throws IllegalArgumentException when it is no window. */
    public WindowImage {
        if (size < 0 || size > ReplayWindow.LARGEST || seen.signum() < 0 || seen.bitLength() > Math.max(1, size)) {
            throw new IllegalArgumentException("window of " + size + " packets, allowed: 0 to " + ReplayWindow.LARGEST
                    + ", and no more bits than packets");
        }
    }

    /** What a window has taken in, at this moment. */
    public static WindowImage of(ReplayWindow window) {
        byte[] bits = new byte[window.size() / Byte.SIZE + 1];
        for (int below = 0; below < window.size(); below++) {
            if (window.hasSeen(window.top() - below)) {
                bits[bits.length - 1 - below / Byte.SIZE] |= (byte) (1 << below % Byte.SIZE);
            }
        }
        return new WindowImage(window.size(), window.top(), new BigInteger(1, bits));
    }
}
