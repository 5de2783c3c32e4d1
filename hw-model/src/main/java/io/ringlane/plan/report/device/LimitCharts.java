// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.ask.Ceilings;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Series;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.StandardCharts;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Charts of what limits a device: over packet sizes and over SAs, each point as much as comes through. Stateless. */
final class LimitCharts {
    private static final List<Integer> SIZES = List.of(64, 128, 256, 512, 1024, 1280, 1518);
    private static final double[] STATES = {0.0625, 0.25, 0.5, 1, 1.25, 1.5, 2, 4, 16};
    private static final double MILLION = 1e6;
    private static final double GIGA = 1e9;

    private LimitCharts() {}

    /** None where the traffic has sizes of its own, such as that of a capture. */
    static Optional<Chart> packetSizes(ReportRuns runs) {
        Map<Integer, Scenario> variants =
                variants(SIZES, size -> runs.scenario().with("traffic.mix", size.toString(), "report"));
        if (variants.size() < SIZES.size()) {
            return Optional.empty();
        }
        variants.values().forEach(variant -> runs.prepare(variant, runs.asking().saturating(variant)));
        List<Point> found = new ArrayList<>();
        Map<String, List<Point>> ceilings = new LinkedHashMap<>();
        StringBuilder binding = new StringBuilder();
        variants.forEach((size, variant) -> {
            found.add(Point.of(size, runs.saturated(variant).rate() / MILLION));
            Ceilings all = new Ceilings(variant);
            for (String resource : all.names()) {
                ceilings.computeIfAbsent(resource, none -> new ArrayList<>())
                        .add(Point.of(size, all.of(resource) / MILLION));
            }
            binding.append(binding.isEmpty() ? "" : ", ")
                    .append(size)
                    .append(" B: ")
                    .append(all.lowest());
        });
        return Optional.of(StandardCharts.packetSizes(
                "packet-sizes",
                "Packets of one size at a time. Ceilings are arithmetic, the throughput is simulated. Lowest ceiling by"
                        + " size: " + binding + ".",
                found,
                ceilings));
    }

    /** None where not even two numbers of SAs can be. */
    static Optional<Chart> states(ReportRuns runs) {
        List<Long> counts = DoubleStream.of(STATES)
                .mapToObj(
                        share -> Math.max(1, Math.round(share * runs.scenario().states())))
                .distinct()
                .toList();
        Map<Long, Scenario> variants =
                variants(counts, count -> runs.scenario().with("traffic.sas", count.toString(), "report"));
        if (variants.size() < 2) {
            return Optional.empty();
        }
        variants.values().forEach(variant -> runs.prepare(variant, runs.asking().saturating(variant)));
        List<Point> compared = new ArrayList<>();
        List<Point> guessed = new ArrayList<>();
        DeviceProfile.ValidRange range = runs.scenario().device().validated("tunnels");
        variants.forEach((count, variant) -> {
            Run run = runs.saturated(variant);
            boolean isCompared = range != null && range.covers(count);
            (isCompared ? compared : guessed).add(Point.of(count, run.clearBits() / GIGA));
        });
        List<Series> series = new ArrayList<>();
        if (!compared.isEmpty()) {
            series.add(new Series("inside what was compared with measurements", Style.LINE, compared));
        }
        if (!guessed.isEmpty()) {
            series.add(new Series("never compared with measurements", Style.POINTS, guessed));
        }
        return Optional.of(StandardCharts.states("sa-count", reading(range, variants), series, List.of()));
    }

    private static String reading(DeviceProfile.ValidRange range, Map<Long, Scenario> variants) {
        String counts =
                String.format(Locale.ROOT, "As much as comes through with %d numbers of SAs. ", variants.size());
        return counts
                + (range == null
                        ? "The profile was never compared with measurements over the number of SAs."
                        : "The profile was compared with measurements from " + range.least() + " to " + range.most()
                                + "; what lies outside is extrapolated.");
    }

    /** Those that can be: a device may not have room for it. */
    private static <K> Map<K, Scenario> variants(List<K> keys, Function<K, Scenario> make) {
        Map<K, Scenario> variants = new LinkedHashMap<>();
        for (K key : keys) {
            try {
                variants.put(key, make.apply(key));
            } catch (YamlException impossible) {
                // left out: the chart shows what can be
                continue;
            }
        }
        return variants;
    }
}
