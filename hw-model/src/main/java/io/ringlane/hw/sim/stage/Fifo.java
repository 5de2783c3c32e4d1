// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketQueue;
import io.ringlane.hw.sim.Stage;

/**
 * Holds packets, so many and of so many bytes, until the next stage takes them, in order and without a time of its
 * own: a ring, a buffer. Owned by the simulation's thread.
 */
public final class Fifo extends LinkedStage {
    private final PacketQueue queue = new PacketQueue();
    private final PacketBytes size;
    private final long capacityBytes;
    private long heldBytes;
    private boolean isDraining;

    /** @param packets held at most, at least 1. */
    public Fifo(Model model, String name, int packets) {
        this(model, name, packets, Long.MAX_VALUE, PacketBytes.CLEAR);
    }

    /**
     * @param packets held at most, at least 1.
     * @param bytes   held at most; no packet may be longer.
     * @param size    which length of a packet counts.
     */
    public Fifo(Model model, String name, int packets, long bytes, PacketBytes size) {
        super(model, name, packets);
        this.size = size;
        capacityBytes = bytes;
    }

    @Override
    protected boolean hasRoom(int packet) {
        int bytes = bytes(packet);
        if (bytes > capacityBytes) {
            throw new IllegalStateException(
                    name() + " holds " + capacityBytes + " bytes and is given a packet of " + bytes);
        }
        return held() < capacity() && heldBytes + bytes <= capacityBytes;
    }

    @Override
    protected void accepted(int packet) {
        heldBytes += bytes(packet);
        queue.add(packet);
        if (!isDraining && queue.size() == 1) {
            drain();
        }
    }

    @Override
    protected void roomAt(Stage downstream) {
        drain();
    }

    private void drain() {
        boolean hasPassed = false;
        isDraining = true;
        while (!queue.isEmpty() && passFirst()) {
            hasPassed = true;
        }
        isDraining = false;
        if (hasPassed) {
            admit();
        }
    }

    private boolean passFirst() {
        int packet = queue.peek();
        Stage to = nextOf(packet);
        if (!mayPass(packet, to)) {
            return false;
        }
        queue.poll();
        heldBytes -= bytes(packet);
        move(packet, to);
        return true;
    }

    /** 0 where bytes do not count. */
    private int bytes(int packet) {
        return capacityBytes == Long.MAX_VALUE ? 0 : size.of(packets(), packet);
    }

    /** Bytes it holds now; 0 where it is bounded by packets alone. */
    public long heldBytes() {
        return heldBytes;
    }
}
