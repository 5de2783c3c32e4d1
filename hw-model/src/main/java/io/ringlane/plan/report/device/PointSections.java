// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.plan.points.PointReader;
import io.ringlane.plan.points.PointRun;
import io.ringlane.plan.points.PointRun.Outcome;
import io.ringlane.plan.points.PointRuns;
import io.ringlane.plan.points.PublishedPoint;
import io.ringlane.plan.points.PublishedPoint.Kind;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.PublishedPoints.Row;
import io.ringlane.plan.report.chart.PublishedPoints.Standing;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Bench;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The model beside what others published of the scenario's device, and beside what the user measured. Stateless. */
public final class PointSections {
    /** Fewer packets, and buffers pass for throughput. */
    static final long LEAST_PACKETS = 20_000;

    private static final long MOST_PACKETS = 100_000;
    private static final double BAND_PERCENT = 3;
    private static final double PERCENT = 100;

    private PointSections() {}

    /**
     * About published points.
     *
     * @param bench   asked by several threads.
     * @param packets that all of its trials may take, about.
     */
    public static Section published(Scenario scenario, Bench bench, long packets, int threads) {
        String device = scenario.device().name();
        List<PublishedPoint> of = PointReader.bundled().points().stream()
                .filter(point -> point.scenario() != null)
                .filter(point -> point.scenario().device().name().equals(device))
                .toList();
        List<PublishedPoint> modelled =
                of.stream().filter(point -> point.ask() != null).toList();
        List<PublishedPoint> chosen = chosen(modelled, packets);
        List<String> words = new ArrayList<>();
        List<Chart> charts = new ArrayList<>();
        if (of.isEmpty()) {
            words.add("No published figure of " + device + " is known: nothing tells how far its model is off.");
        }
        if (!scenario.device().text().changes().isEmpty()) {
            words.add("Figures are of the profile " + device + " as it ships, without the scenario's changes.");
        }
        if (chosen.size() < modelled.size()) {
            words.add(String.format(
                    Locale.ROOT,
                    "The budget allows %d of %d figures; 'ringlane plan points' asks for all.",
                    chosen.size(),
                    modelled.size()));
        }
        List<Outcome> outcomes = outcomes(chosen, bench, packets, threads);
        if (!outcomes.isEmpty()) {
            charts.add(chart("published", "The model beside published figures", outcomes));
        }
        List<PublishedPoint> without =
                of.stream().filter(point -> point.ask() == null).toList();
        List<Table> tables = without.isEmpty() ? List.of() : List.of(notModelled(without));
        return new Section("published-points", "Beside what others published", words, charts, tables);
    }

    /** About measured points. */
    public static Section measured(List<Outcome> outcomes) {
        List<Outcome> drawn = drawable(outcomes);
        List<Chart> charts =
                drawn.isEmpty() ? List.of() : List.of(chart("measured", "The model beside your figures", drawn));
        List<String> words = drawn.size() == outcomes.size()
                ? List.of()
                : List.of("Points without a model, or whose percentile has too few packets, are left out.");
        return new Section("measured-points", "Beside what you measured", words, charts, List.of());
    }

    /** The model's figures for points, with trials as long as the packets allow. */
    public static List<Outcome> outcomes(List<PublishedPoint> points, Bench bench, long packets, int threads) {
        if (points.isEmpty()) {
            return List.of();
        }
        long each = Math.clamp(packets / Math.max(1, trials(points)), LEAST_PACKETS, MOST_PACKETS);
        return drawable(PointRuns.all(points, PointRun.quick(bench, each), threads, outcome -> {}));
    }

    private static long trials(List<PublishedPoint> points) {
        return points.stream().mapToLong(PointRun::quickTrials).sum();
    }

    private static List<Outcome> drawable(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.point().ask() != null && Double.isFinite(outcome.value()))
                .toList();
    }

    /** As many as the packets allow, evenly among them. */
    private static List<PublishedPoint> chosen(List<PublishedPoint> points, long packets) {
        long each = Math.max(1, trials(points)) * LEAST_PACKETS / Math.max(1, points.size());
        int fit = (int) Math.min(points.size(), packets / each);
        List<PublishedPoint> chosen = new ArrayList<>();
        for (int i = 0; i < fit; i++) {
            chosen.add(points.get((int) ((long) i * points.size() / fit)));
        }
        return chosen;
    }

    // ---- drawing

    private static Chart chart(String id, String title, List<Outcome> outcomes) {
        List<Row> rows = outcomes.stream().map(PointSections::row).toList();
        PublishedPoints chart = new PublishedPoints(id, title, "-", BAND_PERCENT, rows);
        return new PublishedPoints(id, title, reading(chart), BAND_PERCENT, rows);
    }

    private static Row row(Outcome outcome) {
        PublishedPoint point = outcome.point();
        return new Row(
                point.id(),
                point.what(),
                point.ask().unit(),
                point.measured(),
                outcome.value(),
                Double.isNaN(point.bound()) ? 0 : PERCENT * point.bound(),
                standing(point.kind()),
                point.source(),
                point.note());
    }

    private static Standing standing(Kind kind) {
        return switch (kind) {
            case FITTED -> Standing.FITTED;
            case PREDICTED -> Standing.PREDICTED;
            case SHAPE -> Standing.SHAPE_ONLY;
            case NOT_MODELLED -> Standing.NOT_MODELLED;
        };
    }

    private static String reading(PublishedPoints chart) {
        List<String> parts = new ArrayList<>();
        for (Standing standing : List.of(Standing.PREDICTED, Standing.FITTED)) {
            OptionalDouble mean = chart.meanError(standing);
            String name = standing.name().toLowerCase(Locale.ROOT);
            parts.add(
                    mean.isPresent()
                            ? String.format(
                                    Locale.ROOT, "what was %s is off by %.1f %% in the mean", name, mean.getAsDouble())
                            : "nothing was " + name);
        }
        String text = String.join("; ", parts);
        return Character.toUpperCase(text.charAt(0))
                + text.substring(1)
                + (chart.meanError(Standing.FITTED).isPresent()
                        ? ". Fitted figures shaped the profile and prove nothing."
                        : ".");
    }

    private static Table notModelled(List<PublishedPoint> points) {
        List<List<Object>> rows = points.stream()
                .map(point -> List.<Object>of(point.id(), point.what(), point.source(), point.note()))
                .toList();
        return new Table(
                "published-not-modelled", "Published, not modelled", List.of("point", "what", "source", "why"), rows);
    }
}
