// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import java.util.Arrays;

/** Rings of a power of two of places that grow when they are full, one array for each column. Stateless. */
public final class Rings {
    private Rings() {}

    /** A full ring twice as long: what stood before the head stands behind the old end. */
    public static long[] twice(long[] ring, int head) {
        long[] longer = Arrays.copyOf(ring, ring.length * 2);
        System.arraycopy(ring, 0, longer, ring.length, head);
        return longer;
    }

    /** Like {@link #twice(long[], int)}. */
    public static int[] twice(int[] ring, int head) {
        int[] longer = Arrays.copyOf(ring, ring.length * 2);
        System.arraycopy(ring, 0, longer, ring.length, head);
        return longer;
    }

    /** Like {@link #twice(long[], int)}. */
    public static <T> T[] twice(T[] ring, int head) {
        T[] longer = Arrays.copyOf(ring, ring.length * 2);
        System.arraycopy(ring, 0, longer, ring.length, head);
        return longer;
    }
}
