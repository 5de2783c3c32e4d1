// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** Where a thread sends packets that have ended: straight to its own pool, or home in a burst. Called by one thread. */
@FunctionalInterface
public interface PacketReturn {
    /** Takes the packet over; if it borrows its body, the borrowing ends first; the last borrower frees the owner. */
    void free(Packet packet);

    /** Takes all packets of a batch over, and empties it. */
    default void freeAll(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            free(batch.get(i));
        }
        batch.clear();
    }

    /** Frees a whole chain. @return how many packets it had. */
    default int freeChain(Packet head) {
        int count = 0;
        Packet packet = head;
        while (packet != null) {
            Packet next = packet.next();
            packet.next(null);
            free(packet);
            packet = next;
            count++;
        }
        return count;
    }
}
