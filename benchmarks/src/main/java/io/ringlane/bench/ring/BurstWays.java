// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.tx.IngressRing;
import java.util.function.Consumer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.SpscArrayQueue;

/** Ways that have a call for many packets at once. Two threads own each. */
final class BurstWays {
    private BurstWays() {}

    /** Our way into a core: recycled bursts, and a batch at the far end. */
    static final class OfIngress implements Way {
        private final IngressRing ring = new IngressRing(CAPACITY / BURST);
        private final PacketBatch arrived = new PacketBatch(BURST);

        @Override
        public int offer(Packet[] packets, int from, int count) {
            PacketBatch burst = ring.burst();
            if (burst == null) {
                return 0;
            }
            for (int i = 0; i < count; i++) {
                burst.add(packets[from + i]);
            }
            ring.offer(burst);
            return count;
        }

        @Override
        public int poll(Packet[] into) {
            int count = ring.drainTo(arrived);
            for (int i = 0; i < count; i++) {
                into[i] = arrived.get(i);
            }
            arrived.clear();
            return count;
        }
    }

    /** Raw JCTools with recycled arrays, what ours is made of. */
    static final class OfArrays implements Way {
        private final SpscArrayQueue<Packet[]> full = new SpscArrayQueue<>(CAPACITY / BURST);
        private final SpscArrayQueue<Packet[]> empty = new SpscArrayQueue<>(CAPACITY / BURST);

        OfArrays() {
            for (int i = 0; i < CAPACITY / BURST; i++) {
                empty.offer(new Packet[BURST]);
            }
        }

        @Override
        public int offer(Packet[] packets, int from, int count) {
            Packet[] burst = empty.poll();
            if (burst == null) {
                return 0;
            }
            System.arraycopy(packets, from, burst, 0, count);
            if (count < BURST) {
                burst[count] = null;
            }
            full.offer(burst);
            return count;
        }

        @Override
        public int poll(Packet[] into) {
            Packet[] burst = full.poll();
            if (burst == null) {
                return 0;
            }
            int count = 0;
            while (count < BURST && burst[count] != null) {
                into[count] = burst[count];
                count++;
            }
            empty.offer(burst);
            return count;
        }
    }

    /** JCTools' own fill and drain. */
    static final class OfFillAndDrain implements Way {
        private final SpscArrayQueue<Packet> queue = new SpscArrayQueue<>(CAPACITY);
        private final MessagePassingQueue.Supplier<Packet> supplier = this::nextOffered;
        private final MessagePassingQueue.Consumer<Packet> consumer = this::onPolled;
        private Packet[] offered;
        private int offeredAt;
        private Packet[] polled;
        private int polledCount;

        private Packet nextOffered() {
            return offered[offeredAt++];
        }

        private void onPolled(Packet packet) {
            polled[polledCount++] = packet;
        }

        @Override
        public int offer(Packet[] packets, int from, int count) {
            offered = packets;
            offeredAt = from;
            return queue.fill(supplier, count);
        }

        @Override
        public int poll(Packet[] into) {
            polled = into;
            polledCount = 0;
            return queue.drain(consumer, BURST);
        }
    }

    /** Agrona's queue, whose drain is many at once while each offer is one. */
    static final class OfAgronaDrain implements Way {
        private final OneToOneConcurrentArrayQueue<Packet> queue = new OneToOneConcurrentArrayQueue<>(CAPACITY);
        private final Consumer<Packet> consumer = this::onPolled;
        private Packet[] polled;
        private int polledCount;

        private void onPolled(Packet packet) {
            polled[polledCount++] = packet;
        }

        @Override
        public int offer(Packet[] packets, int from, int count) {
            for (int i = 0; i < count; i++) {
                if (!queue.offer(packets[from + i])) {
                    return i;
                }
            }
            return count;
        }

        @Override
        public int poll(Packet[] into) {
            polled = into;
            polledCount = 0;
            return queue.drain(consumer, BURST);
        }
    }
}
