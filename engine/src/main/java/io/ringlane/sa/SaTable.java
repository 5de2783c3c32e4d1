// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.util.Arrays;

/**
 * Index to state, with a generation for each index so that a packet that outlives its SA cannot meet another one there.
 * Look-ups go through two hash tables of chained indices, laid out once for the whole capacity; within a chain the
 * state added last comes first, as in the kernel. Owned by one core.
 */
public final class SaTable {
    private static final int NONE = -1;

    private final XfrmState[] states;
    private final int[] generations;
    /** By destination, SPI and protocol (kernel {@code state_byspi}). Free places are chained in the same array. */
    private final int[] identityHeads;

    private final int[] identityNext;
    /** The whole hash of each state listed: most that share a chain by chance are told apart by it. */
    private final int[] identityHashes;
    /** By destination and reqid (kernel {@code state_bydst}); both ways, since all SAs may lie in one chain. */
    private final int[] destinationHeads;

    private final int[] destinationNext;
    private final int[] destinationPrevious;
    private final int[] destinationHashes;
    private int size;
    private int neverUsed;
    private int firstFree = NONE;
    private int lastFree = NONE;
    private long generation;
    private int ofOneCore;

    /** @param capacity most SAs at a time. */
    public SaTable(int capacity) {
        states = new XfrmState[capacity];
        generations = new int[capacity];
        int heads = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        identityHeads = filled(heads);
        identityNext = filled(capacity);
        identityHashes = new int[capacity];
        destinationHeads = filled(heads);
        destinationNext = filled(capacity);
        destinationPrevious = filled(capacity);
        destinationHashes = new int[capacity];
    }

    private static int[] filled(int length) {
        int[] indices = new int[length];
        Arrays.fill(indices, NONE);
        return indices;
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
        int index = freeIndex();
        states[index] = state;
        state.bind(this, index, ++generations[index]);
        size++;
        return true;
    }

    /** An index that was never used, else the one that is free longest. */
    private int freeIndex() {
        if (neverUsed < states.length) {
            return neverUsed++;
        }
        int index = firstFree;
        firstFree = identityNext[index];
        if (firstFree == NONE) {
            lastFree = NONE;
        }
        return index;
    }

    /** Lets look-ups find a placed state. @return false, and nothing changed, when one of the same identity exists. */
    public boolean publish(XfrmState state) {
        SaConfig config = state.config();
        if (find(config.id()) != null) {
            return false;
        }
        int index = state.index();
        IpAddress to = config.id().destination();
        int hash = identityHash(config.id());
        int place = hash & identityHeads.length - 1;
        identityHashes[index] = hash;
        identityNext[index] = identityHeads[place];
        identityHeads[place] = index;
        hash = hash(to.high(), to.low(), config.reqid());
        place = hash & destinationHeads.length - 1;
        destinationHashes[index] = hash;
        int next = destinationHeads[place];
        destinationNext[index] = next;
        destinationPrevious[index] = NONE;
        if (next != NONE) {
            destinationPrevious[next] = index;
        }
        destinationHeads[place] = index;
        ofOneCore += config.isOfOneCore() ? 1 : 0;
        generation++;
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
        unlistIdentity(state);
        unlistDestination(state);
        ofOneCore -= state.config().isOfOneCore() ? 1 : 0;
        generation++;
        return true;
    }

    private void unlistIdentity(XfrmState state) {
        int index = state.index();
        int place = identityHashes[index] & identityHeads.length - 1;
        int before = identityHeads[place];
        if (before == index) {
            identityHeads[place] = identityNext[index];
            return;
        }
        while (identityNext[before] != index) {
            before = identityNext[before];
        }
        identityNext[before] = identityNext[index];
    }

    private void unlistDestination(XfrmState state) {
        int index = state.index();
        int next = destinationNext[index];
        int previous = destinationPrevious[index];
        if (next != NONE) {
            destinationPrevious[next] = previous;
        }
        if (previous == NONE) {
            destinationHeads[destinationHashes[index] & destinationHeads.length - 1] = next;
        } else {
            destinationNext[previous] = next;
        }
    }

    /** Takes a state out and frees its index; the generation tells a later one at the same index apart. */
    public void remove(XfrmState state) {
        int index = state.index();
        if (index < 0 || states[index] != state) {
            return;
        }
        retire(state);
        states[index] = null;
        identityNext[index] = NONE;
        if (lastFree == NONE) {
            firstFree = index;
        } else {
            identityNext[lastFree] = index;
        }
        lastFree = index;
        size--;
    }

    private static int identityHash(SaId id) {
        IpAddress destination = id.destination();
        return identityHash(destination.high(), destination.low(), id.spi(), id.protocol());
    }

    private static int identityHash(long high, long low, int spi, int protocol) {
        return hash(high, low, spi ^ protocol << 24);
    }

    private static int hash(long high, long low, int number) {
        long mixed = high * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(low * 0xc2b2ae3d27d4eb4fL, 29);
        mixed = (mixed ^ number * 0x165667b19e3779f9L) * 0xbf58476d1ce4e5b9L;
        return (int) (mixed >>> 32 ^ mixed >>> 47);
    }

    /**
     * First candidate for a template (the kernel's {@code state_bydst} chain): an SA to a destination with a reqid, or
     * by chance another, which the caller must tell apart. {@link #nextTowards} leads on, to ones added earlier.
     *
     * @return null when there is none.
     */
    public XfrmState firstTowards(long high, long low, int reqid) {
        int hash = hash(high, low, reqid);
        return towards(destinationHeads[hash & destinationHeads.length - 1], hash);
    }

    /** The candidate behind one that {@link #firstTowards} led to, or null. */
    public XfrmState nextTowards(XfrmState state) {
        int index = state.index();
        return towards(destinationNext[index], destinationHashes[index]);
    }

    private XfrmState towards(int first, int hash) {
        int index = first;
        while (index != NONE && destinationHashes[index] != hash) {
            index = destinationNext[index];
        }
        return index == NONE ? null : states[index];
    }

    /**
     * First candidate for a template that names its SPI: an SA with this destination, SPI and protocol, or by chance
     * another, which the caller must tell apart. {@link #nextNamed} leads on.
     *
     * @return null when there is none.
     */
    public XfrmState firstNamed(long high, long low, int spi, int protocol) {
        int hash = identityHash(high, low, spi, protocol);
        return named(identityHeads[hash & identityHeads.length - 1], hash);
    }

    /** The candidate behind one that {@link #firstNamed} led to, or null. */
    public XfrmState nextNamed(XfrmState state) {
        int index = state.index();
        return named(identityNext[index], identityHashes[index]);
    }

    private XfrmState named(int first, int hash) {
        int index = first;
        while (index != NONE && identityHashes[index] != hash) {
            index = identityNext[index];
        }
        return index == NONE ? null : states[index];
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
        IpAddress to = id.destination();
        XfrmState state = firstNamed(to.high(), to.low(), id.spi(), id.protocol());
        while (state != null && !state.config().id().equals(id)) {
            state = nextNamed(state);
        }
        return state;
    }

    /**
     * Looks an SA up as a receiver does (kernel {@code __xfrm_state_lookup}): destination, SPI, protocol, and the mark
     * under the SA's own mask. Nothing is allocated.
     */
    public XfrmState lookup(int family, long high, long low, int spi, int protocol, int mark) {
        XfrmState state = firstNamed(high, low, spi, protocol);
        while (state != null && !isNamed(state.config().id(), family, high, low, spi, protocol, mark)) {
            state = nextNamed(state);
        }
        return state;
    }

    private static boolean isNamed(SaId id, int family, long high, long low, int spi, int protocol, int mark) {
        IpAddress destination = id.destination();
        return id.spi() == spi
                && destination.family() == family
                && destination.high() == high
                && destination.low() == low
                && id.protocol() == protocol
                && (mark & id.markMask()) == id.mark();
    }

    /**
     * Another number after each change of what look-ups find or prefer: states listed and unlisted, dying, expired or
     * dead. What was found under the same number would be found again.
     */
    public long generation() {
        return generation;
    }

    /** A state's status changed, or whether it is dying. */
    void statusChanged() {
        generation++;
    }

    public int size() {
        return size;
    }

    /** True while some of the states listed are this core's alone: look-ups prefer them. */
    public boolean hasOwn() {
        return ofOneCore != 0;
    }

    public int capacity() {
        return states.length;
    }
}
