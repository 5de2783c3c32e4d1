// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final int TIMES = 100_000;
    private static final double GAP = 123.4;

    @Test
    void shouldKeepItsTimesWhateverTheClockSaysWhenGapsAreEven() {
        Schedule schedule = new Schedule(GAP, false);
        schedule.begin(1000);

        assertThat(schedule.nextNs()).isEqualTo(1000);
        assertThat(after(schedule, TIMES)).isEqualTo(1000 + (long) (TIMES * GAP));
    }

    @Test
    void shouldKeepTheMeanAndScatterWhenGapsAreRandom() {
        Schedule schedule = new Schedule(GAP, true);
        schedule.begin(0);
        int shorter = 0;
        long last = 0;
        for (int i = 0; i < TIMES; i++) {
            long next = after(schedule, 1);
            shorter += next - last < GAP ? 1 : 0;
            last = next;
        }

        assertThat((double) last / TIMES).isCloseTo(GAP, within(GAP / 100));
        // of exponential gaps 1 - 1/e are shorter than the mean
        assertThat((double) shorter / TIMES).isCloseTo(1 - Math.exp(-1), within(0.01));
    }

    private static long after(Schedule schedule, int times) {
        for (int i = 0; i < times; i++) {
            schedule.advance();
        }
        return schedule.nextNs();
    }
}
