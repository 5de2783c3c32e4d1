// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of {@link Ring}, one suite for all implementations. */
final class RingSanityTest {
    private static final int MANY = 50_000;

    static List<Named<IntFunction<Ring<Integer>>>> rings() {
        return List.of(Named.of("SpscRing", SpscRing::new), Named.of("MpscRing", MpscRing::new));
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldGiveElementsInTheOrderOffered(IntFunction<Ring<Integer>> rings) {
        Ring<Integer> ring = rings.apply(8);
        ring.offer(1);
        ring.offer(2);
        ring.offer(3);

        assertThat(ring.size()).isEqualTo(3);
        assertThat(ring.poll()).isEqualTo(1);
        assertThat(ring.poll()).isEqualTo(2);
        assertThat(ring.poll()).isEqualTo(3);
        assertThat(ring.poll()).isNull();
        assertThat(ring.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldRefuseWhenFullAndTakeAgainWhenPolled(IntFunction<Ring<Integer>> rings) {
        Ring<Integer> ring = rings.apply(4);
        for (int i = 0; i < ring.capacity(); i++) {
            assertThat(ring.offer(i)).isTrue();
        }

        assertThat(ring.offer(99)).isFalse();
        assertThat(ring.size()).isEqualTo(ring.capacity());
        assertThat(ring.poll()).isZero();
        assertThat(ring.offer(100)).isTrue();
        assertThat(ring.offer(101)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldRoundTheCapacityUpToAPowerOfTwo(IntFunction<Ring<Integer>> rings) {
        assertThat(rings.apply(1).capacity()).isEqualTo(4);
        assertThat(rings.apply(5).capacity()).isEqualTo(8);
        assertThat(rings.apply(64).capacity()).isEqualTo(64);
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldDrainAtMostTheLimit(IntFunction<Ring<Integer>> rings) {
        Ring<Integer> ring = rings.apply(8);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ring.offer(i);
        }

        assertThat(ring.drain(seen::add, 3)).isEqualTo(3);
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(ring.drain(seen::add, 3)).isEqualTo(2);
        assertThat(seen).containsExactly(0, 1, 2, 3, 4);
        assertThat(ring.drain(seen::add, 3)).isZero();
        assertThat(ring.drain(seen::add, 0)).isZero();
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldKeepOrderWhenTheIndicesWrap(IntFunction<Ring<Integer>> rings) {
        Ring<Integer> ring = rings.apply(4);
        for (int i = 0; i < 1000; i++) {
            ring.offer(2 * i);
            ring.offer(2 * i + 1);
            assertThat(ring.poll()).isEqualTo(2 * i);
            assertThat(ring.poll()).isEqualTo(2 * i + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("rings")
    void shouldPassEveryElementInOrderWhenAnotherThreadOffers(IntFunction<Ring<Integer>> rings)
            throws InterruptedException {
        Ring<Integer> ring = rings.apply(64);
        Thread producer = Thread.ofPlatform().start(() -> offerAll(ring, 0));

        for (int expected = 0; expected < MANY; expected++) {
            assertThat(take(ring)).isEqualTo(expected);
        }
        producer.join();
        assertThat(ring.poll()).isNull();
    }

    @Test
    void shouldKeepTheOrderOfEachProducerWhenSeveralOffer() throws InterruptedException {
        Ring<Integer> ring = new MpscRing<>(64);
        Thread first = Thread.ofPlatform().start(() -> offerAll(ring, 0));
        Thread second = Thread.ofPlatform().start(() -> offerAll(ring, MANY));
        int[] next = {0, MANY};

        for (int i = 0; i < 2 * MANY; i++) {
            int element = take(ring);
            int producer = element / MANY;
            assertThat(element).isEqualTo(next[producer]++);
        }
        first.join();
        second.join();
        assertThat(next).containsExactly(MANY, 2 * MANY);
        assertThat(ring.poll()).isNull();
    }

    private static void offerAll(Ring<Integer> ring, int first) {
        for (int i = 0; i < MANY; i++) {
            while (!ring.offer(first + i)) {
                Thread.yield();
            }
        }
    }

    private static int take(Ring<Integer> ring) {
        Integer element = ring.poll();
        while (element == null) {
            Thread.yield();
            element = ring.poll();
        }
        return element;
    }
}
