// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    @Test
    void shouldSayFasterWhenTheIntervalIsAboveOne() {
        Verdict verdict = Verdict.of(List.of(1.10, 1.12, 1.11, 1.09, 1.13));

        assertThat(verdict.isDecided()).isTrue();
        assertThat(verdict.text()).isEqualTo("faster by 11.0 %");
        assertThat(verdict.low()).isBetween(1.07, 1.11);
        assertThat(verdict.high()).isBetween(1.11, 1.15);
    }

    @Test
    void shouldSaySlowerWhenTheIntervalIsBelowOne() {
        assertThat(Verdict.of(List.of(0.90, 0.91, 0.90, 0.89)).text()).isEqualTo("slower by 10.0 %");
    }

    @Test
    void shouldGiveNoVerdictWhenNoiseIsLargerThanTheEffect() {
        Verdict verdict = Verdict.of(List.of(0.8, 1.3, 1.1, 0.9, 1.2));

        assertThat(verdict.isDecided()).isFalse();
        assertThat(verdict.text()).isEqualTo("none: the noise is larger than the effect");
    }

    @Test
    void shouldGiveNoVerdictWhenThereAreTwoRounds() {
        Verdict verdict = Verdict.of(List.of(2.0, 2.0));

        assertThat(verdict.isDecided()).isFalse();
        assertThat(verdict.text()).contains("2 rounds are too few");
    }

    /** t(0.995, 3) = 5.8409 from a printed table: logarithms 0, 0.1, 0.2, 0.3 have mean 0.15, deviation 0.1291. */
    @Test
    void shouldTakeTheQuantileOfStudentWhenItMakesTheInterval() {
        Verdict verdict = Verdict.of(List.of(Math.exp(0), Math.exp(0.1), Math.exp(0.2), Math.exp(0.3)));

        assertThat(Math.log(verdict.low())).isCloseTo(0.15 - 5.8409 * 0.1291 / 2, within(1e-4));
        assertThat(Math.log(verdict.high())).isCloseTo(0.15 + 5.8409 * 0.1291 / 2, within(1e-4));
    }

    /** With equal sizes and deviations Welch is Student over both: t(0.995, 6) = 3.7074. */
    @Test
    void shouldTakeWelchWhenSittingsDiffer() {
        double[] now = {Math.exp(0), Math.exp(0.1), Math.exp(0.2), Math.exp(0.3)};
        double[] then = {Math.exp(1), Math.exp(1.1), Math.exp(1.2), Math.exp(1.3)};

        Verdict verdict = Verdict.ofSittings(now, then);

        assertThat(verdict.ratio()).isCloseTo(Math.E, within(1e-9));
        assertThat(Math.log(verdict.low())).isCloseTo(1 - 3.7074 * 0.1291 / Math.sqrt(2), within(1e-4));
    }
}
