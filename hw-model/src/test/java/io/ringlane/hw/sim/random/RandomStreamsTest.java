// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Streams: pinned first numbers, worked out apart from this code, and no stream that moves another. */
final class RandomStreamsTest {
    private static long[] first(RandomStream stream, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = stream.nextLong();
        }
        return numbers;
    }

    @Test
    void shouldGiveTheSameNumbersOnAnyMachine() {
        RandomStreams streams = new RandomStreams(1, 0);
        assertThat(first(streams.stream("arrivals"), 3))
                .containsExactly(-6663947608302174338L, -3193519738519053529L, -8110594710672208453L);
        assertThat(first(streams.stream("sizes"), 2)).containsExactly(5701613013797170466L, -6254588972483498476L);
        assertThat(first(new RandomStreams(1, 1).stream("arrivals"), 2))
                .containsExactly(2411270948515163311L, -717958194198917486L);
    }

    @Test
    void shouldGiveTheSameArrivalsWhenOtherPurposesDrawMore() {
        RandomStreams few = new RandomStreams(9, 3);
        RandomStream arrivals = few.stream("arrivals");
        RandomStreams many = new RandomStreams(9, 3);
        RandomStream lanes = many.stream("lane 1");
        RandomStream others = many.stream("arrivals");
        for (int i = 0; i < 1_000; i++) {
            lanes.nextLong();
            assertThat(others.nextLong()).isEqualTo(arrivals.nextLong());
        }
    }

    @Test
    void shouldDifferWhenSeedReplicateOrPurposeDo() {
        long base = first(new RandomStreams(1, 0).stream("ab"), 1)[0];
        assertThat(first(new RandomStreams(2, 0).stream("ab"), 1)[0]).isNotEqualTo(base);
        assertThat(first(new RandomStreams(0, 1).stream("ab"), 1)[0]).isNotEqualTo(base);
        assertThat(first(new RandomStreams(1, 0).stream("ba"), 1)[0]).isNotEqualTo(base);
        assertThat(first(new RandomStreams(1, 0).stream("a"), 1)[0]).isNotEqualTo(base);
    }

    @Test
    void shouldHaveNoCorrelationWhenPurposesDiffer() {
        RandomStreams streams = new RandomStreams(5, 0);
        RandomStream[] each = new RandomStream[8];
        for (int i = 0; i < each.length; i++) {
            each[i] = streams.stream("lane " + i);
        }
        int draws = 100_000;
        double[][] product = new double[each.length][each.length];
        double[] number = new double[each.length];
        for (int k = 0; k < draws; k++) {
            for (int i = 0; i < each.length; i++) {
                number[i] = each[i].nextUnit() - 0.5;
                for (int j = 0; j < i; j++) {
                    product[i][j] += number[i] * number[j];
                }
            }
        }
        double sigma = Math.sqrt(draws) / 12;
        for (int i = 0; i < each.length; i++) {
            for (int j = 0; j < i; j++) {
                assertThat(Math.abs(product[i][j])).as(i + " with " + j).isLessThan(4.5 * sigma);
            }
        }
    }
}
