// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Panel;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/** The curve charts that every plan has, with the axes and units that readers of benchmarks expect. Stateless. */
public final class StandardCharts {
    /** Fewer samples than this beyond a percentile, and it is left out. */
    public static final int SAMPLES_BEYOND = 10;

    /** Percentiles are drawn to here, however many samples there are. */
    public static final double LAST_PERCENTILE = 99.9999;

    private static final double PS_PER_US = 1e6;
    private static final int TICKS_PER_HALF = 5;

    private StandardCharts() {}

    /**
     * Latency and loss against load.
     *
     * @param latencies a series a percentile, microseconds at Mpps; overload points left out.
     * @param loss      percent of the packets at Mpps.
     * @param marks     such as NDR and PDR.
     */
    public static CurveChart throughputLatency(
            String id, String reading, List<Series> latencies, List<Point> loss, List<Mark> marks) {
        return new CurveChart(
                id,
                "Latency and loss against offered load",
                reading,
                Axis.of("offered load", "Mpps"),
                List.of(
                        new Panel(Axis.log("latency", "µs"), latencies),
                        new Panel(Axis.of("loss", "%"), List.of(new Series("loss", Style.STEP, loss)))),
                marks);
    }

    /**
     * Throughput over packet sizes under the ceilings that no packet gets past.
     *
     * @param packets  Mpps found at each size of the clear frame in bytes.
     * @param ceilings by name: Mpps at each size, such as of the wire, ESP on the wire, PCIe, lanes, cores.
     */
    public static CurveChart packetSizes(
            String id, String reading, List<Point> packets, Map<String, List<Point>> ceilings) {
        List<Series> counts = new ArrayList<>();
        List<Series> bits = new ArrayList<>();
        counts.add(new Series("throughput", Style.LINE, packets));
        bits.add(new Series("throughput", Style.LINE, gigabits(packets)));
        ceilings.forEach((name, points) -> {
            counts.add(new Series(name, Style.CEILING, points));
            bits.add(new Series(name, Style.CEILING, gigabits(points)));
        });
        return new CurveChart(
                id,
                "Throughput against packet size, under its ceilings",
                reading,
                Axis.log("clear frame with FCS", "B"),
                List.of(
                        new Panel(Axis.log("packets", "Mpps"), counts),
                        new Panel(Axis.log("clear frame bits", "Gb/s"), bits)),
                List.of());
    }

    /** Mpps at bytes as Gb/s at bytes. */
    private static List<Point> gigabits(List<Point> packets) {
        return packets.stream()
                .map(point -> {
                    double scale = point.x() * Byte.SIZE / 1000;
                    return new Point(
                            point.x(), point.y() * scale, point.low() * scale, point.high() * scale, point.label());
                })
                .toList();
    }

    /**
     * Throughput over the number of SAs.
     *
     * @param throughput series of Gb/s at a number of SAs.
     * @param hits       percent of look-ups that find the SA on the card; empty where the profile has a curve instead
     *                   of a cache.
     */
    public static CurveChart states(String id, String reading, List<Series> throughput, List<Point> hits) {
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(Axis.of("throughput", "Gb/s"), throughput));
        if (!hits.isEmpty()) {
            panels.add(new Panel(Axis.of("context hits", "%"), List.of(new Series("hits", Style.LINE, hits))));
        }
        return new CurveChart(
                id, "Throughput against the number of SAs", reading, Axis.log("SAs", ""), panels, List.of());
    }

    /**
     * Latency percentiles. A percentile with fewer than {@link #SAMPLES_BEYOND} samples beyond it is left out.
     *
     * @param histograms of picoseconds, by name, such as response and service time at a load; none of them empty.
     */
    public static CurveChart percentiles(
            String id, String reading, Map<String, ? extends AbstractHistogram> histograms) {
        List<Series> series = new ArrayList<>();
        histograms.forEach((name, histogram) -> series.add(new Series(name, Style.LINE, percentiles(histogram))));
        return new CurveChart(
                id,
                "Latency by percentile",
                reading,
                new Axis("percentile", "%", Chart.Scale.PERCENTILE),
                List.of(new Panel(Axis.log("latency", "µs"), series)),
                List.of());
    }

    private static List<Point> percentiles(AbstractHistogram histogram) {
        double last = lastPercentile(histogram.getTotalCount());
        List<Point> points = new ArrayList<>();
        histogram.percentiles(TICKS_PER_HALF).forEach(step -> {
            double percentile = step.getPercentileLevelIteratedTo();
            long value = step.getValueIteratedTo();
            if (percentile <= last && value > 0) {
                points.add(Point.of(percentile, value / PS_PER_US));
            }
        });
        if (points.isEmpty()) {
            points.add(Point.of(0, Math.max(1, histogram.getMinNonZeroValue()) / PS_PER_US));
        }
        return points;
    }

    /** Highest percentile that so many samples bear. */
    public static double lastPercentile(long samples) {
        return samples <= SAMPLES_BEYOND ? 0 : Math.min(LAST_PERCENTILE, 100 * (1 - (double) SAMPLES_BEYOND / samples));
    }

    /**
     * Configurations and those among them that none other beats in everything.
     *
     * @param all  every configuration that meets the targets, its name as label.
     * @param best those nothing beats, ascending by x.
     */
    public static CurveChart pareto(
            String id, String title, String reading, Axis x, Axis y, List<Point> all, List<Point> best) {
        return new CurveChart(
                id,
                title,
                reading,
                x,
                List.of(new Panel(
                        y,
                        List.of(
                                new Series("not beaten", Style.STEP, best),
                                new Series("all that meet the targets", Style.POINTS, all)))),
                List.of());
    }
}
