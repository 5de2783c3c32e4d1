// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of events, by hand and against a queue of the JDK's. */
final class EventQueueTest {
    private record Event(long time, int kind, long order, long value) {}

    private static void assertNext(EventQueue queue, long time, int kind, long value) {
        assertThat(queue.nextPs()).isEqualTo(time);
        queue.take();
        assertThat(queue.timePs()).isEqualTo(time);
        assertThat(queue.kind()).isEqualTo(kind);
        assertThat(queue.value()).isEqualTo(value);
    }

    @Test
    void shouldBreakTiesByKindThenByOrderWhenTimesAreEqual() {
        EventQueue queue = new EventQueue(1);
        queue.add(10, 3, 1, 31);
        queue.add(10, 1, 5, 15);
        queue.add(10, 1, 2, 12);
        queue.add(9, 7, 0, 70);
        assertNext(queue, 9, 7, 70);
        assertNext(queue, 10, 1, 12);
        assertNext(queue, 10, 1, 15);
        assertNext(queue, 10, 3, 31);
        assertThat(queue.nextPs()).isEqualTo(EventQueue.NEVER);
    }

    @Test
    void shouldKeepOrderOfCallsWhenNoOrderIsGiven() {
        EventQueue queue = new EventQueue(2);
        for (int i = 0; i < 100; i++) {
            queue.add(5, 2, i);
        }
        for (int i = 0; i < 100; i++) {
            assertNext(queue, 5, 2, i);
        }
        assertThat(queue.size()).isZero();
    }

    @Test
    void shouldAgreeWithSortedQueueWhenEventsAreRandom() {
        Random random = new Random(42);
        EventQueue queue = new EventQueue(4);
        PriorityQueue<Event> sorted = new PriorityQueue<>(
                Comparator.comparingLong(Event::time).thenComparing(Event::kind).thenComparing(Event::order));
        for (int i = 0; i < 20_000; i++) {
            if (sorted.isEmpty() || random.nextInt(5) < 3) {
                Event event = new Event(random.nextInt(50), random.nextInt(8), i, random.nextLong());
                sorted.add(event);
                queue.add(event.time(), event.kind(), event.order(), event.value());
            } else {
                Event event = sorted.remove();
                assertNext(queue, event.time(), event.kind(), event.value());
            }
            assertThat(queue.size()).isEqualTo(sorted.size());
        }
    }

    @Test
    void shouldTellTracesApartWhenOneEventDiffers() {
        assertThat(hash(1, 2, 3)).isEqualTo(hash(1, 2, 3));
        assertThat(hash(1, 2, 3)).isNotEqualTo(hash(1, 3, 2));
        assertThat(hash(1, 2)).isNotEqualTo(hash(1, 2, 0));
    }

    private static long hash(long... times) {
        TraceHash hash = new TraceHash();
        for (long time : times) {
            hash.event(time, 1, 0, 7, 9);
        }
        assertThat(hash.count()).isEqualTo(times.length);
        return hash.hash();
    }
}
