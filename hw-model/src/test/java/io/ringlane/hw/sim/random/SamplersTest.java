// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.testing.AllocationGate;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Distributions: pinned first draws, worked out apart from this code, and their shape against the exact one. */
final class SamplersTest {
    private static final int DRAWS = 200_000;
    /** Kolmogorov's bound at about one in a hundred thousand. */
    private static final double KOLMOGOROV = 2.47 / Math.sqrt(DRAWS);

    private static RandomStream stream() {
        return new RandomStreams(20261123, 7).stream("service lane 3");
    }

    private static long[] draw(Sampler sampler, int count) {
        long[] draws = new long[count];
        Arrays.setAll(draws, i -> sampler.next());
        return draws;
    }

    @Test
    void shouldDrawTheSameOnAnyMachine() {
        assertThat(draw(Samplers.exponential(stream(), 1e6), 5))
                .containsExactly(2284188, 406374, 4563310, 2666620, 372363);
        assertThat(draw(Samplers.pareto(stream(), 1.5, 1_000), 5)).containsExactly(4585, 1311, 20951, 5917, 1282);
        assertThat(draw(Samplers.geometric(stream(), 8), 8)).containsExactly(18, 4, 35, 20, 3, 10, 3, 2);
        assertThat(draw(Samplers.uniform(stream(), 64, 1518), 5)).containsExactly(212, 1033, 79, 165, 1066);
        assertThat(draw(Samplers.weighted(stream(), 7, 4, 1), 12)).containsExactly(0, 1, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0);
        assertThat(draw(Samplers.constant(5), 2)).containsExactly(5, 5);
    }

    /** Largest distance of the draws' distribution from an exact one. */
    private static double distance(long[] draws, DoubleUnaryOperator exact) {
        Arrays.sort(draws);
        double most = 0;
        for (int i = 0; i < draws.length; i++) {
            double at = exact.applyAsDouble((double) draws[i]);
            most = Math.max(most, Math.max(at - (double) i / draws.length, (i + 1.0) / draws.length - at));
        }
        return most;
    }

    @Test
    void shouldFollowTheExactDistributionWhenItIsContinuous() {
        assertThat(distance(draw(Samplers.exponential(stream(), 1e9), DRAWS), x -> 1 - Math.exp(-x / 1e9)))
                .isLessThan(KOLMOGOROV);
        assertThat(distance(draw(Samplers.pareto(stream(), 1.2, 1e9), DRAWS), x -> 1 - Math.pow(x / 1e9, -1.2)))
                .isLessThan(KOLMOGOROV);
        assertThat(distance(draw(Samplers.uniform(stream(), 0, 999_999_999), DRAWS), x -> x / 1e9))
                .isLessThan(KOLMOGOROV);
    }

    @Test
    void shouldFollowTheExactDistributionWhenItIsGeometric() {
        long[] draws = draw(Samplers.geometric(stream(), 8), DRAWS);
        for (int n = 1; n <= 20; n++) {
            int most = n;
            double found = (double) Arrays.stream(draws).filter(x -> x <= most).count() / DRAWS;
            assertThat(found).as("up to " + n).isBetween(upTo(n) - KOLMOGOROV, upTo(n) + KOLMOGOROV);
        }
        assertThat(Arrays.stream(draws).min()).hasValue(1);
        assertThat(draw(Samplers.geometric(stream(), 1), 3)).containsExactly(1, 1, 1);
    }

    private static double upTo(int n) {
        return 1 - Math.pow(7 / 8.0, n);
    }

    @Test
    void shouldDrawEachByItsWeight() {
        long[] weights = {3, 0, 5, 1, 0};
        int[] count = new int[weights.length];
        for (long draw : draw(Samplers.weighted(stream(), weights), DRAWS)) {
            count[(int) draw]++;
        }
        for (int i = 0; i < weights.length; i++) {
            double expected = DRAWS * weights[i] / 9.0;
            assertThat((double) count[i])
                    .isBetween(expected - 4.5 * Math.sqrt(expected), expected + 4.5 * Math.sqrt(expected));
        }
    }

    @Test
    void shouldReachBothEndsWhenUniform() {
        long[] draws = draw(Samplers.uniform(stream(), -1, 1), 1_000);
        assertThat(Arrays.stream(draws).distinct().sorted()).containsExactly(-1L, 0L, 1L);
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchDistribution() {
        RandomStream stream = stream();
        assertThatThrownBy(() -> Samplers.exponential(stream, 0)).hasMessageContaining("mean must be greater than 0");
        assertThatThrownBy(() -> Samplers.exponential(stream, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Samplers.geometric(stream, 0.5)).hasMessageContaining("at least 1, is 0.5");
        assertThatThrownBy(() -> Samplers.pareto(stream, -1, 1)).hasMessageContaining("shape");
        assertThatThrownBy(() -> Samplers.uniform(stream, 2, 1)).hasMessageContaining("nothing to draw");
        assertThatThrownBy(() -> Samplers.weighted(stream, 0, 0)).hasMessageContaining("more than 0");
        assertThatThrownBy(() -> Samplers.weighted(stream, 1, -1)).hasMessageContaining("weight 1");
    }

    @Test
    void shouldAllocateNothingWhenItDraws() {
        Sampler exponential = Samplers.exponential(stream(), 1e6);
        Sampler geometric = Samplers.geometric(stream(), 8);
        Sampler pareto = Samplers.pareto(stream(), 1.5, 100);
        Sampler weighted = Samplers.weighted(stream(), 7, 4, 1);
        long[] sum = new long[1];
        AllocationGate.assertNoAllocation(
                "a sampler", () -> sum[0] += exponential.next() + geometric.next() + pareto.next() + weighted.next());
        assertThat(sum[0]).isPositive();
    }
}
