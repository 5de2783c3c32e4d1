// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StandardChartsTest {
    @Test
    void shouldLeaveOutPercentilesWhenSamplesAreFew() {
        Histogram histogram = new Histogram(3);
        for (int sample = 1; sample <= 10_000; sample++) {
            histogram.recordValue(sample * 1_000_000L);
        }

        List<Point> points = StandardCharts.percentiles("p", "Rises.", Map.of("response", histogram))
                .panels()
                .getFirst()
                .series()
                .getFirst()
                .points();

        assertThat(points.getLast().x()).as("ten samples beyond").isBetween(99.0, 99.9);
        for (Point point : points) {
            assertThat(point.y()).as("at %s %%", point.x()).isCloseTo(100 * point.x(), within(12.0));
        }
    }

    @Test
    void shouldDrawNoFurtherThanSixNinesWhenSamplesAreMany() {
        assertThat(StandardCharts.lastPercentile(1L << 40)).isEqualTo(99.9999);
        assertThat(StandardCharts.lastPercentile(1000)).isEqualTo(99.0);
        assertThat(StandardCharts.lastPercentile(10)).isZero();
        assertThat(StandardCharts.lastPercentile(0)).isZero();
    }

    @Test
    void shouldTellBitsWhenPacketsAreGiven() {
        CurveChart chart = StandardCharts.packetSizes(
                "sizes",
                "Falls.",
                List.of(Point.of(64, 10), Point.of(1518, 8)),
                Map.of("wire", List.of(Point.of(64, 148.81))));

        Series bits = chart.panels().get(1).series().getFirst();

        assertThat(bits.points()).extracting(Point::y).containsExactly(5.12, 97.152);
        assertThat(chart.panels().get(1).series().get(1).style()).isEqualTo(CurveChart.Style.CEILING);
    }

    @Test
    void shouldHaveNoHitsWhenProfileHasCurve() {
        List<Series> throughput = List.of(new Series("a", CurveChart.Style.LINE, List.of(Point.of(64, 90))));

        assertThat(StandardCharts.states("s", "Falls.", throughput, List.of()).panels())
                .hasSize(1);
        assertThat(StandardCharts.states("s", "Falls.", throughput, List.of(Point.of(64, 90)))
                        .panels())
                .hasSize(2);
    }
}
