// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

/**
 * What a PCIe link can carry and what a transfer costs on it, in whole numbers. Rates and overheads are those of the
 * PCIe base specification as tabulated by pcie-bench (S3): usable rate = raw rate less acknowledgements, flow control
 * updates and skip sets; 64-bit addresses, no ECRC. Immutable.
 */
public final class PcieRates {
    /** Head of a memory read or write request: 8 bytes of framing, 4 + 12 of the TLP (S3). */
    public static final int REQUEST = 24;
    /** Head of a completion with data: 8 bytes of framing, 4 + 8 of the TLP (S3). */
    public static final int COMPLETION = 20;
    /** Read completions are as long as the maximum payload: they are not split at a smaller boundary. */
    public static final int NOT_SPLIT = 0;

    private static final int DLLP = 8;
    private static final int SKIP = 4;
    private static final int SKIP_EVERY = 1538;
    private static final int FIRST_MPS = 128;
    private static final int MOST_MPS = 4096;
    private static final int GENERATIONS = 7;
    private static final long BITS_PS = 8_000_000_000_000L;
    /** Tenths of a gigatransfer a second, by generation. */
    private static final int[] TENTHS_GT = {25, 50, 80, 160, 320, 640, 1280};

    /**
     * Bytes between two acknowledgements, and between two flow control updates, of generation 1: by width, then by MPS
     * (S3, of the base specification's tables 2-46 and 3-7). Later generations add {@link #LATER}.
     */
    private static final int[][] EVERY = {
        {237, 416, 559, 1071, 2095, 4143},
        {128, 217, 289, 545, 1057, 2081},
        {73, 118, 154, 282, 538, 1050},
        {67, 107, 86, 150, 278, 534},
        {48, 72, 86, 150, 278, 534},
    };

    /** What generation 2 and those from 3 on add to {@link #EVERY}. */
    private static final int[] LATER = {0, 51, 96};

    private final int mps;
    private final int mrrs;
    private final int split;
    private final long bits;
    private final long perSecond;

    /**
     * A link.
     *
     * @param generation 1 to 7.
     * @param width      lanes: 1, 2, 4, 8 or 16.
     * @param mps        maximum payload size in bytes.
     * @param mrrs       maximum read request size in bytes.
     * @param rcb        read completion boundary in bytes at which the chipset splits, or {@link #NOT_SPLIT}.
     */
    public PcieRates(int generation, int width, int mps, int mrrs, int rcb) {
        require("PCIe generation", generation, generation >= 1 && generation <= GENERATIONS, "1 to 7");
        require("PCIe width", width, width <= 16 && powerOfTwo(width), "1, 2, 4, 8 or 16");
        require("MPS", mps, size(mps), "128 to 4096, a power of two");
        require("MRRS", mrrs, size(mrrs), "128 to 4096, a power of two");
        require("RCB", rcb, rcb == NOT_SPLIT || rcb >= 64 && rcb <= mps && powerOfTwo(rcb), "0, or 64 to the MPS");
        this.mps = mps;
        this.mrrs = mrrs;
        split = rcb == NOT_SPLIT ? mps : rcb;
        // raw * (1 - 2 * 8 / every - 4 / 1538), as one fraction
        long every = every(generation, width);
        long whole = every * SKIP_EVERY;
        long usable = whole - 2L * DLLP * SKIP_EVERY - SKIP * every;
        long up = encoded(generation);
        long down = coded(generation);
        long num = TENTHS_GT[generation - 1] * 100_000_000L * width * up;
        long a = gcd(num, whole);
        long b = gcd(num / a, down);
        long num1 = num / a / b;
        long c = gcd(usable, whole / a);
        long d = gcd(usable / c, down / b);
        bits = Math.multiplyExact(num1, usable / c / d);
        perSecond = Math.multiplyExact(whole / a / c, down / b / d);
    }

    private static void require(String what, int value, boolean good, String allowed) {
        if (!good) {
            throw new IllegalArgumentException(what + " must be " + allowed + ", is " + value);
        }
    }

    private static boolean size(int bytes) {
        return bytes >= FIRST_MPS && bytes <= MOST_MPS && powerOfTwo(bytes);
    }

    private static boolean powerOfTwo(int value) {
        return value > 0 && Integer.bitCount(value) == 1;
    }

    private int every(int generation, int width) {
        int row = Integer.numberOfTrailingZeros(width);
        int column = Integer.numberOfTrailingZeros(mps / FIRST_MPS);
        return EVERY[row][column] + LATER[Math.min(generation, LATER.length) - 1];
    }

    /** Of each symbol, data: 8b/10b, 128b/130b, 242b/256b. */
    private static long encoded(int generation) {
        return generation <= 2 ? 8 : generation <= 5 ? 128 : 242;
    }

    private static long coded(int generation) {
        return generation <= 2 ? 10 : generation <= 5 ? 130 : 256;
    }

    private static long gcd(long one, long other) {
        long a = one;
        long b = other;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    // ---- rate

    /** Usable bits in a direction are this many ... */
    public long bits() {
        return bits;
    }

    /** ... in this many seconds. */
    public long perSeconds() {
        return perSecond;
    }

    /** Usable rate of a direction in Gbit/s, for people. */
    public double gigabits() {
        return bits / (double) perSecond / 1e9;
    }

    /** Picoseconds for a byte, as a fraction: the numerator. */
    public long psPerByteOver() {
        return Math.multiplyExact(BITS_PS / gcd(BITS_PS, bits), perSecond);
    }

    /** Picoseconds for a byte, as a fraction: the denominator. */
    public long psPerByteUnder() {
        return bits / gcd(BITS_PS, bits);
    }

    // ---- transfers

    /** Bytes in the writer's direction of a posted write of so much data. */
    public int writeBytes(int data) {
        return REQUEST * chunks(data, mps) + data;
    }

    /** Bytes in the reader's direction that ask for so much data. */
    public int requestBytes(int data) {
        return REQUEST * chunks(data, mrrs);
    }

    /** Bytes that come back to the reader with so much data. */
    public int completionBytes(int data) {
        return COMPLETION * chunks(data, split) + data;
    }

    /** Requests, and so tags, of a read of so much data. */
    public int requests(int data) {
        return chunks(data, mrrs);
    }

    private static int chunks(int data, int most) {
        return (data + most - 1) / most;
    }

    public int mps() {
        return mps;
    }

    public int mrrs() {
        return mrrs;
    }
}
