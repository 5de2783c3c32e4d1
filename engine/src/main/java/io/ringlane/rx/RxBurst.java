// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.packet.Packet;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;

/**
 * What the receiver knows of the packets at hand, an entry each, in arrays: the packet, the ESP that is to be opened
 * next, and the SAs that came off so far (kernel {@code sec_path}). Recycled; one thread's.
 */
final class RxBurst {
    /** Most SAs of one packet (kernel {@code XFRM_MAX_DEPTH}). */
    static final int MAX_DEPTH = 6;

    final Packet[] packets;
    final InboundState[] states;
    final int[] esp;
    final int[] protocolAt;
    final EncapPorts.Kind[] encapsulation;
    final long[] numbers;
    final int[] textLength;
    /** Outermost SA first, {@link #MAX_DEPTH} places an entry. */
    final InboundState[] path;

    final int[] depth;
    /** How many SAs of the path, from the outermost on, a policy has accepted already. */
    final int[] verified;

    /** Entries with ESP to open, in order; and the round that comes after. */
    int[] waiting;

    int waitingCount;
    int[] opening;
    int openingCount;
    private int size;

    RxBurst(int capacity) {
        packets = new Packet[capacity];
        states = new InboundState[capacity];
        esp = new int[capacity];
        protocolAt = new int[capacity];
        encapsulation = new EncapPorts.Kind[capacity];
        numbers = new long[capacity];
        textLength = new int[capacity];
        path = new InboundState[capacity * MAX_DEPTH];
        depth = new int[capacity];
        verified = new int[capacity];
        waiting = new int[capacity];
        opening = new int[capacity];
    }

    /** @return index of the new entry; there must be room. */
    int add(Packet packet) {
        int entry = size++;
        packets[entry] = packet;
        states[entry] = null;
        depth[entry] = 0;
        verified[entry] = 0;
        return entry;
    }

    int size() {
        return size;
    }

    int capacity() {
        return packets.length;
    }

    void clear() {
        size = 0;
        waitingCount = 0;
        openingCount = 0;
    }

    /** ESP of this entry is to be opened in the next round. @param offset of the ESP header. */
    void await(int entry, int offset, int namedAt, EncapPorts.Kind kind) {
        esp[entry] = offset;
        protocolAt[entry] = namedAt;
        encapsulation[entry] = kind;
        waiting[waitingCount++] = entry;
    }

    /** Begins a round: what waited is opened now. @return how many. */
    int turn() {
        int[] done = opening;
        opening = waiting;
        openingCount = waitingCount;
        waiting = done;
        waitingCount = 0;
        return openingCount;
    }

    /** Notes that an SA came off. @return false when it is one too many. */
    boolean hasRoomInPath(int entry) {
        return depth[entry] < MAX_DEPTH;
    }

    void push(int entry, InboundState state) {
        path[entry * MAX_DEPTH + depth[entry]++] = state;
    }

    InboundState inPath(int entry, int index) {
        return path[entry * MAX_DEPTH + index];
    }

    /** The SA that came off last, null if none did. */
    InboundState last(int entry) {
        return depth[entry] == 0 ? null : inPath(entry, depth[entry] - 1);
    }
}
