// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.plan.traffic.Popularity.Kind;
import java.util.LinkedHashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PopularityTest {
    private static final int PACKETS = 200_000;

    /** Chi-square at one in a thousand for 99 degrees of freedom. */
    private static final double CHI_SQUARE_99 = 148.23;

    private static Sampler open(Popularity popularity, int sas) {
        return popularity.open(new RandomStreams(7, 0).stream("states"), sas);
    }

    private static double chiSquare(Popularity popularity, double[] chances) {
        long[] seen = new long[chances.length];
        Sampler sampler = open(popularity, chances.length);
        for (int packet = 0; packet < PACKETS; packet++) {
            seen[(int) sampler.next()]++;
        }
        double sum = 0;
        for (int at = 0; at < chances.length; at++) {
            double expected = PACKETS * chances[at];
            sum += (seen[at] - expected) * (seen[at] - expected) / expected;
        }
        return sum;
    }

    @Test
    void shouldFollowItsDistributionWhenManyAreDrawn() {
        double[] even = IntStream.range(0, 100).mapToDouble(_ -> 0.01).toArray();
        double harmonic =
                IntStream.rangeClosed(1, 100).mapToDouble(k -> 1.0 / k).sum();
        double[] zipf = IntStream.rangeClosed(1, 100)
                .mapToDouble(k -> 1 / (k * harmonic))
                .toArray();
        double[] hot = IntStream.range(0, 100)
                .mapToDouble(k -> k < 20 ? 0.9 / 20 : 0.1 / 80)
                .toArray();

        assertThat(chiSquare(Popularity.UNIFORM, even)).isLessThan(CHI_SQUARE_99);
        assertThat(chiSquare(new Popularity(Kind.ZIPF, 1, 0), zipf)).isLessThan(CHI_SQUARE_99);
        assertThat(chiSquare(new Popularity(Kind.HOT_COLD, 0.2, 0.9), hot)).isLessThan(CHI_SQUARE_99);
        assertThat(chiSquare(Popularity.UNIFORM, zipf)).isGreaterThan(CHI_SQUARE_99);
    }

    @Test
    void shouldGoRoundWhenUseIsCyclic() {
        Sampler sampler = open(new Popularity(Kind.CYCLIC, 0, 0), 3);

        assertThat(IntStream.range(0, 7).mapToObj(_ -> sampler.next())).containsExactly(0L, 1L, 2L, 0L, 1L, 2L, 0L);
    }

    /** The reference's figures for a cache that drops what was not used for longest. */
    @ParameterizedTest
    @CsvSource({"4096, 1024, 0.8, 0.6038", "4096, 1024, 1.0, 0.7791", "65536, 8192, 1.0, 0.7525"})
    void shouldMeetReferenceHitRatioWhenUseIsSkewed(int sas, int slots, double exponent, double hits) {
        Popularity zipf = new Popularity(Kind.ZIPF, exponent, 0);

        assertThat(1 - zipf.missRatio(sas, slots)).isCloseTo(hits, within(0.00006));
    }

    @Test
    void shouldMissAsOftenAsARealCacheWhenHotSetIsLargerThanIt() {
        Popularity hot = new Popularity(Kind.HOT_COLD, 0.1, 0.8);
        LinkedHashSet<Long> cache = new LinkedHashSet<>();
        Sampler sampler = open(hot, 2000);
        int missed = 0;
        for (int packet = 0; packet < 2 * PACKETS; packet++) {
            long state = sampler.next();
            boolean hit = cache.remove(state);
            cache.add(state);
            if (cache.size() > 150) {
                cache.removeFirst();
            }
            missed += packet >= PACKETS && !hit ? 1 : 0;
        }

        assertThat(hot.missRatio(2000, 150)).isCloseTo((double) missed / PACKETS, within(0.005));
    }

    @Test
    void shouldBeExactWhenUseIsUniformOrCyclic() {
        assertThat(Popularity.UNIFORM.missRatio(4096, 1024)).isEqualTo(0.75);
        assertThat(Popularity.UNIFORM.missRatio(4096, 4096)).isZero();
        assertThat(new Popularity(Kind.CYCLIC, 0, 0).missRatio(4096, 4095)).isEqualTo(1);
        assertThat(Popularity.UNIFORM.equivalentTunnels(1600, 445)).isEqualTo(1600);
        assertThat(Popularity.UNIFORM.isSkewed()).isFalse();
    }

    @Test
    void shouldEnterCurveWithFewerTunnelsWhenUseIsSkewed() {
        Popularity zipf = new Popularity(Kind.ZIPF, 1, 0);
        long tunnels = zipf.equivalentTunnels(4096, 1024);

        // 1024 slots hit as often for 1024 / 0.7791 tunnels of uniform use
        assertThat(tunnels).isEqualTo(1314);
        assertThat(zipf.isSkewed()).isTrue();
        assertThat(zipf.equivalentTunnels(1000, 1024)).isEqualTo(1000);
    }
}
