// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx.state;

import io.ringlane.sa.SaId;

/**
 * Inbound SAs by destination, SPI and mark (kernel {@code __xfrm_state_lookup}), chained by hash; within a chain the
 * state added last comes first, as in the kernel. Two cache lines a look-up, whatever the size, and nothing allocated.
 * Owned by one core.
 */
public final class InboundTable {
    private static final int LAST_NUMBER = (1 << 30) - 1;

    private final InboundState[] heads;
    private final int capacity;
    private int size;
    private int numbers;

    /** @param capacity most SAs at a time. */
    public InboundTable(int capacity) {
        this.capacity = capacity;
        heads = new InboundState[capacity <= 1 ? 2 : Integer.highestOneBit(capacity - 1) << 2];
    }

    private int place(long high, long low, int spi) {
        long mixed = high * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(low * 0xc2b2ae3d27d4eb4fL, 29);
        mixed = (mixed ^ spi * 0x165667b19e3779f9L) * 0xbf58476d1ce4e5b9L;
        return (int) (mixed >>> 32 ^ mixed >>> 47) & heads.length - 1;
    }

    /** @return false when an SA of the same identity is there, or the table is full. */
    public boolean add(InboundState state) {
        if (size == capacity || find(state.config().id()) != null) {
            return false;
        }
        int place = place(state.destinationHigh, state.destinationLow, state.spi);
        state.next = heads[place];
        heads[place] = state;
        state.number = numbers++ & LAST_NUMBER;
        size++;
        return true;
    }

    /** @return false when the state is not in the table. */
    public boolean remove(InboundState state) {
        int place = place(state.destinationHigh, state.destinationLow, state.spi);
        InboundState before = null;
        InboundState at = heads[place];
        while (at != null && at != state) {
            before = at;
            at = at.next;
        }
        if (at == null) {
            return false;
        }
        if (before == null) {
            heads[place] = state.next;
        } else {
            before.next = state.next;
        }
        state.next = null;
        size--;
        return true;
    }

    /** The SA of exactly this identity, or null. */
    public InboundState find(SaId id) {
        InboundState state =
                heads[place(id.destination().high(), id.destination().low(), id.spi())];
        while (state != null && !state.config().id().equals(id)) {
            state = state.next;
        }
        return state;
    }

    /** The SA that a packet is for, or null. */
    public InboundState find(int family, long high, long low, int spi, int mark) {
        InboundState state = heads[place(high, low, spi)];
        while (state != null && !state.isNamed(family, high, low, spi, mark)) {
            state = state.next;
        }
        return state;
    }

    public int size() {
        return size;
    }
}
