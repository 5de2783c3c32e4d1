// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import java.util.Arrays;

/**
 * The interfaces one pcapng section has described so far: link type, snaplen and how its timestamps count. Owned by
 * the reader; grows only when an interface block is met, so looking up allocates nothing.
 */
final class PcapngInterfaces {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY_RESOLUTION = 0x80;
    private static final int EXPONENT_MASK = 0x7F;
    private static final int NANO_EXPONENT = 9;
    private static final int MICRO_RESOLUTION = 6;
    private static final int MAX_DECIMAL_EXPONENT = 18;
    private static final long[] POWERS_OF_TEN = powersOfTen();

    private int count;
    private LinkType[] linkTypes = new LinkType[4];
    private int[] linkCodes = new int[4];
    private long[] snaplens = new long[4];
    private long[] offsetNanos = new long[4];
    private int[] resolutions = new int[4];
    private int[] fcsLengths = new int[4];

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Describes one more interface, with microseconds and no offset until told otherwise. */
    void add(int linkCode, long snaplen) {
        if (count == linkTypes.length) {
            grow();
        }
        linkTypes[count] = LinkType.of(linkCode);
        linkCodes[count] = linkCode;
        snaplens[count] = snaplen;
        offsetNanos[count] = 0;
        resolutions[count] = MICRO_RESOLUTION;
        fcsLengths[count] = 0;
        count++;
    }

    /** if_tsresol of the interface added last: units of 10^-v, or with the top bit set of 2^-(v without it). */
    void setResolution(int value) {
        resolutions[count - 1] = value;
    }

    /** if_tsoffset of the interface added last. */
    void setOffsetSeconds(long seconds) {
        offsetNanos[count - 1] = saturatedMultiply(seconds, NANOS_PER_SECOND);
    }

    /** if_fcslen of the interface added last, bytes. */
    void setFcsLength(int bytes) {
        fcsLengths[count - 1] = bytes;
    }

    /** Null if the interface's link type is not read here. */
    LinkType linkType(int index) {
        return linkTypes[index];
    }

    int linkCode(int index) {
        return linkCodes[index];
    }

    /** 0: no limit. */
    long snaplen(int index) {
        return snaplens[index];
    }

    int fcsLength(int index) {
        return fcsLengths[index];
    }

    /** Nanoseconds since the epoch of an unsigned count of the interface's units; ends of the range saturate. */
    long toNanos(int index, long units) {
        int resolution = resolutions[index];
        int exponent = resolution & EXPONENT_MASK;
        long nanos = (resolution & BINARY_RESOLUTION) != 0
                ? binaryToNanos(units, exponent)
                : decimalToNanos(units, exponent);
        long sum = nanos + offsetNanos[index];
        return offsetNanos[index] > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** 10^-exponent seconds; finer than nanoseconds is cut off. */
    private static long decimalToNanos(long units, int exponent) {
        if (exponent <= NANO_EXPONENT) {
            return saturatedMultiplyUnsigned(units, POWERS_OF_TEN[NANO_EXPONENT - exponent]);
        }
        int drop = exponent - NANO_EXPONENT;
        return drop > MAX_DECIMAL_EXPONENT ? 0 : saturate(Long.divideUnsigned(units, POWERS_OF_TEN[drop]));
    }

    /** 2^-exponent seconds: a 128-bit product shifted right, so that no bit is lost on the way. */
    private static long binaryToNanos(long units, int exponent) {
        if (exponent == 0) {
            return saturatedMultiplyUnsigned(units, NANOS_PER_SECOND);
        }
        long high = Math.unsignedMultiplyHigh(units, NANOS_PER_SECOND);
        long low = units * NANOS_PER_SECOND;
        if (exponent >= Long.SIZE) {
            return exponent == Long.SIZE ? high : high >>> (exponent - Long.SIZE);
        }
        return high >>> exponent != 0 ? Long.MAX_VALUE : saturate(high << (Long.SIZE - exponent) | low >>> exponent);
    }

    private static long saturatedMultiplyUnsigned(long units, long factor) {
        return Math.unsignedMultiplyHigh(units, factor) != 0 ? Long.MAX_VALUE : saturate(units * factor);
    }

    private static long saturatedMultiply(long value, long factor) {
        long product = value * factor;
        if (Math.multiplyHigh(value, factor) == product >> Long.SIZE - 1) {
            return product;
        }
        return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** An unsigned number as a signed one, its upper half cut to the largest. */
    private static long saturate(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static long[] powersOfTen() {
        long[] powers = new long[MAX_DECIMAL_EXPONENT + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private void grow() {
        int capacity = count * 2;
        linkTypes = Arrays.copyOf(linkTypes, capacity);
        linkCodes = Arrays.copyOf(linkCodes, capacity);
        snaplens = Arrays.copyOf(snaplens, capacity);
        offsetNanos = Arrays.copyOf(offsetNanos, capacity);
        resolutions = Arrays.copyOf(resolutions, capacity);
        fcsLengths = Arrays.copyOf(fcsLengths, capacity);
    }
}
