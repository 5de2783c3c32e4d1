// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.FreeList;
import io.ringlane.dev.Errno;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmState;
import java.util.Arrays;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The device's finite table of SAs. Keys are copied off-heap and zeroed when their slot is freed. Adding and freeing
 * are for the cores and lock; look-ups by a core and reads by the device need no lock: a slot is filled before a
 * descriptor names it, and freed when none does any more.
 */
public final class SaSlots implements AutoCloseable {
    /** No SA: what {@link #handleOf} says when there is none. A handle is never 0. */
    public static final int NO_HANDLE = 0;
    /** Most slots: a handle has 16 bits for the slot, and 15 for how often the slot was used. */
    public static final int MOST_SLOTS = 1 << 16;

    private static final int SLOT_BITS = 16;
    private static final int GENERATION_MASK = 0x7fff;
    private static final int KEY_ROOM = 64;
    private static final int NONE = -1;

    private final BufferRegion keys;
    private final UnsafeBuffer[] keyOf;
    private final FreeList free;
    private final XfrmState[] states;
    private final int[] generations;
    private final int[] nextOfSpi;
    private final boolean esn;
    private volatile Int2IntHashMap firstOfSpi = new Int2IntHashMap(NONE);

    /** @param esn whether the device can do extended sequence numbers. */
    public SaSlots(int slots, boolean esn) {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("SA slots must be 1 to " + MOST_SLOTS + ", is " + slots);
        }
        this.esn = esn;
        keys = new BufferRegion(slots, KEY_ROOM);
        keyOf = new UnsafeBuffer[slots];
        Arrays.setAll(keyOf, keys::view);
        free = new FreeList(slots);
        states = new XfrmState[slots];
        generations = new int[slots];
        nextOfSpi = new int[slots];
    }

    /** @return 0, {@link Errno#EINVAL} for what the device cannot do, {@link Errno#ENOSPC} when the table is full. */
    public synchronized int add(XfrmState state) {
        if (!state.config().transform().name().equals(EspTransform.AES_GCM)
                || state.config().esn() && !esn
                || state.config().encapsulatedInUdp()) {
            return Errno.EINVAL;
        }
        int slot = free.pop();
        if (slot == FreeList.EMPTY) {
            return Errno.ENOSPC;
        }
        byte[] material = new byte[state.key().length()];
        state.key().copyTo(0, material);
        keyOf[slot].putBytes(0, material);
        Arrays.fill(material, (byte) 0);
        generations[slot] = generations[slot] % GENERATION_MASK + 1;
        states[slot] = state;
        index();
        return 0;
    }

    /** Frees the slot of an SA, if it has one, and zeroes its key; no descriptor may name it any more. */
    public synchronized void free(XfrmState state) {
        for (int slot = 0; slot < states.length; slot++) {
            if (states[slot] == state) {
                states[slot] = null;
                keyOf[slot].setMemory(0, KEY_ROOM, (byte) 0);
                index();
                free.push(slot);
                return;
            }
        }
    }

    /** Makes the look-up table anew, so that readers never see one half made. */
    private void index() {
        Int2IntHashMap first = new Int2IntHashMap(NONE);
        for (int slot = 0; slot < states.length; slot++) {
            if (states[slot] != null) {
                int spi = states[slot].config().id().spi();
                nextOfSpi[slot] = first.get(spi);
                first.put(spi, slot);
            }
        }
        firstOfSpi = first;
    }

    /**
     * The handle of an SA.
     *
     * @param spi        as it stands in the packet.
     * @param index      and generation: which of the engine's states it is.
     */
    public int handleOf(int spi, int index, int generation) {
        int slot = firstOfSpi.get(spi);
        while (slot != NONE) {
            XfrmState state = states[slot];
            if (state != null && state.index() == index && state.generation() == generation) {
                return generations[slot] << SLOT_BITS | slot;
            }
            slot = nextOfSpi[slot];
        }
        return NO_HANDLE;
    }

    /** Slot that a handle names. */
    public static int slot(int handle) {
        return handle & (1 << SLOT_BITS) - 1;
    }

    /** The SA in a slot. */
    public XfrmState state(int slot) {
        return states[slot];
    }

    /** How often the slot was given out: changes with each SA that moves in. */
    int generation(int slot) {
        return generations[slot];
    }

    /** Key material of a slot: cipher key, then salt. */
    UnsafeBuffer key(int slot) {
        return keyOf[slot];
    }

    public int capacity() {
        return states.length;
    }

    public int used() {
        return states.length - free.size();
    }

    @Override
    public void close() {
        keys.close();
        free.close();
    }
}
