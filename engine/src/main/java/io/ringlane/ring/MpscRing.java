// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ring;

import org.jctools.queues.MpscArrayQueue;

/**
 * Ring for any number of producer threads and one consumer thread. {@code offer} is lock free, {@code poll} and
 * {@code drain} are called by the consumer only and are wait free but for an offer caught half way.
 */
public final class MpscRing<T> implements Ring<T> {
    private final MpscArrayQueue<T> queue;

    /** @param capacity number of elements, rounded up to a power of two of at least 4. */
    public MpscRing(int capacity) {
        queue = new MpscArrayQueue<>(Math.max(4, capacity));
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
