// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.compare.PlanComparison.Difference;
import io.ringlane.plan.compare.PlanResult.Bound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Differences that are there and differences that are not. */
final class PlanComparisonTest {
    private static final List<Double> RATES = List.of(10.0, 12.0, 14.0, 11.0, 13.0);

    private static PlanResult result(long seed, List<Measure> measures, List<Bound> bounds) {
        return new PlanResult(
                "seed " + seed,
                seed,
                Map.of("seed", "" + seed),
                measures,
                bounds,
                Map.of("explain: binding", "lanes"),
                List.of());
    }

    private static PlanResult rates(long seed, List<Double> values) {
        return result(seed, List.of(new Measure("rate", "Mpps", values)), List.of());
    }

    private static Difference only(PlanResult one, PlanResult other) {
        return new PlanComparison(one, other).differences().getFirst();
    }

    @Test
    void shouldSeeASmallDifferenceWhenSeedsAreTheSame() {
        // every seed is better by 0.1 or a little more: far less than seeds differ among each other
        Difference difference = only(rates(3, RATES), rates(3, List.of(10.1, 12.1, 14.11, 11.1, 13.12)));

        assertThat(difference.verdict()).isEqualTo("B is more");
        assertThat(difference.test()).isEqualTo("5 pairs");
        assertThat(difference.difference().mean()).isCloseTo(0.106, within(1e-9));
        assertThat(difference.percent(difference.difference().mean())).isCloseTo(100 * 0.106 / 12, within(1e-9));
    }

    @Test
    void shouldShowNoDifferenceWhenTheSameSmallOneHasOtherSeeds() {
        Difference difference = only(rates(3, RATES), rates(4, List.of(10.1, 12.1, 14.11, 11.1, 13.12)));

        assertThat(difference.verdict()).isEqualTo("no difference shown");
        assertThat(difference.test()).isEqualTo("Welch, 5 and 5");
    }

    @Test
    void shouldSeeALargeDifferenceWhenSeedsDiffer() {
        Difference difference = only(rates(3, RATES), rates(4, List.of(1.0, 2.0, 3.0, 1.5)));

        assertThat(difference.verdict()).isEqualTo("B is less");
        assertThat(difference.test()).isEqualTo("Welch, 5 and 4");
    }

    @Test
    void shouldShowNoDifferenceWhenBothAreTheSame() {
        PlanComparison comparison = new PlanComparison(rates(3, RATES), rates(3, RATES));
        Answer answer = comparison.answer();

        assertThat(comparison.differences().getFirst().verdict()).isEqualTo("no difference shown");
        assertThat(answer.summary().getFirst()).contains("Of 1 measures").contains("0 differ");
        assertThat(answer.values()).containsEntry("rate.verdict", "no difference shown");
    }

    @Test
    void shouldPairAsManyAsBothHaveWhenOneHasMoreSeeds() {
        Difference difference = only(rates(3, RATES), rates(3, List.of(10.5, 12.5, 14.5)));

        assertThat(difference.test()).isEqualTo("3 pairs");
        assertThat(difference.difference().mean()).isCloseTo(0.5, within(1e-12));
        assertThat(difference.verdict()).isEqualTo("B is more");
    }

    @Test
    void shouldSayNothingWhenThereIsOneSeedOnly() {
        assertThat(only(rates(3, List.of(1.0)), rates(3, List.of(9.0))).verdict())
                .isEqualTo("one seed only");
    }

    @Test
    void shouldTellBoundsApartWhenTheyLeaveEachOtherOut() {
        PlanResult one =
                result(1, List.of(), List.of(new Bound("search: NDR", 4e6, 5e6), new Bound("search: PDR", 6e6, 7e6)));
        PlanResult other = result(
                1, List.of(), List.of(new Bound("search: NDR", 4.9e6, 6e6), new Bound("search: PDR", 5e6, 5.9e6)));
        Answer answer = new PlanComparison(one, other).answer();

        assertThat(answer.values())
                .containsEntry("search: NDR.verdict", "no difference shown")
                .containsEntry("search: PDR.verdict", "B is less");
        assertThat(answer.summary().getFirst()).contains("of 2 searches 1");
    }

    @Test
    void shouldNameWhatIsNotComparedWhenOnlyOneHasIt() {
        PlanResult more =
                result(1, List.of(new Measure("rate", "Mpps", RATES), new Measure("p99", "us", RATES)), List.of());

        assertThat(new PlanComparison(more, rates(1, RATES)).answer().cautions())
                .anyMatch(line -> line.contains("not compared: A alone p99"));
        assertThat(new PlanComparison(rates(1, RATES), more).answer().cautions())
                .anyMatch(line -> line.contains("not compared: B alone p99"));
    }

    @Test
    void shouldRefuseWhenNothingIsInCommon() {
        PlanResult other = result(1, List.of(new Measure("p99", "us", RATES)), List.of());

        assertThatThrownBy(() -> new PlanComparison(rates(1, RATES), other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no measure in common");
    }
}
