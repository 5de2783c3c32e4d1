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

    /** Appends the packets of another batch from one index to before another; there must be room for them. */
    public void addAll(PacketBatch other, int from, int to) {
        System.arraycopy(other.packets, from, packets, size, to - from);
        size += to - from;
    }

    /** Appends all packets to a list; the batch still names them. */
    public void addTo(PacketList list) {
        for (int i = 0; i < size; i++) {
            list.add(packets[i]);
        }
    }

    /** True when all packets are of this pool, and their slots can go home as they are. */
    public boolean areAllPlain(PacketPool pool) {
        for (int i = 0; i < size; i++) {
            Packet packet = packets[i];
            if (packet.pool() != pool || !packet.isPlain()) {
                return false;
            }
        }
        return true;
    }

    /** Packets that can still be added. */
    public int room() {
        return packets.length - size;
    }

    public Packet get(int index) {
        return packets[index];
    }

    public void set(int index, Packet packet) {
        packets[index] = packet;
    }

    /** Forgets the packets; they live as long as their pool, so no reference needs to go. */
    public void clear() {
        size = 0;
    }

    /** Forgets the last packets. @param left how many stay, at most {@link #size}. */
    public void shrink(int left) {
        size = left;
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
