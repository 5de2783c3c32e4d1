// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hit ratios of hardware.md 4.3, and a plain map as the reference for the order of use. */
class SaCacheTest {
    private static final int LOOKUPS = 1_000_000;

    @Test
    void shouldForgetWhatWasNotUsedForLongestWhenItIsFull() {
        SaCache cache = new SaCache(2, 2, false);
        assertThat(cache.hit(1)).isFalse();
        assertThat(cache.hit(2)).isFalse();
        assertThat(cache.hit(1)).isTrue();
        assertThat(cache.hit(3)).isFalse();
        assertThat(cache.hit(1)).isTrue();
        assertThat(cache.hit(2)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "8, 2", "8, 1", "64, 4", "96, 32"})
    void shouldHitExactlyWhenAMapPerSetWould(int slots, int ways) {
        SaCache cache = new SaCache(slots, ways, false);
        int sets = slots / ways;
        Map<Integer, Map<Integer, Boolean>> reference = new LinkedHashMap<>();
        for (int set = 0; set < sets; set++) {
            reference.put(set, new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                    return size() > ways;
                }
            });
        }
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            int sa = random.nextInt(3 * slots);
            Map<Integer, Boolean> set = reference.get(sa % sets);
            boolean expected = set.get(sa) != null;
            set.put(sa, true);
            assertThat(cache.hit(sa)).as("look-up %d, of SA %d", i, sa).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1024, 4096, false", "1024, 4096, true"})
    void shouldHitAsOftenAsSlotsPerSaWhenEachIsAsLikely(int slots, int sas, boolean isRandom) {
        Sampler sampler = Samplers.uniform(new RandomStreams(11, 0).stream("sa"), 0, sas - 1);
        // sigma of a ratio of 0.25 over a million look-ups: 0.00043
        assertThat(ratio(new SaCache(slots, slots, isRandom), sampler, sas)).isCloseTo(0.25, within(0.0018));
    }

    @ParameterizedTest
    @CsvSource({"4096, 1024, 0.8, 0.6038", "4096, 1024, 1.0, 0.7791", "65536, 8192, 1.0, 0.7525"})
    void shouldHitAsCheSaysWhenPopularityIsZipfs(int sas, int slots, double exponent, double hits) {
        long[] weights = new long[sas];
        for (int i = 0; i < sas; i++) {
            weights[i] = Math.max(1, StrictMath.round(StrictMath.pow(i + 1, -exponent) * (1L << 40)));
        }
        Sampler sampler = Samplers.weighted(new RandomStreams(12, 0).stream("sa"), weights);
        // Che's approximation itself is good to 0.1 %
        assertThat(ratio(new SaCache(slots, slots, false), sampler, sas)).isCloseTo(hits, within(0.0025));
    }

    private static double ratio(SaCache cache, Sampler sampler, int sas) {
        for (int i = 0; i < 10 * sas; i++) {
            cache.hit((int) sampler.next());
        }
        cache.restart();
        for (int i = 0; i < LOOKUPS; i++) {
            cache.hit((int) sampler.next());
        }
        assertThat(cache.hits() + cache.misses()).isEqualTo(LOOKUPS);
        return (double) cache.hits() / LOOKUPS;
    }
}
