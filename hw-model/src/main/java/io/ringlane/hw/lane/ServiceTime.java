// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.lane;

/**
 * A time that grows with length: {@code fixed + bytes * numerator / denominator} picoseconds, rounded up. Whole numbers
 * only, so that a run is the same on every machine. Immutable.
 *
 * @param fixedPs              at least 0.
 * @param perByteNumerator     at least 0; 125 over 2 is 62.5 ps a byte, a 128-bit data path at 1 GHz.
 * @param perByteDenominator   at least 1.
 */
public record ServiceTime(long fixedPs, long perByteNumerator, long perByteDenominator) {
    /** Checks the ranges. */
    public ServiceTime {
        if (fixedPs < 0 || perByteNumerator < 0 || perByteDenominator < 1) {
            throw new IllegalArgumentException("service time must not be negative: " + fixedPs + " ps, "
                    + perByteNumerator + "/" + perByteDenominator + " ps a byte");
        }
    }

    /** The time for so many bytes, in picoseconds. */
    public long of(int bytes) {
        return fixedPs + Math.ceilDiv(bytes * perByteNumerator, perByteDenominator);
    }
}
