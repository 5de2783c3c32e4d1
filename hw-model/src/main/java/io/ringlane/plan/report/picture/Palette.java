// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.Chart.Scale;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Colours, dashes, fonts and axes that all pictures share; the same colours as the page's in light. Stateless. */
final class Palette {
    static final int WIDTH = 1100;
    static final int HEIGHT = 440;

    private static final Color INK = new Color(0x17212b);
    private static final Color LINE = new Color(0xd4dbe1);
    private static final Color[] SERIES = {
        new Color(0x0072b2), new Color(0xc44e00), new Color(0x007a5a), new Color(0x9a4f8c),
        new Color(0x806000), new Color(0x3f4b56), new Color(0x2f9bd6), new Color(0xb0332b),
    };
    private static final float[][] DASHES = {null, {8, 5}, {2, 4}, {10, 4, 2, 4}, {14, 5}, {4, 3}, {2, 7}};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.CROSS,
    };
    private static final int WHOLE = 10_000;
    private static final double SMALL = 1e-3;

    private Palette() {}

    static Color colour(int index) {
        return SERIES[index % SERIES.length];
    }

    /** The colour, so opaque: 0 to 255. */
    static Color faded(Color colour, int opacity) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
    }

    static Marker marker(int index) {
        return MARKERS[index % MARKERS.length];
    }

    static BasicStroke stroke(int index, float width) {
        float[] dash = DASHES[index % DASHES.length];
        return dash == null
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    /** An empty chart with these axes. */
    static XYChart axes(String title, Axis x, Axis y, int height) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(height)
                .title(title)
                .xAxisTitle(x.heading())
                .yAxisTitle(y.heading())
                .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(x.scale() == Scale.LOG).setYAxisLogarithmic(y.scale() == Scale.LOG);
        chart.setCustomXAxisTickLabelsFormatter(label(x));
        chart.setCustomYAxisTickLabelsFormatter(label(y));
        return chart;
    }

    /** Where a value stands on its axis: on one of percentiles each nine takes the same room. */
    static double place(Axis axis, double value) {
        return axis.scale() == Scale.PERCENTILE ? -Math.log10(1 - value / 100) : value;
    }

    private static Function<Double, String> label(Axis axis) {
        return switch (axis.scale()) {
            // Only where a whole number of nines stands.
            case PERCENTILE -> nines -> nines == Math.rint(nines) ? text(100 - 100 * Math.pow(10, -nines)) : "";
            case LINEAR, LOG -> Palette::text;
        };
    }

    /** A number at an axis. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= WHOLE || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return size < SMALL
                ? String.format(Locale.ROOT, "%.1e", value)
                : new BigDecimal(value)
                        .round(new MathContext(7))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** What all charts look like. */
    static void style(AxesChartStyler styler) {
        styler.setPlotGridLinesColor(LINE)
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setPlotBorderColor(LINE)
                .setLegendBorderColor(LINE)
                .setSeriesColors(SERIES)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setMarkerSize(7);
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }
}
