// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.packet.Packet;
import io.ringlane.ring.MpscRing;
import io.ringlane.ring.SpscRing;
import java.util.concurrent.ArrayBlockingQueue;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;

/** The ways by name: those ending in {@code -burst} have a call for many at once and are asked to use it. */
final class Ways {
    private Ways() {}

    /**
     * A new way.
     *
     * @param packets every packet that may cross, at the index that is its number.
     * @throws IllegalArgumentException for a name that is none.
     */
    static Way named(String name, Packet[] packets) {
        return switch (name) {
            case "ringlane-spsc" -> new SingleWays.OfRing(new SpscRing<>(Way.CAPACITY));
            case "ringlane-mpsc" -> new SingleWays.OfRing(new MpscRing<>(Way.CAPACITY));
            case "ringlane-burst" -> new BurstWays.OfIngress();
            case "jctools-spsc" -> new SingleWays.OfQueue(new SpscArrayQueue<>(Way.CAPACITY));
            case "jctools-mpsc" -> new SingleWays.OfQueue(new MpscArrayQueue<>(Way.CAPACITY));
            case "jctools-fill-drain" -> new BurstWays.OfFillAndDrain();
            case "jctools-burst" -> new BurstWays.OfArrays();
            case "agrona-spsc" -> new SingleWays.OfQueue(new OneToOneConcurrentArrayQueue<>(Way.CAPACITY));
            case "agrona-mpsc" -> new SingleWays.OfQueue(new ManyToOneConcurrentArrayQueue<>(Way.CAPACITY));
            case "agrona-drain" -> new BurstWays.OfAgronaDrain();
            case "agrona-message" -> new MessageWay(packets, false);
            case "agrona-burst" -> new MessageWay(packets, true);
            case "disruptor" -> new SingleWays.OfDisruptor(false);
            case "disruptor-burst" -> new SingleWays.OfDisruptor(true);
            case "jdk" -> new SingleWays.OfQueue(new ArrayBlockingQueue<>(Way.CAPACITY));
            default -> throw new IllegalArgumentException("unknown way '" + name + "'");
        };
    }
}
