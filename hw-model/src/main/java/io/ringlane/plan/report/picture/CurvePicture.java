// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Panel;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws curves: one chart a panel. One owner thread. */
final class CurvePicture {
    private static final int MANY = 40;
    private static final int FAINT = 50;
    private static final float THICK = 2.4f;
    private static final float THIN = 1.3f;

    private final CurveChart curves;
    private final List<String> names;

    private CurvePicture(CurveChart curves) {
        this.curves = curves;
        names = curves.panels().stream()
                .flatMap(panel -> panel.series().stream().map(Series::name))
                .distinct()
                .toList();
    }

    /** From the top. */
    static List<XYChart> draw(CurveChart curves) {
        return new CurvePicture(curves).panels();
    }

    private List<XYChart> panels() {
        double[] places = curves.panels().stream()
                .flatMap(panel -> panel.series().stream())
                .flatMap(series -> series.points().stream())
                .mapToDouble(this::x)
                .sorted()
                .toArray();
        List<XYChart> charts = new ArrayList<>();
        for (Panel panel : curves.panels()) {
            String title = charts.isEmpty() ? curves.title() : "";
            XYChart chart = Palette.axes(title, curves.x(), panel.y(), Palette.HEIGHT);
            panel.series().forEach(series -> series(chart, series));
            curves.marks().forEach(mark -> mark(chart, panel, mark));
            chart.getStyler().setXAxisMin(places[0]).setXAxisMax(places[places.length - 1]);
            charts.add(chart);
        }
        return charts;
    }

    private void series(XYChart chart, Series series) {
        int number = names.indexOf(series.name());
        if (series.style() == Style.BAND) {
            band(chart, series, number);
        }
        XYSeries line = chart.addSeries(
                series.name(),
                series.points().stream().mapToDouble(this::x).toArray(),
                series.points().stream().mapToDouble(Point::y).toArray());
        line.setXYSeriesRenderStyle(
                switch (series.style()) {
                    case POINTS -> XYSeriesRenderStyle.Scatter;
                    case STEP -> XYSeriesRenderStyle.Step;
                    case LINE, BAND, CEILING -> XYSeriesRenderStyle.Line;
                });
        boolean isLimit = series.style() == Style.CEILING;
        boolean hasMarkers = !isLimit && series.points().size() <= MANY;
        line.setMarker(hasMarkers ? Palette.marker(number) : SeriesMarkers.NONE);
        line.setMarkerColor(Palette.colour(number));
        line.setLineColor(Palette.colour(number));
        line.setLineStyle(Palette.stroke(isLimit ? 1 + number % 4 : number, isLimit ? THIN : THICK));
        if (series.style() != Style.BAND) {
            whiskers(chart, series, number);
        }
    }

    private double x(Point point) {
        return Palette.place(curves.x(), point.x());
    }

    /** There along the upper ends, back along the lower. */
    private void band(XYChart chart, Series series, int number) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Point point : series.points()) {
            xs.add(x(point));
            ys.add(point.high());
        }
        for (Point point : series.points().reversed()) {
            xs.add(x(point));
            ys.add(point.low());
        }
        XYSeries area = chart.addSeries(series.name() + ", interval", xs, ys);
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        area.setFillColor(Palette.faded(Palette.colour(number), FAINT));
        area.setLineColor(Palette.faded(Palette.colour(number), FAINT));
        area.setMarker(SeriesMarkers.NONE);
    }

    /** Upright lines with gaps between them. */
    private void whiskers(XYChart chart, Series series, int number) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Point point : series.points()) {
            if (point.low() < point.high()) {
                xs.addAll(List.of(x(point), x(point), x(point)));
                ys.addAll(List.of(point.low(), point.high(), Double.NaN));
            }
        }
        if (!xs.isEmpty()) {
            XYSeries lines = chart.addSeries(series.name() + ", intervals", xs, ys);
            lines.setShowInLegend(false);
            lines.setMarker(SeriesMarkers.NONE);
            lines.setLineColor(Palette.colour(number));
            lines.setLineStyle(Palette.stroke(0, THIN));
        }
    }

    private void mark(XYChart chart, Panel panel, Mark mark) {
        Axis x = curves.x();
        double place = Palette.place(x, mark.x());
        chart.addAnnotation(new AnnotationLine(place, true, false));
        double top = panel.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Point::high)
                .max()
                .orElse(0);
        chart.addAnnotation(new AnnotationText(mark.label(), place, top, false));
    }
}
