// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

/**
 * The three sizes of packet slot. A stride is never a power of two, so that the headers of neighbouring slots do not
 * fall into the same cache sets.
 */
public enum SlotClass {
    /** A packet that fits an ordinary MTU: 2 KiB and one cache line. */
    WIRE(2048 + 64),
    /** A packet that fits a 9,000-byte MTU: 10 KiB and one cache line. */
    JUMBO(10 * 1024 + 64),
    /** A GSO super-packet: 64 KiB of payload, room for headers, and one cache line. */
    SUPER(66 * 1024 + 64);

    private final int stride;

    SlotClass(int stride) {
        this.stride = stride;
    }

    /** Bytes from the start of one slot to the start of the next, metadata and headroom included. */
    public int stride() {
        return stride;
    }
}
