// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SettledTimesTest {
    private int rounds;

    private SettledTimes settle(int count, TimeOf times) {
        SettledTimes settled = new SettledTimes(count, i -> times.at(i, rounds));
        settled.settle(() -> rounds++);
        return settled;
    }

    private interface TimeOf {
        double at(int index, int round);
    }

    @Test
    void shouldGoOnWhenOneIsCompiledLate() {
        int late = SettledTimes.CALM_ROUNDS - 1;

        SettledTimes times = settle(2, (i, round) -> i == 0 ? 300 : round < late ? 900 : round < 2 * late ? 500 : 90);

        assertThat(times.least(0)).isEqualTo(300);
        assertThat(times.least(1)).isEqualTo(90);
        assertThat(rounds).isEqualTo(2 * late + 1 + SettledTimes.CALM_ROUNDS);
    }

    @Test
    void shouldEndSoonWhenNothingGetsBetter() {
        SettledTimes times = settle(3, (i, round) -> 100 + i + round % 2);

        assertThat(times.least(2)).isEqualTo(102);
        assertThat(rounds).isEqualTo(1 + SettledTimes.CALM_ROUNDS);
    }

    @Test
    void shouldEndWhenTimesNeverSettle() {
        SettledTimes times = settle(1, (i, round) -> 1e9 * Math.pow(0.9, round));

        assertThat(rounds).isEqualTo(SettledTimes.MOST_ROUNDS);
        assertThat(times.least(0)).isEqualTo(1e9 * Math.pow(0.9, SettledTimes.MOST_ROUNDS - 1));
    }

    @Test
    void shouldLeaveOutWhatFails() {
        int[] turns = new int[2];

        SettledTimes times = settle(2, (i, round) -> {
            turns[i]++;
            return i == 0 && round == 1 ? Double.NaN : 100;
        });

        assertThat(times.least(0)).isNaN();
        assertThat(times.least(1)).isEqualTo(100);
        assertThat(turns[0]).isEqualTo(2);
        assertThat(turns[1]).isEqualTo(rounds);
    }
}
