// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.ring.Ring;
import io.ringlane.ring.SpscRing;

/**
 * The way of leases from one core to one that transmits, and of empty ones back. A core has a lease in hand before it
 * takes numbers, so whatever it numbers can be sent: cores cannot wait for each other in a circle. Sender:
 * {@link #begin}, {@link #send}, {@link #idle}. Receiver: {@link #receive}, {@link #recycle}.
 */
final class LeaseRing {
    private final Ring<Lease> full;
    private final Ring<Lease> empty;

    LeaseRing(int leases) {
        full = new SpscRing<>(leases);
        empty = new SpscRing<>(leases);
        for (int i = 0; i < leases; i++) {
            empty.offer(new Lease());
        }
    }

    /** @return an empty lease, or null when all are under way. */
    Lease begin() {
        return empty.poll();
    }

    void send(Lease lease) {
        full.offer(lease);
    }

    /** Leases that can be begun now at least. */
    int idle() {
        return empty.size();
    }

    /** @return the next lease sent, or null. */
    Lease receive() {
        return full.poll();
    }

    void recycle(Lease lease) {
        empty.offer(lease);
    }
}
