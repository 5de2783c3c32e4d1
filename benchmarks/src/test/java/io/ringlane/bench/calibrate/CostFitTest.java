// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.traffic.WorkRow;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CostFitTest {
    private static final double TINY = 1e-3;

    /** What a packet of a length costs, by SAs. */
    private interface Surface {
        double ns(int size, int states);
    }

    /** Rows of the real plan that cost exactly so, 80 ns a burst and 3 ns a change of length. */
    private static List<CostPoint> points(Surface surface) {
        ToDoubleFunction<WorkRow> cost = row -> {
            double sum = 80.0 / row.burst() - 80.0 / 32 + 3 * row.frames().changes();
            for (int i = 0; i < row.frames().sizes().size(); i++) {
                sum += row.frames().share(i) * surface.ns(row.frames().sizes().get(i), row.states());
            }
            return sum;
        };
        return CostRuns.outbound().stream()
                .map(row -> new CostPoint(row, cost.applyAsDouble(row)))
                .toList();
    }

    private static double bent(int size) {
        return size < 512 ? 60 + 0.05 * size : 60 + 0.05 * 512 + 0.12 * (size - 512);
    }

    private static double levels(int states) {
        return Math.max(0, Math.log(states / 16.0));
    }

    @Test
    void shouldTakeALineWhenCostsLieOnOne() {
        CostFit.Choice choice = CostFit.choose(points((size, states) -> 60 + 0.09 * size + levels(states)));
        CostFit fit = choice.best();

        assertThat(fit.form()).isEqualTo(CostForm.LINE);
        assertThat(choice.tried().get(CostForm.LINE).leftOut()).isLessThan(TINY);
        assertThat(fit.ns(64, 512)).isCloseTo(60 + 0.09 * 512 + levels(64), within(TINY));
        assertThat(fit.ns(4096, 700)).isCloseTo(60 + 0.09 * 700 + levels(4096), within(TINY));
        assertThat(fit.perBurstNs()).isCloseTo(80, within(TINY));
        assertThat(fit.changeNs()).isCloseTo(3, within(TINY));
        assertThat(choice.residuals())
                .allSatisfy(one -> assertThat(one.percent()).isCloseTo(0, within(TINY)));
    }

    @Test
    void shouldTakeKnotsWhenTheLineBends() {
        CostFit.Choice choice = CostFit.choose(points((size, states) -> bent(size) + 5 * levels(states)));

        assertThat(choice.best().form()).isEqualTo(CostForm.KNOTS);
        assertThat(choice.best().ns(1, 700)).isCloseTo(bent(700), within(TINY));
        assertThat(choice.tried().get(CostForm.LINE).meanPercent()).isGreaterThan(2);
    }

    @Test
    void shouldTakeALineForEachNumberWhenSasCostMoreWithLength() {
        CostFit.Choice choice =
                CostFit.choose(points((size, states) -> bent(size) + (2 + size / 100.0) * levels(states)));

        assertThat(choice.best().form()).isEqualTo(CostForm.KNOTS_AND_LINES);
        assertThat(choice.best().ns(16_384, 512)).isCloseTo(bent(512) + 7.12 * levels(16_384), within(TINY));
        assertThat(choice.tried().get(CostForm.KNOTS).leftOut()).isGreaterThan(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = CostForm.class,
            names = {"KNOTS", "KNOTS_AND_LINES", "TABLE"})
    void shouldBeWorseAtWhatWasLeftOutWhenPointsAreDisturbed(CostForm form) {
        List<CostPoint> points = points((size, states) -> bent(size) + 5 * levels(states)).stream()
                .map(point -> new CostPoint(
                        point.row(),
                        point.ns() * (1 + 0.02 * Math.sin(point.row().hashCode()))))
                .toList();
        CostFit.Quality quality = CostFit.choose(points).tried().get(form);

        assertThat(quality.leftOut()).isGreaterThan(quality.meanPercent());
        assertThat(quality.unknowns()).isLessThan(points.size());
    }

    @Test
    void shouldLeaveNothingOutWhenNothingWouldHoldTheLine() {
        CostFit.Choice choice = CostFit.choose(points((size, states) -> 60 + 0.09 * size));

        assertThat(choice.residuals())
                .filteredOn(one -> Double.isNaN(one.leftOutNs()))
                .hasSize(16)
                .allSatisfy(one -> assertThat(one.point().row().frames().sizes().getFirst())
                        .isIn(64, 1420));
    }

    @Test
    void shouldTellHowFarTheLogarithmIsOffWhenSasLieBetween() {
        CostFit byLogarithm =
                CostFit.choose(points((size, states) -> 60 + Math.log(states))).best();
        CostFit byNumber =
                CostFit.choose(points((size, states) -> 60 + states / 25.0)).best();

        assertThat(byLogarithm.betweenPercent()).isCloseTo(0, within(TINY));
        assertThat(byNumber.betweenPercent()).isGreaterThan(10);
    }

    @Test
    void shouldRefuseWhenTooFewRowsWereQuiet() {
        List<CostPoint> points = points((size, states) -> 60 + 0.09 * size).subList(0, 4);

        assertThatThrownBy(() -> CostFit.choose(points))
                .hasMessage("4 quiet rows, 5 are needed, of two lengths with 64 SAs");
        assertThatThrownBy(() -> CostFit.choose(List.of())).hasMessageContaining("0 quiet rows");
    }
}
