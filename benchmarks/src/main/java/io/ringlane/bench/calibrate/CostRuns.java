// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.BenchMain;
import io.ringlane.bench.command.PipelineCommand;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.rounds.RoundsMain;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.traffic.WorkRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The measurements that a host's cost is fitted to. The whole path by length, number of SAs, burst and mix is measured
 * in rounds, in one process; each stage in a process of its own, so that the compiler has seen nothing else. Main
 * thread, which waits.
 */
final class CostRuns {
    private static final List<Integer> LENGTHS = List.of(64, 128, 256, 512, 1024, 1420);
    private static final List<Integer> FEW = List.of(64, 512, 1420);
    private static final List<Integer> SHORT = List.of(64, 512);
    private static final List<Integer> MANY_SAS = List.of(1_024, 4_096);
    private static final List<Integer> OTHER_SAS = List.of(1, 16, 256, 8_192, 16_384);
    private static final List<Integer> BURSTS = List.of(1, 4, 128);
    private static final String STAGE_RUNS = "5";

    private final Side side;
    private final List<String> options;
    private final Consumer<String> sink;

    /**
     * @param options of every run: CPU, crypto provider, quiet runs, their length.
     * @param sink    is shown each row as it comes.
     */
    CostRuns(Side side, List<String> options, Consumer<String> sink) {
        this.side = side;
        this.options = List.copyOf(options);
        this.sink = sink;
    }

    /** What outbound costs are fitted to. */
    static List<WorkRow> outbound() {
        List<WorkRow> rows = new ArrayList<>();
        LENGTHS.forEach(size -> rows.add(WorkRow.of(CostGrid.HOME, CostGrid.BURST, size)));
        MANY_SAS.forEach(count -> LENGTHS.forEach(size -> rows.add(WorkRow.of(count, CostGrid.BURST, size))));
        OTHER_SAS.forEach(count -> FEW.forEach(size -> rows.add(WorkRow.of(count, CostGrid.BURST, size))));
        BURSTS.forEach(burst -> SHORT.forEach(size -> rows.add(WorkRow.of(CostGrid.HOME, burst, size))));
        rows.add(WorkRow.of(CostGrid.HOME, CostGrid.BURST, "64:1+1420:1"));
        rows.add(WorkRow.of(1, CostGrid.BURST, "256:1+1024:1"));
        rows.add(WorkRow.of(1_024, CostGrid.BURST, "128:1+512:1"));
        return rows;
    }

    /** What inbound costs are fitted to: bursts are as large, and lengths do not change. */
    static List<WorkRow> inbound() {
        List<WorkRow> rows = new ArrayList<>();
        LENGTHS.forEach(size -> rows.add(WorkRow.of(CostGrid.HOME, CostGrid.BURST, size)));
        for (int count : List.of(1, 1_024, 4_096)) {
            FEW.forEach(size -> rows.add(WorkRow.of(count, CostGrid.BURST, size)));
        }
        return rows;
    }

    /** Measures rows in rounds. @throws IllegalStateException if the process fails. */
    RoundsResult rounds(List<WorkRow> rows, boolean inbound) {
        try {
            Path file = Files.createTempFile("ringlane-rounds", ".json");
            try {
                List<String> arguments = new ArrayList<>(options);
                arguments.addAll(List.of("--json", file.toString(), "--rows"));
                arguments.add(rows.stream().map(WorkRow::toString).collect(Collectors.joining(",")));
                if (inbound) {
                    arguments.add("--inbound");
                }
                run("rounds", side.java(RoundsMain.class.getName(), arguments));
                return RoundsResult.read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** The rows that were quiet. */
    static List<CostPoint> points(RoundsResult result, List<WorkRow> rows) {
        return rows.stream()
                .map(row -> new CostPoint(row, result.ns(row)))
                .filter(point -> Double.isFinite(point.ns()))
                .toList();
    }

    /** The work up to each stage by length; rows that were not quiet are left out. */
    Map<Stage, List<CostPoint>> stages() {
        Map<Stage, List<CostPoint>> stages = new EnumMap<>(Stage.class);
        HostStages.STEPS.forEach(stage -> stages.put(stage, stage(stage)));
        return stages;
    }

    private List<CostPoint> stage(Stage stage) {
        String sizes = FEW.stream().map(String::valueOf).collect(Collectors.joining(","));
        List<String> arguments =
                new ArrayList<>(List.of("pipeline", "--stage", stage.name(), "--sas", "" + CostGrid.HOME));
        arguments.addAll(List.of("--burst", "" + CostGrid.BURST, "--sizes", sizes));
        arguments.addAll(options);
        arguments.set(arguments.indexOf("--runs") + 1, STAGE_RUNS);
        ChildProcess child = run("stage " + stage.label(), side.java(BenchMain.class.getName(), arguments));
        Map<String, Double> costs = PipelineCommand.costs(child.lines());
        List<CostPoint> points = new ArrayList<>();
        for (int size : FEW) {
            Double ns = costs.get(stage.rowName(CostGrid.HOME) + " " + size);
            if (ns != null) {
                points.add(new CostPoint(WorkRow.of(CostGrid.HOME, CostGrid.BURST, size), ns));
            }
        }
        return points;
    }

    private ChildProcess run(String what, List<String> command) {
        ChildProcess child = ChildProcess.run(null, command, sink);
        if (!child.isDone()) {
            throw new IllegalStateException("the measurement of " + what + " failed:\n" + child.tail());
        }
        return child;
    }
}
