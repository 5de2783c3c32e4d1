// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;

/**
 * First-in, first-out list of packets that a device refused, one for each core and TX queue (the kernel's
 * {@code xfrm_backlog}, which has no bound). Places are reserved before a packet is committed, so that it never
 * overflows: {@link #room} is asked first. One core's thread.
 */
public final class Backlog {
    private final PacketList packets = new PacketList();
    private final int capacity;
    private int highest;

    public Backlog(int capacity) {
        this.capacity = capacity;
    }

    /** Appends one packet. @throws IllegalStateException when no place was reserved for it. */
    public void add(Packet packet) {
        packets.add(packet);
        check();
    }

    /** Appends a chain. */
    public void addChain(Packet head) {
        packets.addChain(head);
        check();
    }

    /** Puts what a pass could not send back in front, in the order it had. */
    void addFirst(Packet head) {
        packets.addChainFirst(head);
        check();
    }

    private void check() {
        if (packets.size() > capacity) {
            fail();
        }
        highest = Math.max(highest, packets.size());
    }

    private void fail() {
        throw new IllegalStateException("backlog holds " + packets.size() + " of " + capacity + " packets");
    }

    /** Takes everything out, for one pass (B2). */
    Packet takeAll() {
        return packets.takeAll();
    }

    public int size() {
        return packets.size();
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }

    public int room() {
        return capacity - packets.size();
    }

    /** Most packets it ever held. */
    public int highest() {
        return highest;
    }
}
