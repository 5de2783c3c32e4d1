// SPDX-License-Identifier: Apache-2.0
package io.ringlane.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes in the ways that find faults in parsers. The same seed gives the same damage. */
final class Mutator {
    private static final int[] BYTES = {0, 1, 2, 3, 4, 7, 8, 0x0f, 0x10, 0x3f, 0x40, 0x45, 0x60, 0x7f, 0x80, 0xfe, 0xff
    };
    private static final int[] SHORTS = {0, 1, 4, 7, 8, 19, 20, 39, 40, 0x7fff, 0x8000, 0xfffe, 0xffff};
    private static final int MOST_STEPS = 4;
    private static final int MOST_GROWTH = 48;

    private final SplittableRandom random;

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    /** A damaged copy. */
    byte[] damage(byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = 1 + random.nextInt(MOST_STEPS); i > 0; i--) {
            damaged = step(damaged);
        }
        return damaged;
    }

    private byte[] step(byte[] bytes) {
        if (bytes.length < 4) {
            return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(MOST_GROWTH));
        }
        // headers are short and matter most
        int at = random.nextInt(random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) BYTES[random.nextInt(BYTES.length)];
            case 3 -> putShort(bytes, at, SHORTS[random.nextInt(SHORTS.length)]);
            case 4 -> putShort(bytes, at, bytes.length + random.nextInt(9) - 4);
            case 5 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 6 -> {
                return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(MOST_GROWTH));
            }
            case 7 -> {
                return without(bytes, at, 1 + random.nextInt(Math.min(16, bytes.length - at)));
            }
            default -> bytes[bytes.length - 1 - random.nextInt(Math.min(4, bytes.length))] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        if (at + 1 < bytes.length) {
            bytes[at + 1] = (byte) value;
        }
    }

    private static byte[] without(byte[] bytes, int from, int count) {
        byte[] less = Arrays.copyOf(bytes, bytes.length - count);
        System.arraycopy(bytes, from + count, less, from, bytes.length - from - count);
        return less;
    }
}
