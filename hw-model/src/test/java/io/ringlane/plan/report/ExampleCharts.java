// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Panel;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.FlowChart;
import io.ringlane.plan.report.chart.FlowChart.Link;
import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.HeatMap.Cell;
import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.PublishedPoints.Row;
import io.ringlane.plan.report.chart.PublishedPoints.Standing;
import io.ringlane.plan.report.chart.StandardCharts;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.report.chart.Tornado.Bar;
import io.ringlane.plan.report.chart.Waterfall;
import io.ringlane.plan.report.chart.Waterfall.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** One chart of each kind, of numbers that are made up and say so. */
final class ExampleCharts {
    private static final long SEED = 20;
    private static final double NDR = 8.41;
    private static final double PDR = 8.97;

    private ExampleCharts() {}

    static CurveChart throughputLatency() {
        Map<String, Double> tails = new LinkedHashMap<>(Map.of("p50", 1.0));
        tails.put("p99", 2.3);
        tails.put("p99.9", 4.1);
        List<Series> latencies = new ArrayList<>();
        tails.forEach((name, factor) -> {
            List<Point> points = new ArrayList<>();
            for (double load = 0.5; load <= 9.01; load += 0.5) {
                double latency = 9 + factor * 3 / (1.05 - load / 9);
                points.add(new Point(load, latency, latency * 0.96, latency * 1.05, ""));
            }
            latencies.add(new Series(name, Style.LINE, points));
        });
        List<Point> loss = new ArrayList<>();
        for (double load = 0.5; load <= 11; load += 0.5) {
            double lost = Math.max(0, 100 * (1 - 8.6 / load));
            loss.add(new Point(load, lost, Math.max(0, lost - 0.3), lost + (lost > 0 ? 0.3 : 0), ""));
        }
        return StandardCharts.throughputLatency(
                "throughput-latency",
                "The median stays below 30 µs up to 8 Mpps and doubles within the next half million packets a second.",
                latencies,
                loss,
                List.of(new Mark("NDR", NDR), new Mark("PDR 0.5 %", PDR)));
    }

    static CurveChart packetSizes() {
        int[] sizes = {64, 128, 256, 512, 1024, 1280, 1518};
        List<Point> found = new ArrayList<>();
        Map<String, List<Point>> ceilings = new LinkedHashMap<>();
        List.of("wire", "ESP on the wire", "PCIe Gen4 x16", "2 crypto lanes", "4 host cores")
                .forEach(name -> ceilings.put(name, new ArrayList<>()));
        for (int size : sizes) {
            double[] limits = {
                1e5 / ((size + 20) * 8),
                1e5 / ((size + 74) * 8),
                2.1e5 / ((size + 60) * 8),
                2e3 / (20 + 0.0625 * size),
                58
            };
            int at = 0;
            double least = Double.MAX_VALUE;
            for (List<Point> ceiling : ceilings.values()) {
                least = Math.min(least, limits[at]);
                ceiling.add(Point.of(size, limits[at++]));
            }
            found.add(new Point(size, 0.97 * least, 0.96 * least, 0.98 * least, ""));
        }
        return StandardCharts.packetSizes(
                "packet-sizes",
                "Small packets are bound by the host cores, packets from 256 bytes on by what ESP adds on the wire.",
                found,
                ceilings);
    }

    static CurveChart states() {
        List<Point> throughput = new ArrayList<>();
        List<Point> hits = new ArrayList<>();
        for (int states = 64; states <= 65_536; states *= 2) {
            double hit = Math.min(1, 2048.0 / states);
            throughput.add(Point.of(states, 98.2 / (1 + 1.7 * (1 - hit))));
            hits.add(Point.of(states, 100 * hit));
        }
        return StandardCharts.states(
                "sa-count",
                "Throughput holds up to 2,048 SAs, which is what the card's cache has room for, and falls to a third.",
                List.of(new Series("uniform popularity", Style.LINE, throughput)),
                hits);
    }

    static Map<String, Histogram> histograms() {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        for (String name : List.of("response", "service")) {
            Random random = new Random(SEED);
            Histogram histogram = new Histogram(3);
            for (int packet = 0; packet < 200_000; packet++) {
                double wait = -Math.log(1 - random.nextDouble()) * (name.equals("response") ? 6e6 : 2e6);
                histogram.recordValue(9_000_000L + (long) wait);
            }
            histograms.put(name, histogram);
        }
        return histograms;
    }

    static CurveChart percentiles() {
        return StandardCharts.percentiles(
                "percentiles",
                "Response time counts from when a packet was meant to be sent; at p99.9 it is 2.1 times the service"
                        + " time.",
                histograms());
    }

    static HeatMap heat() {
        List<Double> lanes = List.of(1.0, 2.0, 3.0, 4.0, 6.0, 8.0);
        List<Double> loads = List.of(2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0);
        List<Cell> cells = new ArrayList<>();
        for (int column = 0; column < loads.size(); column++) {
            for (int row = 0; row < lanes.size(); row++) {
                double use = loads.get(column) / (3.1 * lanes.get(row));
                if (use < 1) {
                    cells.add(new Cell(column, row, 11 + 9 * use / (1 - use)));
                }
            }
        }
        return new HeatMap(
                "lanes-load",
                "p99.9 latency over crypto lanes and load",
                "The red line is the target of 40 µs. Each lane more carries about 2.4 Mpps more within it.",
                Axis.of("offered load", "Mpps"),
                loads,
                Axis.of("crypto lanes", ""),
                lanes,
                Axis.log("p99.9 latency", "µs"),
                cells,
                "overload: the backlog grows",
                40);
    }

    static Waterfall waterfall() {
        return new Waterfall(
                "latency-budget",
                "Where the time of a packet goes",
                "Three quarters of the tail is waiting for a crypto lane.",
                "µs",
                List.of("mean", "p50", "p99", "p99.9"),
                List.of(
                        new Step("post and doorbell", List.of(0.4, 0.3, 0.9, 1.1), List.of(0.1, 0.1, 0.1, 0.1)),
                        new Step("descriptor fetch", List.of(0.2, 0.1, 0.6, 0.9), List.of(0.7, 0.7, 0.7, 0.7)),
                        new Step("payload over PCIe", List.of(0.3, 0.2, 0.8, 1.3), List.of(0.9, 0.8, 1.0, 1.1)),
                        new Step("SA context", List.of(0.1, 0.0, 0.3, 0.5), List.of(0.2, 0.0, 0.8, 0.8)),
                        new Step("crypto lanes", List.of(4.1, 2.2, 14.0, 27.5), List.of(0.4, 0.4, 0.5, 0.5)),
                        new Step("transmit FIFO and wire", List.of(0.8, 0.5, 2.9, 4.4), List.of(0.1, 0.1, 0.1, 0.1)),
                        new Step("completion", List.of(1.1, 1.0, 2.0, 2.2), List.of(0.2, 0.2, 0.2, 0.2))));
    }

    static FlowChart flow() {
        return new FlowChart(
                "wait-for",
                "Who held back whom",
                "The crypto lanes held back the transmit ring in 38 % of the run, and through it the host cores.",
                List.of(
                        new Link("transmit ring", "crypto lanes", 38),
                        new Link("host cores", "transmit ring", 31),
                        new Link("receive ring", "host cores", 31),
                        new Link("crypto lanes", "transmit FIFO", 2.5),
                        new Link("transmit FIFO", "wire", 4)),
                "No stage held back another.");
    }

    static PublishedPoints published() {
        return new PublishedPoints(
                "published",
                "The model against published points",
                "Made up: the predicted points lie within 1 % and the fitted ones within 2 %.",
                3,
                List.of(
                        new Row("X1", "packets into each port", "Mpps", 11.25, 11.244, 3, Standing.PREDICTED, "S1", ""),
                        new Row("X2", "bits on each port", "Gb/s", 98.2, 98.9, 3, Standing.PREDICTED, "S1", ""),
                        new Row("X3", "read size 512 to 2048", "Gb/s", 6, 5.6, 10, Standing.PREDICTED, "S1", "roughly"),
                        new Row("X4", "1.2 k tunnels", "Gb/s", 153.3, 154.8, 3, Standing.FITTED, "S1", ""),
                        new Row("X5", "1.5 k tunnels", "Gb/s", 110.3, 108.4, 3, Standing.FITTED, "S1", ""),
                        new Row("X6", "latency at the knee", "µs", 160, 171, 15, Standing.SHAPE_ONLY, "S1", "read off"),
                        new Row("X7", "software", "Gb/s", 3.1, 0, 3, Standing.NOT_MODELLED, "S2", "no profile of it")));
    }

    static Tornado tornado() {
        return new Tornado(
                "sensitivity",
                "What the assumptions do to the answer, from half to double",
                "Only the time a lane takes for each packet changes the answer by more than one percent.",
                Axis.of("NDR", "Mpps"),
                NDR,
                List.of(
                        new Bar("PCIe read latency", "A", "350 ns", "1400 ns", 8.44, 8.31, 0.02),
                        new Bar("lane time per packet", "A", "10 ns", "40 ns", 9.02, 6.93, 0.03),
                        new Bar("context hit", "A", "2.5 ns", "10 ns", 8.41, 8.40, 0.02),
                        new Bar("doorbell", "A", "50 ns", "200 ns", 8.46, 8.33, 0.02)));
    }

    static CurveChart pareto() {
        List<Point> all = new ArrayList<>();
        List<Point> best = new ArrayList<>();
        double reached = Double.MAX_VALUE;
        for (int cost = 8; cost <= 30; cost++) {
            double latency = 120.0 / cost + 7 * ((cost * 7) % 5);
            Point point = new Point(cost * 50, latency, latency, latency, cost / 4 + " lanes, ring " + cost * 32);
            all.add(point);
            if (latency < reached) {
                reached = latency;
                best.add(point);
            }
        }
        return StandardCharts.pareto(
                "pareto",
                "Cost against latency",
                "Beyond a cost of 1,000 no configuration is faster by more than a microsecond.",
                Axis.of("cost", "units"),
                Axis.of("p99.9 latency", "µs"),
                all,
                best);
    }

    static CurveChart forecast() {
        List<Point> load = new ArrayList<>();
        List<Point> limit = new ArrayList<>();
        for (int month = 0; month <= 24; month++) {
            double middle = 5 * Math.pow(1.025, month);
            load.add(new Point(month, middle, middle * Math.pow(0.992, month), middle * Math.pow(1.009, month), ""));
            limit.add(Point.of(month, NDR));
        }
        return new CurveChart(
                "forecast",
                "When the load crosses what the box takes",
                "In the middle case after 21 months, in the upper one of ten after 16.",
                Axis.of("months from now", ""),
                List.of(new Panel(
                        Axis.of("load", "Mpps"),
                        List.of(new Series("load", Style.BAND, load), new Series("NDR", Style.CEILING, limit)))),
                List.of(new Mark("crosses", 21)));
    }
}
