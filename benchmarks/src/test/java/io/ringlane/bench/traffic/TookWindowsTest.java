// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class TookWindowsTest {
    private static Histogram of(long ns) {
        Histogram window = TimedFrames.newHistogram();
        window.recordValueWithCount(ns, 100);
        return window;
    }

    @Test
    void shouldTakeTheWindowInTheMiddleWhenOneIsDisturbed() {
        TookWindows windows = new TookWindows(
                Stream.of(500, 1_900, 400).map(TookWindowsTest::of).toList());

        assertThat(windows.at(99)).isEqualTo(500);
        assertThat(windows.all().getTotalCount()).isEqualTo(300);
        assertThat(windows.all().getMaxValue()).isEqualTo(1_900);
    }

    @Test
    void shouldBeNothingWhenThereIsNoWindow() {
        assertThat(new TookWindows(List.of()).at(50)).isZero();
    }
}
