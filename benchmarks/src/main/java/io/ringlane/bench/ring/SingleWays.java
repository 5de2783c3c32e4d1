// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.ringlane.packet.Packet;
import io.ringlane.ring.Ring;
import java.util.Queue;

/** Ways that publish each packet by itself, whatever the harness asks for at once. Two threads own each. */
final class SingleWays {
    private SingleWays() {}

    /** Our rings. */
    record OfRing(Ring<Packet> ring) implements Way {
        @Override
        public int offer(Packet[] packets, int from, int count) {
            for (int i = 0; i < count; i++) {
                if (!ring.offer(packets[from + i])) {
                    return i;
                }
            }
            return count;
        }

        @Override
        public int poll(Packet[] into) {
            for (int i = 0; i < BURST; i++) {
                Packet packet = ring.poll();
                if (packet == null) {
                    return i;
                }
                into[i] = packet;
            }
            return BURST;
        }
    }

    /** Queues of JCTools, Agrona and the JDK. */
    record OfQueue(Queue<Packet> queue) implements Way {
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
            for (int i = 0; i < BURST; i++) {
                Packet packet = queue.poll();
                if (packet == null) {
                    return i;
                }
                into[i] = packet;
            }
            return BURST;
        }
    }

    /** A cell of the Disruptor's ring. */
    static final class Cell {
        Packet packet;
    }

    /** The Disruptor with one producer and a poller, one sequence published a packet, or one a burst. */
    static final class OfDisruptor implements Way {
        private final RingBuffer<Cell> ring =
                RingBuffer.createSingleProducer(Cell::new, CAPACITY, new YieldingWaitStrategy());
        private final EventPoller<Cell> poller = ring.newPoller();
        private final EventPoller.Handler<Cell> handler = this::onCell;
        private final boolean bursts;
        private Packet[] polled;
        private int count;

        OfDisruptor(boolean bursts) {
            this.bursts = bursts;
            ring.addGatingSequences(poller.getSequence());
        }

        @Override
        public int offer(Packet[] packets, int from, int wanted) {
            int step = bursts ? wanted : 1;
            int taken = 0;
            while (taken < wanted && ring.hasAvailableCapacity(step)) {
                long high = ring.next(step);
                long low = high - step + 1;
                for (long sequence = low; sequence <= high; sequence++) {
                    ring.get(sequence).packet = packets[from + taken++];
                }
                ring.publish(low, high);
            }
            return taken;
        }

        private boolean onCell(Cell cell, long sequence, boolean endOfBatch) {
            polled[count++] = cell.packet;
            return count < BURST;
        }

        @Override
        public int poll(Packet[] into) {
            polled = into;
            count = 0;
            try {
                poller.poll(handler);
            } catch (Exception e) {
                throw new IllegalStateException("the handler throws nothing", e);
            }
            return count;
        }
    }
}
