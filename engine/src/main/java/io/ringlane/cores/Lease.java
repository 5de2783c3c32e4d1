// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.packet.Packet;

/**
 * A run of an SA's numbers, and the sealed packets that have some of them, in their order: what a core sends to the
 * core that transmits them. Recycled for ever; owned by whoever holds it.
 */
final class Lease {
    /** Most numbers, and so packets, of one. */
    static final int NUMBERS = 64;

    final Packet[] packets = new Packet[NUMBERS];
    SpreadSa sa;
    long first;
    /** Numbers of the run, and how many of them were taken. */
    int numbers;

    int used;
    int size;
    /** First packet that is not transmitted yet. */
    int next;
    /** The one behind it in a list of the SA. */
    Lease behind;

    void begin(SpreadSa ofSa, long firstNumber, int count) {
        sa = ofSa;
        first = firstNumber;
        numbers = count;
        used = 0;
        size = 0;
        next = 0;
        behind = null;
    }

    boolean holds(int numberLow) {
        return Integer.compareUnsigned(numberLow - (int) first, numbers) < 0;
    }

    void add(Packet packet) {
        packets[size++] = packet;
    }

    /** Takes the next packet out. */
    Packet take() {
        Packet packet = packets[next];
        packets[next++] = null;
        return packet;
    }

    boolean isTransmitted() {
        return next == size;
    }
}
