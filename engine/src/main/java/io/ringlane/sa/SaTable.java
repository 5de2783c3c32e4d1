// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Index to state, with a generation for each index so that a packet that outlives its SA cannot meet another one there.
 * Owned by one core.
 */
public final class SaTable {
    private final XfrmState[] states;
    private final int[] generations;
    private final Int2ObjectHashMap<List<XfrmState>> bySpi = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<List<XfrmState>> byDestination = new Int2ObjectHashMap<>();
    private int size;
    private int nextIndex;

    /** @param capacity most SAs at a time. */
    public SaTable(int capacity) {
        states = new XfrmState[capacity];
        generations = new int[capacity];
    }

    /** @return false when an SA with the same identity exists or the table is full. */
    public boolean add(XfrmState state) {
        if (!place(state)) {
            return false;
        }
        if (!publish(state)) {
            remove(state);
            return false;
        }
        return true;
    }

    /**
     * Gives a state its index and generation, for a driver that installs it; look-ups do not find it yet.
     *
     * @return false when the table is full.
     */
    public boolean place(XfrmState state) {
        if (size == states.length) {
            return false;
        }
        while (states[nextIndex] != null) {
            nextIndex = (nextIndex + 1) % states.length;
        }
        states[nextIndex] = state;
        state.bind(nextIndex, ++generations[nextIndex]);
        nextIndex = (nextIndex + 1) % states.length;
        size++;
        return true;
    }

    /** Lets look-ups find a placed state. @return false, and nothing changed, when one of the same identity exists. */
    public boolean publish(XfrmState state) {
        if (find(state.config().id()) != null) {
            return false;
        }
        bySpi.computeIfAbsent(state.config().id().spi(), spi -> new ArrayList<>(1))
                .add(state);
        byDestination
                .computeIfAbsent(destinationHash(state.config()), hash -> new ArrayList<>(1))
                .add(state);
        return true;
    }

    /**
     * Takes a state out of every look-up but the one by index, where packets under way still find it until
     * {@link #remove}.
     *
     * @return false when it was not listed.
     */
    public boolean retire(XfrmState state) {
        if (find(state.config().id()) != state) {
            return false;
        }
        unlist(bySpi, state.config().id().spi(), state);
        unlist(byDestination, destinationHash(state.config()), state);
        return true;
    }

    /** Takes a state out and frees its index; the generation tells a later one at the same index apart. */
    public void remove(XfrmState state) {
        if (state.index() < 0 || states[state.index()] != state) {
            return;
        }
        retire(state);
        states[state.index()] = null;
        size--;
    }

    private static void unlist(Int2ObjectHashMap<List<XfrmState>> map, int key, XfrmState state) {
        List<XfrmState> same = map.get(key);
        if (same != null && same.remove(state) && same.isEmpty()) {
            map.remove(key);
        }
    }

    private static int destinationHash(SaConfig config) {
        IpAddress destination = config.id().destination();
        return destinationHash(destination.high(), destination.low(), config.reqid());
    }

    private static int destinationHash(long high, long low, int reqid) {
        long mixed = (high * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(low, 29) ^ reqid) * 0xbf58476d1ce4e5b9L;
        return (int) (mixed >>> 32);
    }

    /**
     * Candidates for a template (the kernel's {@code state_bydst} chain): SAs to a destination with a reqid, the one
     * added last at the end, and by chance others, which the caller must tell apart. Nothing is allocated.
     *
     * @return the table's own list, only to be read; null when there is none.
     */
    public List<XfrmState> towards(long high, long low, int reqid) {
        return byDestination.get(destinationHash(high, low, reqid));
    }

    /** The state at an index, or null when it is gone or another one took the place. */
    public XfrmState get(int index, int generation) {
        XfrmState state = states[index];
        return state != null && state.generation() == generation ? state : null;
    }

    /** The state at an index, whatever its generation; null for a free one. */
    public XfrmState get(int index) {
        return states[index];
    }

    /** The SA of exactly this identity, or null. */
    public XfrmState find(SaId id) {
        List<XfrmState> same = bySpi.get(id.spi());
        if (same != null) {
            for (int i = 0; i < same.size(); i++) {
                if (same.get(i).config().id().equals(id)) {
                    return same.get(i);
                }
            }
        }
        return null;
    }

    /**
     * Looks an SA up as a receiver does (kernel {@code __xfrm_state_lookup}): destination, SPI, protocol, and the mark
     * under the SA's own mask. Nothing is allocated.
     */
    public XfrmState lookup(int family, long high, long low, int spi, int protocol, int mark) {
        List<XfrmState> same = bySpi.get(spi);
        if (same == null) {
            return null;
        }
        for (int i = 0; i < same.size(); i++) {
            SaId id = same.get(i).config().id();
            IpAddress destination = id.destination();
            if (destination.family() == family
                    && destination.high() == high
                    && destination.low() == low
                    && id.protocol() == protocol
                    && (mark & id.markMask()) == id.mark()) {
                return same.get(i);
            }
        }
        return null;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return states.length;
    }
}
