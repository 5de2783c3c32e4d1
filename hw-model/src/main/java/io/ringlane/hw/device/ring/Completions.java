// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.ring;

import io.ringlane.hw.device.pcie.Rings;
import io.ringlane.hw.sim.Simulation;

/** Completions written by the device and not yet reaped, in order. Grows, then keeps its size. One owner thread. */
final class Completions {
    private static final int FIRST = 64;

    private long[] visible = new long[FIRST];
    private int[] packets = new int[FIRST];
    private long[] bytes = new long[FIRST];
    private int head;
    private int size;

    void add(long visiblePs, int count, long length) {
        if (size == visible.length) {
            grow();
        }
        int at = head + size & visible.length - 1;
        visible[at] = visiblePs;
        packets[at] = count;
        bytes[at] = length;
        size++;
    }

    private void grow() {
        visible = Rings.twice(visible, head);
        packets = Rings.twice(packets, head);
        bytes = Rings.twice(bytes, head);
    }

    /** When the host can see the first, {@link Simulation#NEVER} without one. */
    long firstPs() {
        return size == 0 ? Simulation.NEVER : visible[head];
    }

    int firstPackets() {
        return packets[head];
    }

    long firstBytes() {
        return bytes[head];
    }

    void remove() {
        head = head + 1 & visible.length - 1;
        size--;
    }
}
