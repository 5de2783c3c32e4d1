// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * Packets, or other small numbers, in the order they came. Grows when it must, then keeps its size. One owner thread.
 */
public final class PacketQueue {
    private static final int FIRST = 16;

    private int[] ring = new int[FIRST];
    private int head;
    private int size;

    public void add(int packet) {
        if (size == ring.length) {
            grow();
        }
        ring[head + size & ring.length - 1] = packet;
        size++;
    }

    /** Puts one in front of all the others. */
    public void addFirst(int packet) {
        if (size == ring.length) {
            grow();
        }
        head = head - 1 & ring.length - 1;
        ring[head] = packet;
        size++;
    }

    private void grow() {
        int[] larger = new int[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        ring = larger;
        head = 0;
    }

    /** The first one; {@link PacketTable#NONE} if there is none. */
    public int peek() {
        return size == 0 ? PacketTable.NONE : ring[head];
    }

    /** Takes the first one, of which there must be one. */
    public int poll() {
        int packet = ring[head];
        head = head + 1 & ring.length - 1;
        size--;
        return packet;
    }

    /** The one at a place counted from the first, 0 to {@link #size} - 1. */
    public int get(int place) {
        return ring[head + place & ring.length - 1];
    }

    /** Puts one in at a place, 0 to {@link #size}: what stood there and behind moves back by one. */
    public void insert(int place, int packet) {
        add(packet);
        for (int at = size - 1; at > place; at--) {
            ring[head + at & ring.length - 1] = get(at - 1);
        }
        ring[head + place & ring.length - 1] = packet;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }
}
