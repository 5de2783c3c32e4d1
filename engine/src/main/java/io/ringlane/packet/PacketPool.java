// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.SlotClass;

/**
 * Slots and their packets, in three classes. One owner thread takes and gives back; packets that end elsewhere come
 * home through a ring of bursts whose consumer is the owner. Running out is an outcome and is counted.
 */
public final class PacketPool implements AutoCloseable {
    private static final SlotClass[] CLASSES = SlotClass.values();
    private static final int JUMBO_A_SUPER = 16;
    private static final int WIRE_ROOM = room(SlotClass.WIRE);

    /**
     * The free packets of one class, a stack: last in, first out, so that the slot given is the one most likely still
     * in the cache.
     */
    static final class Shelf {
        final PacketPool pool;
        private final Packet[] free;
        private int count;

        private Shelf(PacketPool pool, int slots) {
            this.pool = pool;
            free = new Packet[slots];
        }

        private Packet pop() {
            Packet packet = free[--count];
            packet.reset();
            packet.taken(true);
            return packet;
        }
    }

    private final String name;
    private final BufferRegion[] regions = new BufferRegion[CLASSES.length];
    private final Shelf[] shelves = new Shelf[CLASSES.length];
    private final Shelf wire;
    private final long[] exhausted = new long[CLASSES.length];

    /**
     * @param name for messages.
     * @param wire number of slots of each class; 0 leaves a class out.
     */
    public PacketPool(String name, int wire, int jumbo, int superPackets) {
        this.name = name;
        open(SlotClass.WIRE, wire);
        this.wire = shelves[SlotClass.WIRE.ordinal()];
        open(SlotClass.JUMBO, jumbo);
        open(SlotClass.SUPER, superPackets);
    }

    /** A pool for segments and fragments, of which few are longer than a jumbo slot: one for every 16 of those. */
    public static PacketPool forCuts(String name, int wire, int jumbo) {
        return new PacketPool(name, wire, jumbo, jumbo / JUMBO_A_SUPER);
    }

    private void open(SlotClass slotClass, int slots) {
        int index = slotClass.ordinal();
        Shelf shelf = new Shelf(this, slots);
        shelves[index] = shelf;
        if (slots == 0) {
            return;
        }
        regions[index] = new BufferRegion(slots, slotClass.stride());
        for (int i = 0; i < slots; i++) {
            shelf.free[slots - 1 - i] = new Packet(shelf, slotClass, i, regions[index].view(i));
        }
        shelf.count = slots;
    }

    /** @return an empty packet that the caller owns, or null (counted) when the class has no slot left. */
    public Packet take(SlotClass slotClass) {
        int index = slotClass.ordinal();
        if (shelves[index].count == 0) {
            exhausted[index]++;
            return null;
        }
        return shelves[index].pop();
    }

    /**
     * Takes a slot of the smallest class that holds {@code length} bytes between headroom and tailroom; a larger class
     * stands in when the right one is empty.
     */
    public Packet takeFor(int length) {
        if (length <= WIRE_ROOM && wire.count > 0) {
            return wire.pop();
        }
        for (int i = 0; i < CLASSES.length; i++) {
            if (length <= room(CLASSES[i]) && shelves[i].count > 0) {
                return shelves[i].pop();
            }
        }
        for (SlotClass slotClass : CLASSES) {
            if (length <= room(slotClass)) {
                exhausted[slotClass.ordinal()]++;
                break;
            }
        }
        return null;
    }

    /**
     * True when {@code count} packets of the given length can be taken now, the larger classes standing in; if not, it
     * counts as one time that the smallest class that would do was exhausted.
     */
    public boolean canTake(int count, int length) {
        int slots = 0;
        SlotClass smallest = null;
        for (SlotClass slotClass : CLASSES) {
            if (length <= room(slotClass)) {
                slots += available(slotClass);
                smallest = smallest == null ? slotClass : smallest;
            }
        }
        if (slots < count && smallest != null) {
            exhausted[smallest.ordinal()]++;
        }
        return slots >= count;
    }

    /** How many packets of the given length the pool could give if all its slots were free. */
    public int capacityFor(int length) {
        int slots = 0;
        for (SlotClass slotClass : CLASSES) {
            if (length <= room(slotClass)) {
                slots += capacity(slotClass);
            }
        }
        return slots;
    }

    /** Bytes a fresh packet of the class can carry with headroom and tailroom left free. */
    public static int room(SlotClass slotClass) {
        return slotClass.stride() - PacketDescriptor.FIRST_DATA - PacketDescriptor.TAILROOM;
    }

    /** Gives a packet back; the owner thread only. A second free of one packet is refused loudly. */
    public void give(Packet packet) {
        Shelf shelf = packet.shelf();
        if (shelf.pool != this) {
            failOnForeign(packet);
        }
        if (!packet.taken()) {
            failOnSecondFree(packet);
        }
        packet.taken(false);
        if (packet.next() != null) {
            packet.next(null);
        }
        shelf.free[shelf.count++] = packet;
    }

    /** Gives all packets of a batch back, and empties it. */
    public void giveAll(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            give(batch.get(i));
        }
        batch.clear();
    }

    /**
     * Gives packets back from an index on, as far as they are of this pool and can go home as they are.
     *
     * @return index of the first that was not given; the batch still names the others.
     */
    public int givePlain(PacketBatch batch, int from) {
        int size = batch.size();
        for (int i = from; i < size; i++) {
            Packet packet = batch.get(i);
            if (packet.pool() != this || !packet.isPlain()) {
                return i;
            }
            give(packet);
        }
        return size;
    }

    private void failOnForeign(Packet packet) {
        throw new IllegalArgumentException(packet + " does not belong to pool " + name);
    }

    private static void failOnSecondFree(Packet packet) {
        throw new IllegalStateException(packet + " freed twice");
    }

    public int available(SlotClass slotClass) {
        return shelves[slotClass.ordinal()].count;
    }

    public int capacity(SlotClass slotClass) {
        return shelves[slotClass.ordinal()].free.length;
    }

    /** How often a slot of the class was wanted and none was free. */
    public long exhausted(SlotClass slotClass) {
        return exhausted[slotClass.ordinal()];
    }

    /** Slots of all classes that are out; 0 means that nothing leaked. */
    public int outstanding() {
        int out = 0;
        for (SlotClass slotClass : CLASSES) {
            out += capacity(slotClass) - available(slotClass);
        }
        return out;
    }

    public String name() {
        return name;
    }

    @Override
    public void close() {
        for (int i = 0; i < CLASSES.length; i++) {
            if (regions[i] != null) {
                regions[i].close();
            }
        }
    }
}
