// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.engine.Producer;
import io.ringlane.packet.Packet;

/**
 * Which slots a producer fills. A pool gives the slot that came home last, which is warm; when asked for many slots
 * this holds them and passes them on in the order in which they came home, so that each is used again only after all
 * others, as with packets that a device writes to memory. One thread.
 */
final class SlotRound implements AutoCloseable {
    /** Slots that stay in the pool for what is under way; with no more than these the pool's own order is kept. */
    private static final int UNDER_WAY = 1024;

    private final Producer producer;
    private final Packet[] slots;
    private int held;
    private int at;

    /** @param own slots of other classes than the wire's are to be sent: the pool's order is kept. */
    SlotRound(Producer producer, int count, boolean own) {
        this.producer = producer;
        slots = own || count <= UNDER_WAY ? null : new Packet[count - UNDER_WAY];
    }

    /** Slots that are out of the pool without being on their way. */
    int held() {
        return held;
    }

    Packet take(int length) {
        Packet taken = producer.take(length);
        if (slots == null) {
            return taken;
        }
        while (held < slots.length) {
            slots[held++] = taken;
            taken = producer.take(length);
        }
        Packet oldest = slots[at];
        slots[at] = taken;
        at = at + 1 < slots.length ? at + 1 : 0;
        return oldest;
    }

    /** Gives back what is held. */
    @Override
    public void close() {
        while (held > 0) {
            producer.discard(slots[--held]);
        }
    }
}
