// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class QuietRoundsTest {
    /** What all work takes now, as a multiple. */
    private double slowness = 1;

    private int turn;
    private boolean isShared;

    @Test
    void shouldCancelWhatSlowsAllWorkDownWhenHomesAreBeside() {
        // the machine is half as fast in every other round
        DoubleSupplier home = () -> 100 * slowness;
        DoubleSupplier last = () -> {
            double ns = 30 * slowness;
            turn++;
            slowness = turn % 2 == 0 ? 1 : 2;
            return ns;
        };
        QuietRounds.Result result = new QuietRounds(gate(), 5).measure(home, List.of(() -> 70 * slowness, last));

        double homeNs = result.home().median();
        assertThat(result.rows().getFirst().spread().tries()).isEqualTo(5);
        // a round that begins slow ends with a fast home
        assertThat(result.rows().getFirst().spread().least()).isGreaterThanOrEqualTo(0.7 * homeNs * 2 / 3 - 1e-9);
        assertThat(result.rows().getFirst().spread().median()
                        / result.rows().getLast().spread().median())
                .isCloseTo(70 / 30.0, within(1e-9));
    }

    @Test
    void shouldMeasureAsMultiplesOfTheHomesAroundWhenAllIsSteady() {
        QuietRounds.Result result =
                new QuietRounds(gate(), 3).measure(() -> 100, List.of(() -> 50, () -> 25, () -> 200));

        assertThat(result.home().median()).isEqualTo(100);
        assertThat(result.rows()).extracting(row -> row.spread().median()).containsExactly(50.0, 25.0, 200.0);
        assertThat(result.rows()).allSatisfy(row -> assertThat(row.quiet()).containsExactly(true, true, true));
    }

    @Test
    void shouldGoOnUntilEachKindWasQuietWhenTheCoreIsShared() {
        int[] calls = {0};
        // the second call of the second kind of work is disturbed
        DoubleSupplier disturbed = () -> {
            isShared = ++calls[0] == 2;
            return 40;
        };
        QuietRounds.Result result = new QuietRounds(gate(), 3).measure(() -> 100, List.of(() -> 50, disturbed));

        assertThat(result.rows().getLast().quiet()).containsExactly(true, false, true, true);
        assertThat(result.rows().getLast().spread().sorted()).containsExactly(40.0, 40.0, 40.0);
        assertThat(result.rows().getLast().spread().quiet()).isTrue();
    }

    @Test
    void shouldSayNoisyWhenTheCoreIsNeverQuiet() {
        boolean[] first = {true};
        DoubleSupplier home = () -> {
            isShared = !first[0];
            first[0] = false;
            return 100;
        };
        QuietRounds.Result result = new QuietRounds(gate(), 3).measure(home, List.of(() -> 50));

        assertThat(result.rows().getFirst().spread().quiet()).isFalse();
        assertThat(result.rows().getFirst().spread().tries()).isEqualTo(9);
    }

    /** Quiet unless the last run said otherwise. */
    private Gate gate() {
        return new Gate() {
            @Override
            public double sample() {
                double sample = isShared ? 2 : 1;
                isShared = false;
                return sample;
            }

            @Override
            public void start() {
                // nothing to note
            }

            @Override
            public double share() {
                return 1;
            }

            @Override
            public boolean isQuiet(double sample) {
                return sample < 1.5;
            }
        };
    }
}
