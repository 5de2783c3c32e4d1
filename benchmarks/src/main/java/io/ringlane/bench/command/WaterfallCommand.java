// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.Charts;
import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.cli.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ringlane bench waterfall}: what each stage of the outbound work costs. Main thread, which waits: each stage is
 * measured by a pipeline in a process of its own, so that the compiler has seen nothing else.
 */
@Command(
        name = "waterfall",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the outbound work up to one stage after another, and the bare cipher over texts as long; prints"
                    + " what each stage adds, in ns and in cycles of this core, and efficiency = bare cipher / whole"
                    + " path.",
            "A stage is the difference of two measurements: less than their spread is nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed or was not quiet", "2:wrong input"})
final class WaterfallCommand implements Callable<Integer> {
    private static final int MOST_STATES = 1 << 20;
    private static final int FAILED = 1;
    private static final List<String> STAGES =
            List.of("buffer, copy", "read, find", "number, write", "seal", "duty cycle, transmit, complete");

    @Spec
    private CommandSpec spec;

    @Mixin
    private MeasureOptions measure;

    @Mixin
    private RecordOptions record;

    @Option(
            names = "--sas",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of SAs, 1 to 1048576. Default: ${DEFAULT-VALUE}.")
    private int states;

    private final StringBuilder text = new StringBuilder();

    @Override
    public Integer call() {
        measure.range("--sas", states, 1, MOST_STATES);
        record.check();
        measure.check(1);
        try {
            return run() ? 0 : FAILED;
        } catch (IOException | IllegalStateException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    /** Returns whether every size could be told. */
    private boolean run() throws IOException {
        Calibration calibration = new Calibration();
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        fingerprint.calibrate("before", calibration);
        Map<String, Double> costs = new LinkedHashMap<>();
        Side now = Side.now(record.top());
        for (Stage stage : Stage.values()) {
            costs.putAll(measure(now, stage));
        }
        fingerprint.calibrate("after", calibration);
        List<Column> columns = new ArrayList<>();
        for (int size : measure.sizes()) {
            Column column = column(costs, size);
            if (column == null) {
                show("\n" + size + " B: not all rows are quiet, no table");
            } else {
                columns.add(column);
                show(column.table(calibration.gigahertz()));
            }
        }
        if (record.isNamed() && !columns.isEmpty()) {
            fingerprint.libraries();
            write(fingerprint, columns);
        }
        return columns.size() == measure.sizes().size();
    }

    private Map<String, Double> measure(Side now, Stage stage) {
        List<String> arguments = new ArrayList<>(List.of("pipeline", "--stage", stage.name(), "--sas", "" + states));
        arguments.addAll(measure.arguments());
        ChildProcess child = ChildProcess.run(null, now.java(BenchMain.class.getName(), arguments), this::show);
        if (!child.isDone()) {
            throw new IllegalStateException("stage " + stage.label() + " failed");
        }
        return PipelineCommand.costs(child.lines());
    }

    /** Null if a row is missing. */
    private Column column(Map<String, Double> costs, int size) {
        List<Double> stages = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Double cost = costs.get(stage.rowName(states) + " " + size);
            if (cost == null) {
                return null;
            }
            stages.add(cost);
        }
        return new Column(size, stages);
    }

    private void show(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
        text.append(line).append('\n');
    }

    private void write(Fingerprint fingerprint, List<Column> columns) throws IOException {
        RunFolder folder = RunFolder.make(record.out(), fingerprint);
        Map<String, List<Double>> layers = new LinkedHashMap<>();
        for (int i = 0; i < STAGES.size(); i++) {
            int stage = i;
            layers.put(
                    STAGES.get(i),
                    columns.stream().map(column -> column.added(stage)).toList());
        }
        Charts.stacked(
                folder.path().resolve("waterfall.png"),
                "ns a packet by stage, SAs: " + states + ", " + measure.crypto().name(),
                "ns",
                columns.stream().map(column -> column.size + " B").toList(),
                layers);
        folder.finish(fingerprint, "![stages](waterfall.png)\n\n```\n" + text + "```\n");
        spec.commandLine().getOut().println("written: " + folder.path());
    }

    /** One size. @param costs by stage, each with those before it; the bare cipher behind the last. */
    private record Column(int size, List<Double> costs) {
        /** Nanoseconds that a stage adds; not less than nothing. */
        double added(int stage) {
            return Math.max(0, costs.get(stage) - (stage == 0 ? 0 : costs.get(stage - 1)));
        }

        String table(double gigahertz) {
            double whole = costs.get(Stage.OUT.ordinal());
            double cipher = costs.get(Stage.CIPHER.ordinal());
            TextTable table = new TextTable(size + " B", "ns", "cycles", "share");
            for (int i = 0; i < STAGES.size(); i++) {
                table.row(row(STAGES.get(i), added(i), gigahertz, whole));
            }
            table.row(row("whole path", whole, gigahertz, whole));
            table.row(row("bare cipher", cipher, gigahertz, whole));
            return "\n" + table + String.format(Locale.ROOT, "  efficiency %.2f", cipher / whole);
        }

        private static List<String> row(String name, double ns, double gigahertz, double whole) {
            return List.of(
                    name,
                    String.format(Locale.ROOT, "%.1f", ns),
                    String.format(Locale.ROOT, "%.0f", ns * gigahertz),
                    String.format(Locale.ROOT, "%.0f%%", 100 * ns / whole));
        }
    }
}
