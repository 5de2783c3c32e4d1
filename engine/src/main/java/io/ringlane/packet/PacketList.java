// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** First-in, first-out list of packets chained through {@code next}; holds no memory of its own. One owner thread. */
public final class PacketList {
    private Packet head;
    private Packet tail;
    private int size;

    /** Appends one packet, which must not be in a chain. */
    public void add(Packet packet) {
        packet.next(null);
        if (tail == null) {
            head = packet;
        } else {
            tail.next(packet);
        }
        tail = packet;
        size++;
    }

    /** Appends a chain, whose packets stay linked as they are. @return how many packets it had. */
    public int addChain(Packet first) {
        if (first == null) {
            return 0;
        }
        if (tail == null) {
            head = first;
        } else {
            tail.next(first);
        }
        int count = 1;
        Packet last = first;
        while (last.next() != null) {
            last = last.next();
            count++;
        }
        tail = last;
        size += count;
        return count;
    }

    /** Puts a chain in front of everything, for packets that a device refused. */
    public void addChainFirst(Packet first) {
        if (first == null) {
            return;
        }
        Packet oldHead = head;
        Packet oldTail = tail;
        int oldSize = size;
        head = null;
        tail = null;
        size = 0;
        addChain(first);
        tail.next(oldHead);
        if (oldTail != null) {
            tail = oldTail;
        }
        size += oldSize;
    }

    /** Unlinks and returns the oldest packet, or null. */
    public Packet poll() {
        Packet packet = head;
        if (packet == null) {
            return null;
        }
        head = packet.next();
        if (head == null) {
            tail = null;
        }
        packet.next(null);
        size--;
        return packet;
    }

    /** Takes the whole chain out. */
    public Packet takeAll() {
        Packet first = head;
        head = null;
        tail = null;
        size = 0;
        return first;
    }

    public Packet peek() {
        return head;
    }

    public Packet last() {
        return tail;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }
}
