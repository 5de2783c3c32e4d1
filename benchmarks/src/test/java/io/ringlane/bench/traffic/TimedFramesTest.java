// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class TimedFramesTest {
    @Test
    void shouldGiveOnlyWhatIsDueWhenTheClockIsLookedAt() {
        TimedFrames frames = new TimedFrames(100, 200, 200, 300);

        frames.at(99, 0);
        assertThat(frames.due(32)).isZero();
        frames.at(250, 0);
        assertThat(frames.due(2)).isEqualTo(2);
        assertThat(frames.due(32)).isEqualTo(1);
        assertThat(frames.due(32)).isZero();
        frames.at(300, 3);
        assertThat(frames.isDone()).isFalse();
        assertThat(frames.due(32)).isEqualTo(1);
        frames.at(1_000, 4);
        assertThat(frames.isDone()).isTrue();
    }

    @Test
    void shouldCountFromWhenAFrameWasDueWhenItIsTakenLate() {
        TimedFrames frames = new TimedFrames(100, 200);
        frames.at(5_000, 0);
        frames.due(32);
        frames.at(6_000, 2);
        Histogram took = TimedFrames.newHistogram();
        frames.into(took);

        assertThat(took.getTotalCount()).isEqualTo(2);
        assertThat(took.getMinValue()).isCloseTo(5_800, within(4L));
        assertThat(took.getMaxValue()).isCloseTo(5_900, within(4L));
        assertThat(frames.cycleNs()).isEqualTo(3_000);
    }

    @Test
    void shouldTellOfCyclesWhenSomebodyListens() {
        TimedFrames frames = new TimedFrames(100, 200);
        List<String> cycles = new ArrayList<>();
        frames.listener((from, to, count) -> cycles.add(from + "-" + to + ": " + count));
        frames.at(150, 0);
        frames.due(32);
        frames.at(250, 1);
        frames.due(32);
        frames.at(300, 2);
        frames.due(32);

        assertThat(cycles).containsExactly("0-150: 0", "150-250: 1", "250-300: 1");
        assertThat(frames.busyCycles()).isEqualTo(2);
        assertThat(frames.idleCycles()).isEqualTo(1);
        assertThat(frames.ns()).isEqualTo(300);
    }

    @Test
    void shouldBeAPoissonProcessWhenTimesAreDrawn() {
        TimedFrames frames = TimedFrames.poisson(1e6, 100_000_000, 7);
        // a look every 10 us: 10 frames in the mean, and as much variance
        double squares = 0;
        int looks = 0;
        int taken = 0;
        for (long at = 10_000; at <= 90_000_000; at += 10_000) {
            frames.at(at, 0);
            int due = frames.due(1_000);
            taken += due;
            squares += (due - 10.0) * (due - 10.0);
            looks++;
        }

        assertThat(frames.count()).isEqualTo(100_000);
        assertThat(taken / (double) looks).isCloseTo(10, within(0.15));
        assertThat(squares / looks).isCloseTo(10, within(0.8));
    }
}
