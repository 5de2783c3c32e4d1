// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ring;

import java.util.function.Consumer;

/**
 * A bounded queue of references between threads; which threads may call is told by the name of the implementation.
 *
 * <p>Contract common to all: an element offered happens-before the same element drained; elements of one producer
 * leave in the order in which they were offered; a full ring refuses (an outcome, the element stays the caller's); no
 * call blocks, allocates or locks. Between cores pass recycled bursts, not single packets.
 */
public interface Ring<T> {
    /** @return false when the ring is full: the caller still owns the element. */
    boolean offer(T element);

    /** @return the oldest element, which the caller owns from now on, or null when none is there. */
    T poll();

    /**
     * Hands at most {@code limit} elements to the consumer, oldest first.
     *
     * @return how many were handed over.
     */
    default int drain(Consumer<? super T> consumer, int limit) {
        int count = 0;
        while (count < limit) {
            T element = poll();
            if (element == null) {
                break;
            }
            consumer.accept(element);
            count++;
        }
        return count;
    }

    /** Number of elements: exact for the owner of both ends, an estimate while the other side runs. */
    int size();

    int capacity();
}
