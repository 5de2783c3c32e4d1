// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ring;

import org.jctools.queues.SpscArrayQueue;

/**
 * Ring for one producer thread and one consumer thread. {@code offer} is called by the producer only, {@code poll} and
 * {@code drain} by the consumer only; both are wait free.
 */
public final class SpscRing<T> implements Ring<T> {
    private final SpscArrayQueue<T> queue;

    /** @param capacity number of elements, rounded up to a power of two of at least 4. */
    public SpscRing(int capacity) {
        queue = new SpscArrayQueue<>(Math.max(4, capacity));
    }

    @Override
    public boolean offer(T element) {
        return queue.offer(element);
    }

    @Override
    public T poll() {
        return queue.poll();
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public int capacity() {
        return queue.capacity();
    }
}
