// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoQueue;
import io.ringlane.crypto.SealedOrder;
import io.ringlane.packet.Packet;
import io.ringlane.xfrm.SealedSink;
import java.util.function.Consumer;

/**
 * Sealing off the core: spreads bursts over the workers in turn and puts what comes back into the order of each SA. One
 * core's thread; the workers are at the far end of the queues.
 */
public final class EspAsync {
    private final CryptoQueue[] queues;
    private final SealedOrder order;
    private final int burstCapacity;
    private final Consumer<Packet> released = this::released;
    private SealedSink sink;
    private EspOffload owner;
    private int next;
    private int inFlight;

    /**
     * @param order with a window of at least all bursts of all queues, so that no SA can run out of places.
     * @param burstCapacity packets of one burst.
     */
    public EspAsync(CryptoQueue[] queues, SealedOrder order, int burstCapacity) {
        this.queues = queues.clone();
        this.order = order;
        this.burstCapacity = burstCapacity;
    }

    void owner(EspOffload offload) {
        owner = offload;
    }

    public SealedOrder order() {
        return order;
    }

    /** Packets that can be taken now: whole bursts, as one call of the transform fills at most one. */
    int credits() {
        int bursts = 0;
        for (int i = 0; i < queues.length; i++) {
            bursts += queues[i].credits();
        }
        return bursts * burstCapacity;
    }

    /** An empty burst of the next worker that has one, or null. */
    CryptoBurst begin() {
        for (int i = 0; i < queues.length; i++) {
            next = next + 1 < queues.length ? next + 1 : 0;
            CryptoBurst burst = queues[next].begin();
            if (burst != null) {
                return burst;
            }
        }
        return null;
    }

    /** Submits the burst begun last. */
    void submit(CryptoBurst burst) {
        for (int i = 0; i < burst.size(); i++) {
            order.enter(burst.packet(i));
        }
        inFlight += burst.size();
        queues[next].submit(burst);
    }

    /** Gives the burst begun last back unused. */
    void cancel(CryptoBurst burst) {
        queues[next].recycle(burst);
    }

    int inFlight() {
        return inFlight;
    }

    int drain(SealedSink downstream, int limit) {
        sink = downstream;
        int count = 0;
        for (int i = 0; i < queues.length && count < limit; i++) {
            CryptoBurst burst = queues[i].complete();
            while (burst != null) {
                count += burst.size();
                finish(burst);
                queues[i].recycle(burst);
                burst = count < limit ? queues[i].complete() : null;
            }
        }
        return count;
    }

    private void finish(CryptoBurst burst) {
        for (int i = 0; i < burst.size(); i++) {
            Packet packet = burst.packet(i);
            if (burst.outcome(i) == CryptoBurst.DONE) {
                order.release(packet, released);
            } else {
                order.fail(packet, released);
                inFlight--;
                sink.sealed(packet, false);
            }
        }
    }

    private void released(Packet packet) {
        inFlight--;
        owner.sealed(packet);
        sink.sealed(packet, true);
    }
}
