// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Level;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the whole run of a time line, one low chart a place. Stateless. */
final class TimelinePicture {
    private static final int LOW = 190;
    private static final int MOST_BINS = 1200;
    private static final int FAINT = 70;
    private static final double PS_PER_US = 1e6;

    private TimelinePicture() {}

    static List<XYChart> draw(TimelineChart timeline) {
        List<XYChart> charts = new ArrayList<>();
        for (Track track : timeline.tracks()) {
            String title = charts.isEmpty() ? timeline.title() + ": " + track.name() : track.name();
            charts.add(track(timeline, track, title));
        }
        return charts;
    }

    private static XYChart track(TimelineChart timeline, Track track, String title) {
        XYChart chart = Palette.axes(title, Axis.of("time", "µs"), Axis.of("held", track.unit()), LOW);
        Level level = track.levels().stream()
                .filter(one -> one.least().size() <= MOST_BINS)
                .findFirst()
                .orElse(track.levels().getLast());
        double[] times = new double[level.least().size()];
        for (int bin = 0; bin < times.length; bin++) {
            times[bin] = bin * level.binPs() / PS_PER_US;
        }
        XYSeries most = add(chart, "most", times, level.most());
        most.setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
        most.setFillColor(Palette.faded(Palette.colour(0), FAINT));
        most.setLineColor(Palette.faded(Palette.colour(0), FAINT));
        add(chart, "mean", times, level.mean()).setLineColor(Palette.colour(0));
        add(chart, "least", times, level.least()).setLineColor(Palette.colour(2));
        timeline.events()
                .forEach(event -> chart.addAnnotation(new AnnotationLine(event.atPs() / PS_PER_US, true, false)));
        return chart;
    }

    private static XYSeries add(XYChart chart, String name, double[] times, List<? extends Number> values) {
        XYSeries series = chart.addSeries(
                name, times, values.stream().mapToDouble(Number::doubleValue).toArray());
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(Palette.stroke(0, 1.4f));
        return series;
    }
}
