// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.report.chart.TimelineChart.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccupancyPyramidTest {
    private static final int BINS = 1024;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTellEachBinExactlyWhenRunOutgrowsItsBins(long seed) {
        Random random = new Random(seed);
        int end = 1 + random.nextInt(20_000);
        int[] values = new int[end];
        boolean[] blocked = new boolean[end];
        OccupancyPyramid pyramid = new OccupancyPyramid(BINS, 1);
        for (int now = 0; now < end; ) {
            int until = Math.min(end, now + random.nextInt(60));
            int value = random.nextInt(9);
            boolean isBlocked = random.nextBoolean();
            for (int at = now; at < until; at++) {
                values[at] = value;
                blocked[at] = isBlocked;
            }
            pyramid.hold(value, isBlocked, until);
            now = until;
        }

        List<Level> levels = pyramid.levels();

        assertThat(levels.getFirst().least()).hasSizeBetween(Math.min(end, BINS / 2), BINS);
        for (Level level : levels) {
            assertThat(level.least()).as("seed %d", seed).hasSize((int) ((end + level.binPs() - 1) / level.binPs()));
            for (int bin = 0; bin < level.least().size(); bin++) {
                check(level, bin, values, blocked);
            }
        }
    }

    /** By looking at each picosecond. */
    private static void check(Level level, int bin, int[] values, boolean[] blocked) {
        int from = (int) (bin * level.binPs());
        int to = (int) Math.min(values.length, from + level.binPs());
        long least = Long.MAX_VALUE;
        long most = 0;
        double sum = 0;
        double held = 0;
        for (int at = from; at < to; at++) {
            least = Math.min(least, values[at]);
            most = Math.max(most, values[at]);
            sum += values[at];
            held += blocked[at] ? 1 : 0;
        }
        assertThat(level.least().get(bin)).isEqualTo(least);
        assertThat(level.most().get(bin)).isEqualTo(most);
        assertThat(level.mean().get(bin)).isCloseTo(sum / (to - from), within(0.0006));
        assertThat(level.blocked().get(bin)).isCloseTo(held / (to - from), within(0.0006));
    }

    @Test
    void shouldHaveCoarserLevelsWhenThereAreManyBins() {
        OccupancyPyramid pyramid = new OccupancyPyramid(BINS, 10);

        pyramid.hold(3, false, 10 * BINS);

        assertThat(pyramid.levels().stream().map(Level::binPs)).containsExactly(10L, 40L);
    }

    @Test
    void shouldHaveNoLevelsWhenNoTimePassed() {
        OccupancyPyramid pyramid = new OccupancyPyramid(BINS, 10);

        pyramid.hold(3, true, 0);

        assertThat(pyramid.levels()).isEmpty();
        assertThat(pyramid.isUsed()).isFalse();
    }

    @Test
    void shouldRefuseWhenBinsCannotBeMerged() {
        assertThatThrownBy(() -> new OccupancyPyramid(7, 10)).hasMessageContaining("got 7, 10");
    }
}
