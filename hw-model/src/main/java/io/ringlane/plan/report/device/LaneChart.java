// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.SourcedNumber;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.HeatMap.Cell;
import io.ringlane.plan.scenario.Questions.SizeAsked;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/** The heat map of crypto lanes and load, with the edge of the target. Made for one report. */
final class LaneChart {
    private static final String LANES = "lanes.count";
    private static final int COLUMNS = 8;
    private static final double FARTHEST = 1.4;
    private static final double LOSS = 0.005;
    private static final double USUAL_PERCENTILE = 99.9;
    /** Where trials are too short for more. */
    private static final double FEW_PERCENTILE = 99;
    /** Where the scenario has no target: so many times the latency of an idle device. */
    private static final double USUAL_FACTOR = 3;

    private static final double MILLION = 1e6;

    private final ReportRuns runs;
    private final double percentile;
    /** The scenario's target in microseconds; 0 without one. */
    private final double limitUs;

    private final List<Long> lanes;
    private final List<Double> loads = new ArrayList<>();
    private final List<Scenario> variants = new ArrayList<>();
    private final List<Cell> cells = new ArrayList<>();

    private LaneChart(ReportRuns runs, SourcedNumber lanes) {
        this.runs = runs;
        SizeAsked size = runs.scenario().questions().size();
        double wanted = size == null || size.target().percentile() == 0
                ? USUAL_PERCENTILE
                : size.target().percentile();
        percentile = Latency.tells(runs.packets() / 2, wanted) ? wanted : FEW_PERCENTILE;
        limitUs = size == null || size.target().percentile() != percentile
                ? 0
                : size.target().limitNs() / 1e3;
        long now = Math.round(lanes.value().asDouble());
        this.lanes = LongStream.of(1, 2, 3, 4, 6, 8, now, 2 * now)
                .filter(count -> count > 0 && count <= Math.max(8, 2 * now))
                .sorted()
                .distinct()
                .boxed()
                .toList();
        double most = Math.min(runs.asking().saturating(runs.scenario()), FARTHEST * runs.throughput());
        for (int column = 1; column <= COLUMNS; column++) {
            loads.add(most * column / COLUMNS);
        }
        this.lanes.forEach(count ->
                variants.add(runs.scenario().with("device." + LANES, lanes.tagged(Rational.of(count)), "report")));
    }

    /** None for a device without lanes, or where nothing comes through. */
    static Optional<Chart> of(ReportRuns runs) {
        DeviceProfile device = runs.scenario().device();
        return device.numbers().stream()
                .filter(number -> number.path().equals(LANES))
                .findFirst()
                .flatMap(lanes -> new LaneChart(runs, lanes).chart());
    }

    private Optional<Chart> chart() {
        variants.forEach(variant -> loads.forEach(load -> runs.prepare(variant, load)));
        for (int row = 0; row < variants.size(); row++) {
            for (int column = 0; column < loads.size(); column++) {
                cell(column, row, runs.at(variants.get(row), loads.get(column)));
            }
        }
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        double target = target();
        return Optional.of(new HeatMap(
                "lanes-load",
                "Latency over crypto lanes and load",
                reading(target),
                Axis.of("offered load", "Mpps"),
                loads.stream().map(load -> load / MILLION).toList(),
                Axis.of("crypto lanes", ""),
                lanes.stream().map(Long::doubleValue).toList(),
                Axis.log(LoadCharts.name(percentile) + " latency", "µs"),
                cells,
                "more than 0.5 % is lost",
                target));
    }

    private void cell(int column, int row, Run run) {
        OptionalDouble latency = ReportRuns.microseconds(run, percentile);
        if (latency.isPresent() && run.lossRatio() <= LOSS) {
            cells.add(new Cell(column, row, latency.getAsDouble()));
        }
    }

    private double target() {
        return limitUs > 0
                ? limitUs
                : USUAL_FACTOR * cells.stream().mapToDouble(Cell::value).min().orElseThrow();
    }

    private String reading(double target) {
        return String.format(
                Locale.ROOT,
                "The red line is the edge of %.4g µs, %s. Crossed cells lose more than 0.5 %%. One trial of %,d"
                        + " packets a cell.",
                target,
                limitUs > 0
                        ? "the scenario's target"
                        : "3 times the least value: the scenario has no target of this percentile",
                runs.packets());
    }
}
