// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line of JMH's JSON. Immutable.
 *
 * @param benchmark class and method, without the package.
 * @param error half width of JMH's 99.9 % interval, NaN of one iteration.
 * @param bytes allocated an operation, NaN when not measured.
 * @param iterations scores of all iterations of all forks.
 */
public record JmhResult(
        String benchmark,
        Map<String, String> parameters,
        String mode,
        double score,
        double error,
        String unit,
        double bytes,
        List<Double> iterations) {
    private static final String THROUGHPUT = "thrpt";
    private static final String RAW = "rawData";
    private static final String RAW_SAMPLES = "rawDataHistogram";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a file of JMH's. @throws IOException if it is not one, saying what is wrong. */
    public static List<JmhResult> read(Path file) throws IOException {
        List<JmhResult> results = new ArrayList<>();
        JsonNode root = JSON.readTree(file.toFile());
        if (root == null || !root.isArray()) {
            throw new IOException("it is not an array of results");
        }
        for (JsonNode node : root) {
            JsonNode metric = node.path("primaryMetric");
            if (!metric.has(RAW) && !metric.has(RAW_SAMPLES)) {
                throw new IOException("a result has no primaryMetric with " + RAW);
            }
            results.add(of(node));
        }
        return results;
    }

    /** Takes out of a file of JMH's what tells where programs stand on this machine. */
    public static void anonymise(Path file) throws IOException {
        JsonNode root = JSON.readTree(file.toFile());
        for (JsonNode node : root) {
            ((ObjectNode) node).put("jvm", "java");
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    private static JmhResult of(JsonNode node) {
        JsonNode metric = node.path("primaryMetric");
        Map<String, String> parameters = new LinkedHashMap<>();
        node.path("params")
                .properties()
                .forEach(e -> parameters.put(e.getKey(), e.getValue().asText()));
        String[] path = node.path("benchmark").asText().split("\\.");
        return new JmhResult(
                path[path.length - 2] + "." + path[path.length - 1],
                parameters,
                node.path("mode").asText(),
                metric.path("score").asDouble(),
                metric.path("scoreError").asDouble(Double.NaN),
                metric.path("scoreUnit").asText(),
                node.path("secondaryMetrics")
                        .path("gc.alloc.rate.norm")
                        .path("score")
                        .asDouble(Double.NaN),
                iterations(metric));
    }

    /** In sample mode the median of each iteration. */
    private static List<Double> iterations(JsonNode metric) {
        List<Double> iterations = new ArrayList<>();
        for (JsonNode fork : metric.path(RAW)) {
            fork.forEach(value -> iterations.add(value.asDouble()));
        }
        for (JsonNode fork : metric.path(RAW_SAMPLES)) {
            fork.forEach(histogram -> iterations.add(median(histogram)));
        }
        return iterations;
    }

    /** Of pairs of value and count. */
    private static double median(JsonNode histogram) {
        TreeMap<Double, Long> counts = new TreeMap<>();
        histogram.forEach(
                pair -> counts.merge(pair.get(0).asDouble(), pair.get(1).asLong(), Long::sum));
        long left = counts.values().stream().mapToLong(Long::longValue).sum() / 2;
        for (Map.Entry<Double, Long> entry : counts.entrySet()) {
            left -= entry.getValue();
            if (left < 0) {
                return entry.getKey();
            }
        }
        return counts.isEmpty() ? Double.NaN : counts.lastKey();
    }

    /** Benchmark and parameters. */
    public String name() {
        return parameters.isEmpty() ? benchmark : benchmark + " " + parameterText();
    }

    public String parameterText() {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Class without the method. */
    public String type() {
        return benchmark.substring(0, benchmark.indexOf('.'));
    }

    public String method() {
        return benchmark.substring(benchmark.indexOf('.') + 1);
    }

    /** Time of an operation by the median of the iterations, in a unit that depends on {@link #unit}. */
    public double cost() {
        double[] sorted =
                iterations.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return THROUGHPUT.equals(mode) ? 1 / median : median;
    }

    /** The same of each iteration. */
    public double[] costs() {
        double[] costs = iterations.stream().mapToDouble(Double::doubleValue).toArray();
        return THROUGHPUT.equals(mode)
                ? Arrays.stream(costs).map(value -> 1 / value).toArray()
                : costs;
    }
}
