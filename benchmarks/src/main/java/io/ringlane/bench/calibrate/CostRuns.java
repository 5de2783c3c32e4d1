// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.BenchMain;
import io.ringlane.bench.command.PipelineCommand;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.report.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The measurements that a host's cost is fitted to: the stages by length, the whole path by length, number of SAs and
 * size of the burst. Each line of the plan is a {@code bench pipeline} in a process of its own, so that the compiler
 * has seen nothing else. Main thread, which waits.
 */
final class CostRuns {
    private static final List<Integer> LENGTHS = List.of(64, 256, 512, 1024, 1420);
    private static final List<Integer> FEW = List.of(64, 512, 1420);
    private static final List<Integer> SHORT = List.of(64, 512);
    private static final List<Run> PLAN = List.of(
            new Run(Stage.BUF, HostFit.HOME, HostFit.BURST, LENGTHS),
            new Run(Stage.FIND, HostFit.HOME, HostFit.BURST, LENGTHS),
            new Run(Stage.WRITE, HostFit.HOME, HostFit.BURST, LENGTHS),
            new Run(Stage.SEAL, HostFit.HOME, HostFit.BURST, LENGTHS),
            new Run(Stage.OUT, HostFit.HOME, HostFit.BURST, LENGTHS),
            new Run(Stage.OUT, 1, HostFit.BURST, FEW),
            new Run(Stage.OUT, 4_096, HostFit.BURST, FEW),
            new Run(Stage.OUT, 65_536, HostFit.BURST, FEW),
            new Run(Stage.OUT, HostFit.HOME, 4, SHORT),
            new Run(Stage.OUT, HostFit.HOME, 128, SHORT));

    private final Side side;
    private final List<String> options;
    private final Consumer<String> sink;

    /**
     * @param options of every run: quiet runs, CPU, crypto provider.
     * @param sink    is shown each row as it comes.
     */
    CostRuns(Side side, List<String> options, Consumer<String> sink) {
        this.side = side;
        this.options = options;
        this.sink = sink;
    }

    /** Rows that were not quiet are left out. @throws IllegalStateException if a process fails. */
    List<CostPoint> measure() {
        List<CostPoint> points = new ArrayList<>();
        for (Run run : PLAN) {
            points.addAll(measure(run));
        }
        return points;
    }

    /** One more line than the plan has. */
    List<CostPoint> measure(Stage stage, int states, int burst, List<Integer> sizes) {
        return measure(new Run(stage, states, burst, sizes));
    }

    private List<CostPoint> measure(Run run) {
        List<String> arguments = new ArrayList<>(run.arguments());
        arguments.addAll(options);
        ChildProcess child = ChildProcess.run(null, side.java(BenchMain.class.getName(), arguments), sink);
        if (!child.isDone()) {
            throw new IllegalStateException(
                    "the measurement of stage " + run.stage.label() + " failed:\n" + child.tail());
        }
        Map<String, Double> costs = PipelineCommand.costs(child.lines());
        List<CostPoint> points = new ArrayList<>();
        for (int size : run.sizes) {
            Double ns = costs.get(run.stage.rowName(run.states) + " " + size);
            if (ns != null) {
                points.add(new CostPoint(run.stage, size, run.states, run.burst, ns));
            }
        }
        return points;
    }

    /** One line of the plan. */
    private record Run(Stage stage, int states, int burst, List<Integer> sizes) {
        List<String> arguments() {
            String all = sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
            return List.of(
                    "pipeline", "--stage", stage.name(), "--sas", "" + states, "--burst", "" + burst, "--sizes", all);
        }
    }
}
