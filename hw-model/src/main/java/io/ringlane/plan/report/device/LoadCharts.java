// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.StandardCharts;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The chart over the load: latency and loss, from little to more than comes through. Stateless. */
final class LoadCharts {
    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final double MILLION = 1e6;
    private static final double PERCENT = 100;

    private LoadCharts() {}

    static Chart throughputLatency(ReportRuns runs, List<Answer> answers) {
        List<Double> loads =
                ReportRuns.SHARES.stream().map(runs::load).distinct().toList();
        loads.forEach(load -> runs.prepare(runs.scenario(), load));
        Map<Double, List<Point>> latencies = new LinkedHashMap<>();
        List<Point> loss = new ArrayList<>();
        for (double load : loads) {
            List<Run> seeds = runs.seeds(load);
            double[] lost = seeds.stream()
                    .mapToDouble(run -> PERCENT * run.lossRatio())
                    .sorted()
                    .toArray();
            loss.add(point(load / MILLION, lost));
            for (double percentile : PERCENTILES) {
                double[] times = seeds.stream()
                        .map(run -> ReportRuns.microseconds(run, percentile))
                        .flatMapToDouble(OptionalDouble::stream)
                        .sorted()
                        .toArray();
                if (times.length == seeds.size()) {
                    latencies
                            .computeIfAbsent(percentile, none -> new ArrayList<>())
                            .add(point(load / MILLION, times));
                }
            }
        }
        List<Series> series = new ArrayList<>();
        latencies.forEach((percentile, points) -> series.add(new Series(name(percentile), Style.LINE, points)));
        return StandardCharts.throughputLatency("load-curve", reading(runs, loss), series, loss, marks(answers, loads));
    }

    /** The middle of sorted values, from the least to the most. */
    private static Point point(double x, double[] sorted) {
        return new Point(x, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], "");
    }

    /** Such as p99.9. */
    static String name(double percentile) {
        return "p"
                + (percentile == Math.rint(percentile)
                        ? Long.toString((long) percentile)
                        : Double.toString(percentile));
    }

    private static String reading(ReportRuns runs, List<Point> loss) {
        double clean = loss.stream()
                .filter(point -> point.high() == 0)
                .mapToDouble(Point::x)
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "No loss was seen up to %.3f Mpps; as much as possible offered, %.3f Mpps come through. Medians of 3"
                        + " seeds of %,d packets, whiskers from the least to the most.",
                clean,
                runs.throughput() / MILLION,
                runs.packets());
    }

    /** What the search found, where the chart reaches. */
    private static List<Mark> marks(List<Answer> answers, List<Double> loads) {
        Map<Double, String> found = new TreeMap<>();
        for (Answer answer : answers) {
            answer.values().forEach((name, value) -> {
                boolean isGoal = value instanceof Double && answer.values().containsKey(name + "ClearBits");
                if (isGoal && (Double) value > 0 && (Double) value <= loads.getLast()) {
                    found.merge(
                            (Double) value / MILLION,
                            name.toUpperCase(Locale.ROOT),
                            (one, other) -> one + ", " + other);
                }
            });
        }
        return found.entrySet().stream()
                .map(entry -> new Mark(entry.getValue(), entry.getKey()))
                .toList();
    }
}
