// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class QuietPairsTest {
    private final StringBuilder order = new StringBuilder();
    private final NumberedGate one = new NumberedGate();
    private final NumberedGate other = new NumberedGate();

    @Test
    void shouldGoForwardsAndBackwardsWhenBothAreQuiet() {
        QuietPairs.Result result = measure(4);

        assertThat(order).hasToString("ABBAABBA");
        assertThat(result.ratio().sorted()).containsExactly(2.0, 2.0, 2.0, 2.0);
        assertThat(result.ratio().quiet()).isTrue();
        assertThat(result.more().sorted()).containsExactly(50.0, 100.0, 150.0, 200.0);
        assertThat(result.one().sorted()).containsExactly(100.0, 200.0, 300.0, 400.0);
        assertThat(result.other().sorted()).containsExactly(50.0, 100.0, 150.0, 200.0);
    }

    @Test
    void shouldTakeAnotherPairWhenOneSideWasNotQuiet() {
        other.noisyRuns = Set.of(2);

        QuietPairs.Result result = measure(3);

        assertThat(order).hasToString("ABBAABBA");
        assertThat(result.ratio().sorted()).hasSize(3);
        assertThat(result.ratio().tries()).isEqualTo(4);
        assertThat(result.one().sorted()).as("its own runs were quiet").hasSize(4);
        assertThat(result.other().sorted()).containsExactly(50.0, 150.0, 200.0);
    }

    @Test
    void shouldSayNoisyWhenPairsAreNeverQuietOnBothSides() {
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            all.add(i);
        }
        one.noisyRuns = Set.copyOf(all);

        QuietPairs.Result result = measure(3);

        assertThat(result.ratio().quiet()).isFalse();
        assertThat(result.ratio().tries()).isEqualTo(24);
        assertThat(result.ratio().ratioLine("scale-2cores-sa64", 1420))
                .isEqualTo("scale-2cores-sa64                   1420     2.00  [min 2.00 max 2.00 n=24 of 24 NOISY]");
    }

    /** One takes 100 ns more with each run, the other half of that: pairs are of the same number. */
    private QuietPairs.Result measure(int wanted) {
        return new QuietPairs(one, other, wanted).measure(() -> run("A", one) * 100.0, () -> run("B", other) * 50.0);
    }

    private int run(String name, NumberedGate gate) {
        order.append(name);
        return gate.run;
    }

    /** Another program has the core in runs of given numbers, from 1. */
    private static final class NumberedGate implements Gate {
        private Set<Integer> noisyRuns = Set.of();
        private int run;

        @Override
        public double sample() {
            return 1;
        }

        @Override
        public void start() {
            run++;
        }

        @Override
        public double share() {
            return noisyRuns.contains(run) ? 0.5 : 1;
        }

        @Override
        public boolean isQuiet(double sample) {
            return true;
        }
    }
}
