// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** Draws results as PNG files, without a screen. Stateless. */
public final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 600;
    private static final int LABEL_TURN = 60;
    /** A parameter with fewer numbers than this makes bars, with more a curve. */
    private static final int CURVE = 3;

    private Charts() {}

    /** One chart a benchmark class and unit. @return names of the files, in the folder. */
    public static List<String> draw(Path folder, List<JmhResult> results) throws IOException {
        Map<String, List<JmhResult>> groups = new LinkedHashMap<>();
        for (JmhResult result : results) {
            groups.computeIfAbsent(result.type() + " " + result.unit(), key -> new ArrayList<>())
                    .add(result);
        }
        List<String> files = new ArrayList<>();
        for (List<JmhResult> group : groups.values()) {
            JmhResult first = group.getFirst();
            String x = curveParameter(group);
            String file = first.type() + "-" + first.unit().replace('/', '-') + ".png";
            save(folder.resolve(file), x == null ? bars(group) : curves(group, x));
            files.add(file);
        }
        return files;
    }

    /** The parameter with most numbers, null when none has enough. */
    private static String curveParameter(List<JmhResult> group) {
        return group.getFirst().parameters().keySet().stream()
                .filter(name -> group.stream()
                        .allMatch(result ->
                                result.parameters().getOrDefault(name, "").matches("[0-9]+")))
                .filter(name -> values(group, name) >= CURVE)
                .max(Comparator.comparingLong(name -> values(group, name)))
                .orElse(null);
    }

    private static long values(List<JmhResult> group, String name) {
        return group.stream()
                .map(result -> result.parameters().get(name))
                .distinct()
                .count();
    }

    private static CategoryChart bars(List<JmhResult> group) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(group.getFirst().type())
                .yAxisTitle(group.getFirst().unit())
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(LABEL_TURN);
        chart.addSeries(
                "score",
                group.stream()
                        .map(result -> (result.method() + " " + result.parameterText()).strip())
                        .toList(),
                group.stream().map(JmhResult::score).toList(),
                group.stream()
                        .map(result -> Double.isNaN(result.error()) ? 0 : result.error())
                        .toList());
        return chart;
    }

    private static XYChart curves(List<JmhResult> group, String x) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(group.getFirst().type())
                .xAxisTitle(x)
                .yAxisTitle(group.getFirst().unit())
                .build();
        chart.getStyler().setXAxisLogarithmic(isWide(group, x)).setLegendPosition(Styler.LegendPosition.OutsideE);
        Map<String, TreeMap<Double, Double>> series = new LinkedHashMap<>();
        for (JmhResult result : group) {
            Map<String, String> others = new LinkedHashMap<>(result.parameters());
            double at = Double.parseDouble(others.remove(x));
            String name = others.isEmpty() ? result.method() : result.method() + " " + others.values();
            series.computeIfAbsent(name, key -> new TreeMap<>()).put(at, result.score());
        }
        series.forEach((name, points) ->
                chart.addSeries(name, new ArrayList<>(points.keySet()), new ArrayList<>(points.values())));
        return chart;
    }

    /** Whether the values want a logarithmic axis. */
    private static boolean isWide(List<JmhResult> group, String x) {
        double[] values = group.stream()
                .mapToDouble(result -> Double.parseDouble(result.parameters().get(x)))
                .sorted()
                .toArray();
        return values[0] > 0 && values[values.length - 1] / values[0] >= 100;
    }

    /**
     * Bars piled up, one pile a category.
     *
     * @param layers from the bottom: name, and a value for each category.
     */
    public static void stacked(
            Path file, String title, String unit, List<String> categories, Map<String, List<Double>> layers)
            throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setStacked(true).setLegendPosition(Styler.LegendPosition.OutsideE);
        layers.forEach((name, values) -> chart.addSeries(name, categories, values));
        save(file, chart);
    }

    private static void save(Path file, Chart<?, ?> chart) throws IOException {
        System.setProperty("java.awt.headless", "true");
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
