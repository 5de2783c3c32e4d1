// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** A fixed burst of packets, recycled for ever: the unit that crosses threads. Owned by whoever holds it. */
public final class PacketBatch {
    /** Packets in a burst between threads. */
    public static final int BURST = 32;

    private final Packet[] packets;
    private int size;

    public PacketBatch(int capacity) {
        packets = new Packet[capacity];
    }

    /** @return false when the burst is full: the packet stays the caller's. */
    public boolean add(Packet packet) {
        if (size == packets.length) {
            return false;
        }
        packets[size++] = packet;
        return true;
    }

    public Packet get(int index) {
        return packets[index];
    }

    public void set(int index, Packet packet) {
        packets[index] = packet;
    }

    /** Forgets the packets; the references are cleared so that a stale one cannot be used. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
        }
        size = 0;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return packets.length;
    }

    public boolean isFull() {
        return size == packets.length;
    }

    public boolean isEmpty() {
        return size == 0;
    }
}
