// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Curves, steps, points, bands and ceilings over one axis, in panels one above the other. Most charts of a plan are of
 * this kind: throughput and latency, sweeps, percentiles, Pareto sets, forecasts. Immutable.
 *
 * @param marks lines across all panels, at places on the x axis.
 */
public record CurveChart(String id, String title, String reading, Axis x, List<Panel> panels, List<Mark> marks)
        implements Chart {
    /** How a series is drawn. */
    public enum Style {
        LINE,
        STEP,
        POINTS,
        /** A limit that nothing gets past: a dashed line. */
        CEILING,
        /** The area between low and high, the value as a line in it. */
        BAND
    }

    /**
     * One place.
     *
     * @param low   lower end of its interval, the value itself where there is none.
     * @param high  upper end.
     * @param label what is told of this point alone, may be empty.
     */
    public record Point(double x, double y, double low, double high, String label) {
        public Point {
            Checks.interval("point at " + x, low, y, high);
            if (label == null) {
                throw new IllegalArgumentException("the label of a point may be empty, not absent");
            }
        }

        /** A point without an interval. */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y, "");
        }
    }

    /** Points of one name, in the order they are joined. */
    public record Series(String name, Style style, List<Point> points) {
        public Series {
            Checks.text("name of a series", name);
            if (style == null) {
                throw new IllegalArgumentException("series " + name + " has no style");
            }
            points = Checks.some("points of series " + name, points);
        }
    }

    /** Curves that share a y axis. */
    public record Panel(Axis y, List<Series> series) {
        public Panel {
            series = Checks.some("series of panel " + y.label(), series);
            Checks.unique(
                    "series of panel " + y.label(),
                    series.stream().map(Series::name).toList());
        }
    }

    /** A place on the x axis that has a name, such as a bound that was found. */
    public record Mark(String label, double x) {
        public Mark {
            Checks.text("label of a mark", label);
        }
    }

    public CurveChart {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        panels = Checks.some("panels of chart " + id, panels);
        marks = List.copyOf(marks);
        marks.forEach(mark -> x.on(mark.x()));
        for (Panel panel : panels) {
            panel.series().forEach(series -> fit(x, panel.y(), series));
        }
    }

    private static void fit(Axis x, Axis y, Series series) {
        for (Point point : series.points()) {
            x.on(point.x());
            y.on(point.low());
            y.on(point.high());
        }
    }

    @Override
    public Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Panel panel : panels) {
            for (Series series : panel.series()) {
                series.points().forEach(point -> rows.add(row(panel, series, point)));
            }
        }
        marks.forEach(mark -> rows.add(List.of("mark", mark.label(), mark.x(), "", "", "", "")));
        return new Table(id, title, List.of("panel", "series", x.heading(), "value", "from", "to", "note"), rows);
    }

    private static List<Object> row(Panel panel, Series series, Point point) {
        return List.of(
                panel.y().heading(), series.name(), point.x(), point.y(), point.low(), point.high(), point.label());
    }
}
