// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.BufferRegion;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache of one set, so that all flows meet in it, and larger ones. */
final class FlowCacheTest {
    private static final int WAYS = 4;
    private static final int HASH = 0x1234;
    private static final long ADDRESSES = 0x0a01_0001_0a02_0001L;
    private static final long PORTS = 4L << 40 | 17L << 32 | 0x1234_5678L;

    private final FlowCache cache = new FlowCache(WAYS);
    private final BufferRegion region = new BufferRegion(1, BufferRegion.CACHE_LINE);

    @AfterEach
    void close() {
        cache.close();
        region.close();
    }

    /** Address of 32 bytes that hold these four words. */
    private long addresses(long... words) {
        UnsafeBuffer view = region.view(0);
        for (int i = 0; i < words.length; i++) {
            view.putLong(i * Long.BYTES, words[i]);
        }
        return region.address(0);
    }

    private int find(long ports, int mark, int epoch) {
        return cache.find4(HASH, ADDRESSES, ports, mark, epoch);
    }

    @Test
    void shouldKnowNothingWhenFresh() {
        assertThat(find(PORTS, 0, 1)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(cache.find6(HASH, addresses(0, 0, 0, 0), 0, 0, 1)).isEqualTo(FlowCache.UNKNOWN);
    }

    @Test
    void shouldFindAFlowOnlyWhenEveryFieldIsTheSame() {
        cache.put4(HASH, ADDRESSES, PORTS, 7, 3, 42);

        assertThat(find(PORTS, 7, 3)).isEqualTo(42);
        assertThat(cache.find4(HASH, ADDRESSES ^ 1L << 63, PORTS, 7, 3)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(cache.find4(HASH, ADDRESSES ^ 1, PORTS, 7, 3)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(find(PORTS ^ 1, 7, 3)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(find(PORTS ^ 1L << 32, 7, 3)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(find(PORTS, 6, 3)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(find(PORTS, 7, 2)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(find(PORTS, 7, 4)).isEqualTo(FlowCache.UNKNOWN);
    }

    @Test
    void shouldFindAnIpv6FlowOnlyWhenEachAddressWordIsTheSame() {
        long ports = 6L << 40 | 6L << 32;
        cache.put6(HASH, addresses(1, 2, 3, 4), ports, 0, 1, 9);

        assertThat(cache.find6(HASH, addresses(1, 2, 3, 4), ports, 0, 1)).isEqualTo(9);
        for (int word = 0; word < 4; word++) {
            long[] words = {1, 2, 3, 4};
            words[word] = 0;
            assertThat(cache.find6(HASH, addresses(words), ports, 0, 1)).isEqualTo(FlowCache.UNKNOWN);
        }
        assertThat(cache.find6(HASH, addresses(1, 2, 3, 4), ports ^ 1, 0, 1)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(cache.find6(HASH, addresses(1, 2, 3, 4), ports, 1, 1)).isEqualTo(FlowCache.UNKNOWN);
        assertThat(cache.find6(HASH, addresses(1, 2, 3, 4), ports, 0, 2)).isEqualTo(FlowCache.UNKNOWN);
    }

    @Test
    void shouldTellFamiliesApartWhenTheirFirstWordsAreTheSame() {
        cache.put6(HASH, addresses(ADDRESSES, 2, 3, 4), 6L << 40, 0, 1, 9);
        assertThat(cache.find4(HASH, ADDRESSES, 4L << 40, 0, 1)).isEqualTo(FlowCache.UNKNOWN);

        cache.put4(HASH, ADDRESSES, 4L << 40, 0, 1, 8);
        assertThat(cache.find4(HASH, ADDRESSES, 4L << 40, 0, 1)).isEqualTo(8);
        assertThat(cache.find6(HASH, addresses(ADDRESSES, 2, 3, 4), 6L << 40, 0, 1))
                .isEqualTo(9);
    }

    @Test
    void shouldLoseOneFlowForEachThatComesWhenTheSetIsFull() {
        for (int i = 0; i < 3 * WAYS; i++) {
            cache.put4(HASH, ADDRESSES, PORTS + i, 0, 1, i);
            assertThat(find(PORTS + i, 0, 1)).as("the newest").isEqualTo(i);
            assertThat(known(i)).as("flows known after %d", i).isEqualTo(Math.min(i + 1, WAYS));
        }
    }

    private int known(int last) {
        int known = 0;
        for (int i = 0; i <= last; i++) {
            int found = find(PORTS + i, 0, 1);
            assertThat(found).isIn(i, FlowCache.UNKNOWN);
            known += found == i ? 1 : 0;
        }
        return known;
    }

    @Test
    void shouldTakePlacesOfAnOlderEpochBeforeAnyOther() {
        for (int i = 0; i < WAYS; i++) {
            cache.put4(HASH, ADDRESSES, PORTS + i, 0, 1, i);
        }
        for (int i = 0; i < WAYS; i++) {
            cache.put4(HASH, ADDRESSES, PORTS + i, 0, 2, 10 + i);
            assertThat(find(PORTS + i, 0, 1)).as("the older one").isEqualTo(FlowCache.UNKNOWN);
        }
        for (int i = 0; i < WAYS; i++) {
            assertThat(find(PORTS + i, 0, 2)).isEqualTo(10 + i);
        }
    }

    @Test
    void shouldKeepFlowsOfOtherSetsWhenOneOverflows() {
        try (FlowCache larger = new FlowCache(1024)) {
            larger.put4(1, ADDRESSES, PORTS, 0, 1, 5);
            for (int i = 0; i < 100; i++) {
                larger.put4(2, ADDRESSES, PORTS + i, 0, 1, i);
            }
            assertThat(larger.find4(1, ADDRESSES, PORTS, 0, 1)).isEqualTo(5);
            assertThat(larger.find4(2, ADDRESSES, PORTS + 99, 0, 1)).isEqualTo(99);
        }
    }

    @Test
    void shouldRememberAllWhenThereAreAsManyAsAskedForAndHashesAreSpread() {
        int flows = 1000;
        try (FlowCache larger = new FlowCache(flows)) {
            for (int i = 0; i < flows; i++) {
                larger.put4(i, ADDRESSES, PORTS + i, 0, 1, i);
            }
            for (int i = 0; i < flows; i++) {
                assertThat(larger.find4(i, ADDRESSES, PORTS + i, 0, 1)).isEqualTo(i);
            }
        }
    }
}
