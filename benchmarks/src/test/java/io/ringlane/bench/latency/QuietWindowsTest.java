// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.quiet.Gate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Windows of one packet each, whose time is the number of the window. */
final class QuietWindowsTest {
    private int window;
    private final ToDoubleFunction<Histogram> run = into -> {
        into.recordValue(++window);
        return window == 2 ? 0.5 : 1;
    };

    @Test
    void shouldCountOnlyWindowsThatAreQuietAtBothEnds() {
        // the third sample, between the windows 2 and 3, is slow
        QuietWindows.Outcome outcome = new QuietWindows(new Scripted(1, 1, 9, 1, 1, 1, 1), 4).measure(run);

        assertThat(outcome.windows()).isEqualTo(6);
        assertThat(outcome.quietWindows()).isEqualTo(4);
        assertThat(outcome.isQuiet()).isTrue();
        assertThat(outcome.quiet().getTotalCount()).isEqualTo(4);
        assertThat(outcome.quiet().getCountAtValue(2)).isZero();
        assertThat(outcome.quiet().getCountAtValue(3)).isZero();
        assertThat(outcome.all().getTotalCount()).isEqualTo(6);
        assertThat(outcome.sent()).as("window 2 does not count").isEqualTo(1);
    }

    @Test
    void shouldKeepAllWindowsAndSaySoWhenTheCoreIsNeverQuiet() {
        QuietWindows.Outcome outcome = new QuietWindows(new Scripted(9), 2).measure(run);

        assertThat(outcome.windows()).isEqualTo(8);
        assertThat(outcome.isQuiet()).isFalse();
        assertThat(outcome.quiet().getTotalCount()).isEqualTo(8);
        assertThat(outcome.sent()).isEqualTo(0.5);
    }

    /** Samples laid down, the last one for ever; up to 1 is quiet. */
    private static final class Scripted implements Gate {
        private final double[] samples;
        private int next;

        Scripted(double... samples) {
            this.samples = samples;
        }

        @Override
        public double sample() {
            return samples[Math.min(next++, samples.length - 1)];
        }

        @Override
        public void start() {}

        @Override
        public double share() {
            return 1;
        }

        @Override
        public boolean isQuiet(double sample) {
            return sample <= 1;
        }
    }
}
