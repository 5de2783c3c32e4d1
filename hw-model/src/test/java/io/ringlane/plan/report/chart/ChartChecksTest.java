// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.CurveChart.Panel;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.HeatMap.Cell;
import io.ringlane.plan.report.chart.PublishedPoints.Row;
import io.ringlane.plan.report.chart.PublishedPoints.Standing;
import io.ringlane.plan.report.chart.Tornado.Bar;
import io.ringlane.plan.report.chart.Waterfall.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a chart refuses: each line names the value and where it stands. */
class ChartChecksTest {
    private static CurveChart curves(Axis x, Axis y, Point... points) {
        return new CurveChart(
                "chart",
                "A chart",
                "It rises.",
                x,
                List.of(new Panel(y, List.of(new Series("line", Style.LINE, List.of(points))))),
                List.of());
    }

    private static HeatMap heat(List<Double> columns, Cell... cells) {
        return new HeatMap(
                "heat",
                "Heat",
                "It is hot.",
                Axis.of("load", "Mpps"),
                columns,
                Axis.of("lanes", ""),
                List.of(1.0, 2.0),
                Axis.of("latency", "µs"),
                List.of(cells),
                "overload",
                10);
    }

    @Test
    void shouldRefuseWhenNumberIsNotFinite() {
        assertThatThrownBy(() -> Point.of(1, Double.NaN)).hasMessage("point at 1.0 is NaN, want a finite number");
        assertThatThrownBy(() -> Point.of(1, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
        assertThatThrownBy(() -> heat(List.of(1.0, 2.0), new Cell(0, 0, Double.NaN)))
                .hasMessageContaining("latency is NaN");
    }

    @Test
    void shouldRefuseWhenValueIsOutsideItsInterval() {
        assertThatThrownBy(() -> new Point(1, 5, 6, 7, ""))
                .hasMessage("point at 1.0 is 5.0, outside its interval 6.0 to 7.0");
    }

    @Test
    void shouldRefuseWhenAxisCannotShowValue() {
        assertThatThrownBy(() -> curves(Axis.of("load", "Mpps"), Axis.log("latency", "µs"), Point.of(1, 0)))
                .hasMessage("latency is 0.0, not to be shown on a log axis");
        Axis percentile = new Axis("percentile", "%", Chart.Scale.PERCENTILE);
        assertThatThrownBy(() -> curves(percentile, Axis.of("latency", "µs"), Point.of(100, 1)))
                .hasMessage("percentile is 100.0, not to be shown on a percentile axis");
    }

    @Test
    void shouldRefuseWhenNameIsThereTwice() {
        Series line = new Series("line", Style.LINE, List.of(Point.of(1, 1)));

        assertThatThrownBy(() -> new Panel(Axis.of("latency", "µs"), List.of(line, line)))
                .hasMessage("series of panel latency 'line' is there twice");
    }

    @Test
    void shouldRefuseWhenNameIsNoFileName() {
        assertThatThrownBy(() -> new Table("../etc", "T", List.of("a"), List.of()))
                .hasMessageContaining("'../etc'");
    }

    @Test
    void shouldRefuseWhenCellIsOutsideOrTwice() {
        assertThatThrownBy(() -> heat(List.of(1.0, 2.0), new Cell(2, 0, 1)))
                .hasMessage("chart heat: cell 2, 0 is outside of it");
        assertThatThrownBy(() -> heat(List.of(1.0, 2.0), new Cell(1, 0, 1), new Cell(1, 0, 2)))
                .hasMessage("chart heat: cell 1, 0 is there twice");
        assertThatThrownBy(() -> heat(List.of(2.0, 1.0), new Cell(1, 0, 1)))
                .hasMessage("axis load does not ascend at 1.0");
    }

    @Test
    void shouldRefuseWhenTimesDoNotFitLevels() {
        Step step = new Step("lane", List.of(1.0), List.of(1.0, 2.0));

        assertThatThrownBy(() -> new Waterfall("w", "W", "Falls.", "µs", List.of("mean", "p99"), List.of(step)))
                .hasMessage("chart w: stage lane has 1 times for 2 levels");
    }

    @Test
    void shouldRefuseWhenRowHasOtherCellsThanColumns() {
        assertThatThrownBy(() -> new Table("t", "T", List.of("a", "b"), List.of(List.of(1))))
                .hasMessage("table t: a row has 1 cells for 2 columns");
        assertThatThrownBy(() -> new Table("t", "T", List.of("a"), List.of(List.of(List.of()))))
                .hasMessageContaining("cannot hold");
    }

    @Test
    void shouldPutWidestFirstWhenTornadoIsMade() {
        Bar small = new Bar("small", "A", "1", "4", 10, 10.5, 0.1);
        Bar wide = new Bar("wide", "A", "1", "4", 12, 8, 0.1);

        Tornado tornado = new Tornado("t", "T", "Turns.", Axis.of("NDR", "Mpps"), 10, List.of(small, wide));

        assertThat(tornado.bars()).containsExactly(wide, small);
    }

    @Test
    void shouldTellErrorsByStandingWhenAsked() {
        PublishedPoints points = new PublishedPoints(
                "p",
                "P",
                "Near.",
                3,
                List.of(
                        new Row("a", "a", "Gb/s", 100, 102, 3, Standing.PREDICTED, "S1", ""),
                        new Row("b", "b", "Gb/s", 200, 192, 3, Standing.PREDICTED, "S1", ""),
                        new Row("c", "c", "Gb/s", 100, 101, 3, Standing.FITTED, "S1", ""),
                        new Row("d", "d", "Gb/s", 100, 0, 3, Standing.NOT_MODELLED, "S1", "why")));

        assertThat(points.meanError(Standing.PREDICTED)).hasValue(3);
        assertThat(points.meanError(Standing.FITTED)).hasValue(1);
        assertThat(points.meanError(Standing.SHAPE_ONLY)).isEmpty();
        assertThat(points.rows().getLast().error()).isEmpty();
        assertThat(points.table().rows().getLast().get(5))
                .as("no error is told")
                .isEqualTo("");
    }
}
