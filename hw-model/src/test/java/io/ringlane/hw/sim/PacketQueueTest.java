// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A queue of packets against a list of the JDK's. */
final class PacketQueueTest {
    @Test
    void shouldAgreeWithListWhenUsedAtRandom() {
        Random random = new Random(5);
        PacketQueue queue = new PacketQueue();
        LinkedList<Integer> list = new LinkedList<>();
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(list.size() < 40 ? 6 : 8)) {
                case 0, 1 -> {
                    queue.add(i);
                    list.add(i);
                }
                case 2 -> {
                    queue.addFirst(i);
                    list.addFirst(i);
                }
                case 3 -> {
                    int place = random.nextInt(list.size() + 1);
                    queue.insert(place, i);
                    list.add(place, i);
                }
                default -> {
                    if (!list.isEmpty()) {
                        assertThat(queue.peek()).isEqualTo(list.peek());
                        assertThat(queue.get(list.size() - 1)).isEqualTo(list.getLast());
                        assertThat(queue.poll()).isEqualTo(list.poll());
                    }
                }
            }
            assertThat(queue.size()).isEqualTo(list.size());
        }
        while (!list.isEmpty()) {
            assertThat(queue.poll()).isEqualTo(list.poll());
        }
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isEqualTo(PacketTable.NONE);
    }
}
