// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Means and their intervals, against tables of the t distribution and against coverage. */
final class EstimateTest {
    @Test
    void shouldGiveTheTextbookIntervalWhenValuesAreFew() {
        // mean 3, s^2 2.5, t(4; 0.975) = 2.776445
        Estimate of = Estimate.of(new double[] {1, 2, 3, 4, 5}, 0.95);

        assertThat(of.mean()).isCloseTo(3, within(1e-12));
        assertThat(of.half()).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-5));
        assertThat(of.differsFromZero()).isTrue();
        assertThat(of.relativeHalf()).isCloseTo(of.half() / 3, within(1e-12));
        // t(9; 0.995) = 3.249836
        assertThat(Estimate.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1).half())
                .isCloseTo(3.249836 * Math.sqrt(10 * 0.25 / 9 / 10), within(1e-5));
    }

    @Test
    void shouldKnowNothingWhenThereIsOneValue() {
        assertThat(Estimate.of(7.0).mean()).isEqualTo(7);
        assertThat(Estimate.of(7.0).half()).isInfinite();
        assertThat(Estimate.of(7.0).differsFromZero()).isFalse();
        assertThat(Estimate.of().mean()).isNaN();
    }

    @Test
    void shouldCoverTheTruthAsOftenAsPromisedWhenRunsAreIndependent() {
        SplittableRandom random = new SplittableRandom(11);
        int covered = 0;
        for (int run = 0; run < 4000; run++) {
            double[] samples = new double[3000];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = random.nextDouble();
            }
            Estimate of = Estimate.ofBatches(samples, 0, samples.length, Estimate.BATCHES, 0.95);
            covered += of.low() <= 0.5 && 0.5 <= of.high() ? 1 : 0;
        }
        // 0.95 with four standard errors of 4000 trials
        assertThat(covered / 4000.0).isBetween(0.936, 0.964);
    }

    @Test
    void shouldSeeSmallDifferencesWhenSeedsAreShared() {
        SplittableRandom random = new SplittableRandom(3);
        double[] before = new double[10];
        double[] after = new double[10];
        for (int i = 0; i < 10; i++) {
            before[i] = 100 * random.nextDouble();
            after[i] = before[i] + 0.5 + 0.1 * random.nextDouble();
        }

        Estimate paired = Estimate.ofDifferences(before, after, 0.99);

        assertThat(paired.differsFromZero()).isTrue();
        assertThat(paired.mean()).isBetween(0.5, 0.6);
        assertThatThrownBy(() -> Estimate.ofDifferences(before, new double[9], 0.99))
                .hasMessageContaining("pairs");
    }

    @Test
    void shouldAddBothSpreadsWhenSeedsHaveNothingInCommon() {
        double[] before = {1, 2, 3, 4, 5, 6};
        double[] after = {11, 12, 13, 14, 15, 16};

        Estimate difference = Estimate.ofIndependent(before, after, 0.99);

        // equal spreads: 10 degrees of freedom, their 0.995 quantile is 3.169273; variances of 3.5
        assertThat(difference.mean()).isEqualTo(10);
        assertThat(difference.half()).isCloseTo(3.169273 * Math.sqrt(2 * 3.5 / 6), within(1e-5));
        assertThat(difference.differsFromZero()).isTrue();
    }

    @Test
    void shouldTakeTheSpreadOfOneWhenTheOtherHasNone() {
        double[] fixed = {7, 7, 7, 7};
        double[] spread = {6.5, 7.5, 8, 5, 8.5};

        Estimate difference = Estimate.ofIndependent(fixed, spread, 0.99);

        assertThat(difference.half()).isCloseTo(Estimate.of(spread, 0.99).half(), within(1e-12));
        assertThat(difference.differsFromZero()).isFalse();
        assertThat(Estimate.ofIndependent(fixed, fixed, 0.99).half()).isZero();
        assertThat(Estimate.ofIndependent(fixed, new double[] {9}, 0.99).differsFromZero())
                .isFalse();
    }

    @Test
    void shouldCoverTheTrueDifferenceAsOftenAsSaidWhenSpreadsDiffer() {
        SplittableRandom random = new SplittableRandom(11);
        int covered = 0;
        for (int trial = 0; trial < 4000; trial++) {
            double[] before = new double[6];
            double[] after = new double[12];
            for (int i = 0; i < after.length; i++) {
                after[i] = 3 + 10 * random.nextGaussian();
            }
            for (int i = 0; i < before.length; i++) {
                before[i] = random.nextGaussian();
            }
            Estimate difference = Estimate.ofIndependent(before, after, 0.95);
            covered += difference.low() <= 3 && difference.high() >= 3 ? 1 : 0;
        }
        assertThat(covered / 4000.0).isBetween(0.936, 0.964);
    }

    @Test
    void shouldLeaveOutTheBeginningWhenItIsHigher() {
        SplittableRandom random = new SplittableRandom(5);
        double[] samples = new double[2000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextDouble() + (i < 300 ? 10 - i / 30.0 : 0);
        }

        assertThat(WarmUp.samples(samples, samples.length)).isBetween(250, 320);
    }

    @Test
    void shouldKeepAllWhenRunIsSteadyOrShort() {
        double[] steady = new double[1000];
        assertThat(WarmUp.samples(steady, steady.length)).isZero();
        assertThat(WarmUp.samples(new double[] {9, 1, 1, 1}, 4)).isZero();
    }

    @Test
    void shouldSayUnsettledWhenRunOnlyGrows() {
        double[] growing = new double[1000];
        for (int i = 0; i < growing.length; i++) {
            growing[i] = i;
        }
        assertThat(WarmUp.samples(growing, growing.length)).isEqualTo(WarmUp.UNSETTLED);
    }
}
