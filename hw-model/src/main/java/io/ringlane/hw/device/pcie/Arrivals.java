// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import io.ringlane.hw.sim.Simulation;

/** Transfers on their way to a direction of the link, in the order they reach it. Grows, then keeps its size. */
final class Arrivals {
    private static final int FIRST = 64;

    int size;
    private long[] atPs = new long[FIRST];
    private int[] bytes = new int[FIRST];
    private int[] token = new int[FIRST];
    private int[] tags = new int[FIRST];
    private PcieReader[] reader = new PcieReader[FIRST];
    private int head;

    void add(long arrivesPs, int length, PcieReader who, int what, int held) {
        if (size == atPs.length) {
            grow();
        }
        int at = head + size & atPs.length - 1;
        atPs[at] = arrivesPs;
        bytes[at] = length;
        reader[at] = who;
        token[at] = what;
        tags[at] = held;
        size++;
    }

    private void grow() {
        atPs = Rings.twice(atPs, head);
        bytes = Rings.twice(bytes, head);
        token = Rings.twice(token, head);
        tags = Rings.twice(tags, head);
        reader = Rings.twice(reader, head);
    }

    void remove() {
        head = head + 1 & atPs.length - 1;
        size--;
    }

    /** {@link Simulation#NEVER} when there is none. */
    long firstPs() {
        return size == 0 ? Simulation.NEVER : atPs[head];
    }

    long lastPs() {
        return atPs[head + size - 1 & atPs.length - 1];
    }

    int firstBytes() {
        return bytes[head];
    }

    int firstToken() {
        return token[head];
    }

    int firstTags() {
        return tags[head];
    }

    PcieReader firstReader() {
        return reader[head];
    }
}
