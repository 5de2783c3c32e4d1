// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/**
 * RFC 4303 section 3.4.3 and appendix A2 the slow way: a set of all numbers ever accepted, the highest of them, and big
 * numbers that do not wrap. Says what becomes of a packet that was sealed with a number.
 */
final class ReferenceWindow {
    static final BigInteger EPOCH = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger LAST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final boolean esn;
    private final BigInteger size;
    private final Set<BigInteger> accepted = new HashSet<>();
    private BigInteger top;

    ReferenceWindow(boolean esn, int size, BigInteger top) {
        this.esn = esn;
        this.size = BigInteger.valueOf(size);
        this.top = top;
    }

    /** The number assumed for a low half, which may lie outside the space. */
    BigInteger assumed(long low) {
        BigInteger lowHalf = BigInteger.valueOf(low);
        if (!esn) {
            return lowHalf;
        }
        // of all numbers with this low half the smallest that is not below the window
        BigInteger bottom = top.subtract(size).add(BigInteger.ONE);
        BigInteger distance = lowHalf.subtract(bottom).mod(EPOCH);
        return bottom.add(distance);
    }

    /** True, and the number taken in, when the packet is to be accepted. */
    boolean accepts(long low) {
        BigInteger number = assumed(low);
        boolean isNumber = number.signum() >= 0 && number.compareTo(LAST) <= 0;
        boolean isFirst = number.signum() == 0 && (!esn || top.compareTo(size.subtract(BigInteger.ONE)) < 0);
        boolean isOld = top.subtract(number).compareTo(size) >= 0;
        if (!isNumber || isFirst || isOld || !accepted.add(number)) {
            return false;
        }
        top = top.max(number);
        return true;
    }

    BigInteger top() {
        return top;
    }

    boolean hasAccepted(BigInteger number) {
        return accepted.contains(number);
    }
}
