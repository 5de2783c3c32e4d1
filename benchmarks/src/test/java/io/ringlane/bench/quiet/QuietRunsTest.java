// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuietRunsTest {
    private double ns;
    private int interrupted;

    @Test
    void shouldCountRunsWhenBothCalibrationsAreQuiet() {
        Spread spread = measure(3, 1, 1, 1, 1);

        assertThat(spread.sorted()).containsExactly(1.0, 2.0, 3.0);
        assertThat(spread.tries()).isEqualTo(3);
        assertThat(spread.quiet()).isTrue();
    }

    @Test
    void shouldLeaveRunOutWhenTheCoreIsSharedBehindIt() {
        // run 2 ends noisy; one nap later the core is quiet again
        Spread spread = measure(3, 1, 1, 2, 1, 1, 1);

        assertThat(spread.sorted()).containsExactly(1.0, 3.0, 4.0);
        assertThat(spread.tries()).isEqualTo(4);
    }

    @Test
    void shouldSayNoisyWhenTooFewRunsAreQuiet() {
        double[] always = new double[2000];
        Arrays.fill(always, 1.0);
        for (int i = 1; i < always.length; i += 2) {
            always[i] = 2.0;
        }
        Spread spread = measure(3, always);

        assertThat(spread.quiet()).isFalse();
        assertThat(spread.sorted()).hasSize(24);
        assertThat(spread.tries()).isEqualTo(24);
    }

    @Test
    void shouldForgetRunsWhenABetterStateShowsThatTheyWereNoisy() {
        Spread spread = measure(3, 1, 1, 0.5, 0.5, 0.5, 0.5);

        assertThat(spread.sorted()).containsExactly(3.0, 4.0, 5.0);
    }

    @Test
    void shouldLeaveRunOutWhenAnotherThreadHadTheCore() {
        interrupted = 2;

        Spread spread = measure(3, 1, 1, 1, 1, 1);

        assertThat(spread.sorted()).containsExactly(1.0, 3.0, 4.0);
        assertThat(spread.interrupted()).isEqualTo(1);
    }

    private Spread measure(int wanted, double... samples) {
        return new QuietRuns(new ScriptedGate(samples), wanted).measure(() -> ++ns);
    }

    /** Gives samples in turn; quiet up to a quarter above the least so far, as on the machine. */
    private final class ScriptedGate implements Gate {
        private final Deque<Double> samples = new ArrayDeque<>();
        private double best = Double.MAX_VALUE;
        private int runs;

        private ScriptedGate(double... values) {
            for (double value : values) {
                samples.add(value);
            }
        }

        @Override
        public double sample() {
            double sample = samples.remove();
            best = Math.min(best, sample);
            return sample;
        }

        @Override
        public void start() {
            runs++;
        }

        @Override
        public double share() {
            return runs == interrupted ? 0.9 : 1;
        }

        @Override
        public boolean isQuiet(double sample) {
            return sample <= best * Calibration.QUIET;
        }
    }

    @Test
    void shouldPrintTheLineOfThePeersWhenAskedForText() {
        Spread spread = new Spread(List.of(90.0, 80.0, 100.0), 5, true, 0);

        assertThat(spread.line("ringlane-out-sa64", 512))
                .isEqualTo("ringlane-out-sa64                    512     11111111 pps     90.0 ns/pkt   45.51 Gbps"
                        + "  [min 80.0 max 100.0 ns n=3 of 5 quiet]");
        assertThat(new Spread(List.of(90.0), 9, false, 0).line("x", 64)).endsWith("n=1 of 9 NOISY]");
    }
}
