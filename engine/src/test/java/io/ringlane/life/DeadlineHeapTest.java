// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap against a plain map that is searched through. */
final class DeadlineHeapTest {
    private final DeadlineHeap heap = new DeadlineHeap();

    @Test
    void shouldBeDueWhenTimeIsReached() {
        assertThat(heap.isDue(Long.MAX_VALUE)).isFalse();
        heap.set(7, 100);

        assertThat(heap.isDue(99)).isFalse();
        assertThat(heap.isDue(100)).isTrue();
        assertThat(heap.first()).isEqualTo(7);
    }

    @Test
    void shouldKeepOrderWhenClockRunsOver() {
        heap.set(1, Long.MIN_VALUE + 5);
        heap.set(2, Long.MAX_VALUE - 5);

        assertThat(heap.first()).isEqualTo(2);
        assertThat(heap.isDue(Long.MAX_VALUE - 6)).isFalse();
        assertThat(heap.isDue(Long.MIN_VALUE)).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAgreeWithMapWhenTimesAreSetChangedAndRemoved(long seed) {
        Random random = new Random(seed);
        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int index = random.nextInt(200);
            if (random.nextInt(3) == 0) {
                heap.remove(index);
                expected.remove(index);
            } else {
                long time = random.nextInt(1000);
                heap.set(index, time);
                expected.put(index, time);
            }
            assertThat(heap.size()).isEqualTo(expected.size());
            if (!expected.isEmpty()) {
                long earliest = expected.values().stream().min(Long::compare).orElseThrow();
                assertThat(expected.get(heap.first()))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(earliest);
                assertThat(heap.isDue(earliest - 1)).isFalse();
            }
        }
    }
}
