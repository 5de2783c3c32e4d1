// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.CurveChart.Mark;
import io.ringlane.plan.report.chart.CurveChart.Panel;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.FlowChart;
import io.ringlane.plan.report.chart.StandardCharts;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.study.Latency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Charts of one answer, from its tables. Used once. */
final class AnswerCharts {
    private static final List<String> PERCENTILES = List.of("mean", "p50", "p90", "p99", "p99.9", "p99.99");

    private static final long PS_PER_NS = 1000;
    private static final double PERCENT = 100;

    private final Answer answer;
    private final List<Chart> charts = new ArrayList<>();

    AnswerCharts(Answer answer) {
        this.answer = answer;
    }

    List<Chart> charts() {
        switch (answer.question()) {
            case "search" -> {
                find("Latency at shares").ifPresent(this::latency);
                percentiles();
            }
            case "explain" -> explain();
            case "sweep" -> find("Sweep").ifPresent(this::sweep);
            case "size" -> size();
            case "forecast" -> find("Chance").ifPresent(this::chance);
            case "compare" -> find("Differences").ifPresent(this::differences);
            default -> {}
        }
        return charts;
    }

    private Optional<AnswerTable> find(String title) {
        return answer.tables().stream()
                .filter(table -> table.title().startsWith(title))
                .findFirst();
    }

    private static double number(AnswerTable table, List<Object> row, String column) {
        int at = table.columns().indexOf(column);
        return at >= 0 && row.get(at) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String text(AnswerTable table, List<Object> row, String column) {
        return row.get(table.columns().indexOf(column)).toString();
    }

    // ---- search

    private void latency(AnswerTable table) {
        List<Series> series = new ArrayList<>();
        for (String name : PERCENTILES) {
            List<Point> points = points(table, "Mpps", name);
            if (!points.isEmpty()) {
                series.add(new Series(name, Style.LINE, points));
            }
        }
        List<Mark> marks = new ArrayList<>();
        for (String goal : List.of("ndr", "pdr")) {
            if (answer.values().get(goal) instanceof Double rate && Double.isFinite(rate)) {
                marks.add(new Mark(goal.toUpperCase(Locale.ROOT), rate / 1e6));
            }
        }
        charts.add(StandardCharts.throughputLatency(
                "throughput-latency",
                "Latency grows with the load until the device is full. "
                        + answer.summary().getFirst(),
                series,
                points(table, "Mpps", "loss %"),
                marks));
    }

    private void percentiles() {
        Map<String, Histogram> histograms = picoseconds(answer.latencies());
        if (!histograms.isEmpty()) {
            charts.add(StandardCharts.percentiles(
                    "percentiles",
                    "Response counts from when a packet was to be sent, service from when it was; they part where the"
                            + " device holds senders back.",
                    histograms));
        }
    }

    /** Charts and files take picoseconds; trials keep nanoseconds. */
    static Map<String, Histogram> picoseconds(Map<String, Latency> latencies) {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        latencies.forEach((name, latency) -> {
            Histogram histogram = new Histogram(3);
            histogram.setAutoResize(true);
            latency.histogram()
                    .recordedValues()
                    .forEach(value -> histogram.recordValueWithCount(
                            PS_PER_NS * value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
            if (histogram.getTotalCount() > 0) {
                histograms.put(name, histogram);
            }
        });
        return histograms;
    }

    private static List<Point> points(AnswerTable table, String x, String y) {
        List<Point> points = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            double value = number(table, row, y);
            if (Double.isFinite(value) && (value > 0 || y.startsWith("loss"))) {
                points.add(Point.of(number(table, row, x), value));
            }
        }
        return points;
    }

    // ---- explain

    private void explain() {
        find("Stages").ifPresent(this::waits);
        find("What the profile's assumptions").ifPresent(this::assumptions);
    }

    private void waits(AnswerTable table) {
        List<FlowChart.Link> links = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            double share = Math.min(PERCENT, number(table, row, "waits %"));
            String stage = text(table, row, "stage");
            String by = text(table, row, "for");
            if (share > 0 && !by.isEmpty() && !by.equals(stage)) {
                links.add(new FlowChart.Link(stage, by, share));
            }
        }
        charts.add(new FlowChart(
                "who-waits-for-whom",
                "Who waits for whom in the saturated device",
                answer.summary().stream()
                        .filter(line -> line.contains("waits for"))
                        .findFirst()
                        .orElse("Shares of the time in which a stage was held back."),
                links,
                "No stage waits for another."));
    }

    private void assumptions(AnswerTable table) {
        List<Tornado.Bar> bars = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            double half = number(table, row, "at half %");
            double twice = number(table, row, "at double %");
            if (Double.isFinite(half) || Double.isFinite(twice)) {
                bars.add(new Tornado.Bar(
                        text(table, row, "assumption"),
                        "A",
                        "half",
                        "double",
                        Double.isFinite(half) ? half : 0,
                        Double.isFinite(twice) ? twice : 0,
                        0));
            }
        }
        bars.sort(Comparator.comparingDouble(AnswerCharts::reach).reversed());
        if (!bars.isEmpty()) {
            charts.add(new Tornado(
                    "assumptions",
                    "What the profile's assumptions do to the throughput",
                    "The longest bar is the number to measure first: "
                            + bars.getFirst().input() + ".",
                    Axis.of("change of the throughput", "%"),
                    0,
                    bars));
        }
    }

    private static double reach(Tornado.Bar bar) {
        return Math.max(Math.abs(bar.atLower()), Math.abs(bar.atHigher()));
    }

    // ---- differences

    private void differences(AnswerTable table) {
        List<Tornado.Bar> bars = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            double percent = number(table, row, "difference %");
            double half = PERCENT * number(table, row, "±") / Math.abs(number(table, row, "scenario"));
            if (Double.isFinite(percent) && Double.isFinite(half)) {
                bars.add(new Tornado.Bar(
                        text(table, row, "variant") + ": " + text(table, row, "of"),
                        text(table, row, "significant").equals("yes") ? "significant" : "not significant",
                        "scenario: " + AnswerText.cell(number(table, row, "scenario")),
                        "variant: " + AnswerText.cell(number(table, row, "variant is")),
                        0,
                        percent,
                        half));
            }
        }
        if (!bars.isEmpty()) {
            charts.add(new Tornado(
                    "differences",
                    table.title(),
                    "A whisker that crosses zero is no difference shown. "
                            + answer.summary().getFirst(),
                    Axis.of("difference to the scenario", "%"),
                    0,
                    bars));
        }
    }

    // ---- sweeps

    /** A curve for each combination of the other keys, over the first key that has numbers. */
    private void sweep(AnswerTable table) {
        int keys = table.columns().indexOf("Mpps");
        int x = -1;
        for (int key = 0; key < keys && x < 0; key++) {
            int at = key;
            x = table.rows().stream().noneMatch(row -> Double.isNaN(leading(row.get(at)))) ? key : -1;
        }
        if (x < 0) {
            return;
        }
        Map<String, List<List<Object>>> groups = new LinkedHashMap<>();
        for (List<Object> row : table.rows()) {
            List<String> others = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                if (key != x) {
                    others.add(table.columns().get(key) + " " + row.get(key));
                }
            }
            groups.computeIfAbsent(others.isEmpty() ? "all" : String.join(", ", others), none -> new ArrayList<>())
                    .add(row);
        }
        String unit = "";
        List<Panel> panels = new ArrayList<>();
        for (String column : List.of("Gbit/s clear", "p99 us", "loss %")) {
            panel(table, groups, x, column, panels);
        }
        charts.add(new CurveChart(
                "sweep",
                "Sweep over " + table.columns().get(x),
                answer.summary().getFirst(),
                Axis.of(table.columns().get(x), unit),
                panels,
                List.of()));
    }

    private static void panel(
            AnswerTable table, Map<String, List<List<Object>>> groups, int x, String column, List<Panel> panels) {
        List<Series> series = new ArrayList<>();
        groups.forEach((name, rows) -> {
            List<Point> points = rows.stream()
                    .filter(row -> Double.isFinite(number(table, row, column)))
                    .map(row -> Point.of(leading(row.get(x)), number(table, row, column)))
                    .sorted(Comparator.comparingDouble(Point::x))
                    .toList();
            if (!points.isEmpty()) {
                series.add(new Series(name, Style.LINE, points));
            }
        });
        if (!series.isEmpty()) {
            String[] words = column.split(" ");
            panels.add(new Panel(
                    words.length == 2 && words[1].equals("clear")
                            ? Axis.of("clear frames", words[0])
                            : Axis.of(words[0], words[1]),
                    series));
        }
    }

    /** The number that a value begins with; NaN for a word. */
    private static double leading(Object value) {
        String digits = value.toString().strip().split("[^0-9.]", 2)[0];
        return digits.isEmpty() ? Double.NaN : Double.parseDouble(digits);
    }

    // ---- size and forecast

    private void size() {
        find("All tried")
                .ifPresent(all -> find("Best of").ifPresent(best -> {
                    String latency = all.columns().stream()
                            .filter(column -> column.endsWith(" us"))
                            .findFirst()
                            .orElseThrow();
                    List<Point> meeting = new ArrayList<>();
                    for (List<Object> row : all.rows()) {
                        if (text(all, row, "meets").equals("yes")) {
                            meeting.add(Point.of(number(all, row, "cost"), number(all, row, latency)));
                        }
                    }
                    List<Point> front = points(best, "cost", latency).stream()
                            .sorted(Comparator.comparingDouble(Point::x))
                            .toList();
                    if (!meeting.isEmpty() && !front.isEmpty()) {
                        charts.add(StandardCharts.pareto(
                                "pareto",
                                "Cost against latency of what meets the target",
                                answer.summary().getFirst(),
                                Axis.of("cost", ""),
                                Axis.of(latency.replace(" us", " latency"), "µs"),
                                meeting,
                                front));
                    }
                }));
    }

    private void chance(AnswerTable table) {
        charts.add(new CurveChart(
                "chance",
                table.title(),
                answer.summary().getFirst(),
                Axis.of("years from now", ""),
                List.of(new Panel(Axis.of("chance", "%"), List.of(new Series("passed", Style.STEP, chances(table))))),
                List.of()));
    }

    private static List<Point> chances(AnswerTable table) {
        return table.rows().stream()
                .map(row -> Point.of(number(table, row, "year"), number(table, row, "chance %")))
                .toList();
    }
}
