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
    private static final int WIRE_ROOM = room(SlotClass.WIRE);

    private final String name;
    private final BufferRegion[] regions = new BufferRegion[CLASSES.length];
    /** Stacks of free packets: last in, first out, so that the slot given is the one most likely still in the cache. */
    private final Packet[][] free = new Packet[CLASSES.length][];

    private final int[] freeCount = new int[CLASSES.length];
    private final long[] exhausted = new long[CLASSES.length];

    /**
     * @param name for messages.
     * @param wire number of slots of each class; 0 leaves a class out.
     */
    public PacketPool(String name, int wire, int jumbo, int superPackets) {
        this.name = name;
        open(SlotClass.WIRE, wire);
        open(SlotClass.JUMBO, jumbo);
        open(SlotClass.SUPER, superPackets);
    }

    private void open(SlotClass slotClass, int slots) {
        int index = slotClass.ordinal();
        free[index] = new Packet[slots];
        if (slots == 0) {
            return;
        }
        regions[index] = new BufferRegion(slots, slotClass.stride());
        for (int i = 0; i < slots; i++) {
            free[index][slots - 1 - i] = new Packet(this, slotClass, i, regions[index].view(i));
        }
        freeCount[index] = slots;
    }

    /** @return an empty packet that the caller owns, or null (counted) when the class has no slot left. */
    public Packet take(SlotClass slotClass) {
        int index = slotClass.ordinal();
        if (freeCount[index] == 0) {
            exhausted[index]++;
            return null;
        }
        return pop(index);
    }

    private Packet pop(int index) {
        Packet packet = free[index][--freeCount[index]];
        packet.reset();
        packet.taken(true);
        return packet;
    }

    /**
     * Takes a slot of the smallest class that holds {@code length} bytes between headroom and tailroom; a larger class
     * stands in when the right one is empty.
     */
    public Packet takeFor(int length) {
        if (length <= WIRE_ROOM && freeCount[0] > 0) {
            return pop(0);
        }
        for (int i = 0; i < CLASSES.length; i++) {
            if (length <= room(CLASSES[i]) && freeCount[i] > 0) {
                return pop(i);
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
        if (packet.pool() != this) {
            failOnForeign(packet);
        }
        if (!packet.taken()) {
            failOnSecondFree(packet);
        }
        packet.taken(false);
        if (packet.next() != null) {
            packet.next(null);
        }
        int index = packet.slotClass().ordinal();
        free[index][freeCount[index]++] = packet;
    }

    /** Gives all packets of a batch back, and empties it. */
    public void giveAll(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            give(batch.get(i));
        }
        batch.clear();
    }

    /**
     * Gives packets back from the first on, as far as they are of this pool and can go home as they are.
     *
     * @return how many; the batch still names them.
     */
    public int givePlain(PacketBatch batch) {
        int size = batch.size();
        for (int i = 0; i < size; i++) {
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
        return freeCount[slotClass.ordinal()];
    }

    public int capacity(SlotClass slotClass) {
        return free[slotClass.ordinal()].length;
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
