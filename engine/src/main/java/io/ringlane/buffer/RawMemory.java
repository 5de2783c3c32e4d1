// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import org.agrona.UnsafeApi;

/**
 * Loads and stores at absolute addresses, native byte order, any alignment, without a check: for loops that have
 * checked every length of a packet against its slot once, before the first access. Stateless; everything else uses
 * the slot's bounds-checked view.
 */
public final class RawMemory {
    private RawMemory() {}

    public static long getLong(long address) {
        return UnsafeApi.getLong(address);
    }

    public static int getInt(long address) {
        return UnsafeApi.getInt(address);
    }

    public static short getShort(long address) {
        return UnsafeApi.getShort(address);
    }

    public static byte getByte(long address) {
        return UnsafeApi.getByte(address);
    }

    public static void putLong(long address, long value) {
        UnsafeApi.putLong(address, value);
    }

    public static void putInt(long address, int value) {
        UnsafeApi.putInt(address, value);
    }

    public static void putShort(long address, short value) {
        UnsafeApi.putShort(address, value);
    }

    public static void putByte(long address, byte value) {
        UnsafeApi.putByte(address, value);
    }

    /**
     * Copies by words, the last one overlapping; for short lengths that are not known beforehand. The two must not
     * overlap.
     *
     * @param length at least 8.
     */
    public static void copyWords(long from, long to, int length) {
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            putLong(to + i, getLong(from + i));
        }
        putLong(to + last, getLong(from + last));
    }
}
