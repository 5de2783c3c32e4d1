// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/**
 * What a driver answers to a packet. Everything below {@link #MASK} means that the packet is no longer the caller's,
 * negative numbers (an errno) included ({@code dev_xmit_complete} of the kernel).
 */
public final class TxResult {
    public static final int OK = 0;
    /** Accepted by the queue's statistics as a drop: consumed. */
    public static final int DROP = 1;
    /** Consumed, congestion notified. */
    public static final int CN = 2;
    /** Refused: the packet is still the caller's. */
    public static final int BUSY = 0x10;
    /** First value that means "not taken". */
    public static final int MASK = 0x0f;

    private TxResult() {}

    /** True when the packet was taken, whatever became of it. */
    public static boolean isComplete(int result) {
        return result < MASK;
    }
}
