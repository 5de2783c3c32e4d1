// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.MeasureOptions;
import io.ringlane.bench.command.RecordOptions;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.cli.Main;
import io.ringlane.hw.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ringlane plan predict-then-measure}: says what the engine will do on this machine with mixes that no
 * calibration has seen, then measures them. Main thread, which waits.
 */
@Command(
        name = "ringlane plan predict-then-measure",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Predicts with the model how many packets a second the engine does on one core of this machine, and how"
                + " long they take at 40 and 80 %% of that, for mixes, bursts and numbers of SAs that ./ringlane"
                + " calibrate did not measure; prints that, then measures, prints both with the error, and writes them"
                + " into a folder DATE-MACHINE-COMMIT.",
            "Rows that were calibrated are measured in turn with them: they tell by how much the machine is another"
                    + " now. See docs/planner.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed, or too few were quiet", "2:wrong input"})
public final class PredictMain implements Callable<Integer> {
    private static final int FAILED = 1;
    /** Of a run, and of a window in which latency is looked at. */
    static final int MILLISECONDS = 20;
    /** None of these mixes, nor of these numbers of SAs, is among what a host is calibrated with. */
    private static final List<WorkRow> CASES = List.of(
            WorkRow.of(100, 32, "simple-7-4-1"),
            WorkRow.of(700, 32, "mno-cmg-2"),
            WorkRow.of(2_000, 32, "mno-clients-1"),
            WorkRow.of(8, 32, "trex-bench"),
            WorkRow.of(8_000, 32, "csit-v4-1"),
            WorkRow.of(300, 32, "100:1+300:1"),
            WorkRow.of(1_500, 16, "90:3+700:2+1300:1"),
            WorkRow.of(500, 64, "800"));

    /** Of these cases latency is predicted too, at shares of what is predicted as fast as it goes. */
    private static final int TIMED_CASES = 2;

    private static final double[] SHARES = {0.4, 0.8};
    /** Calibrated rows. */
    private static final List<WorkRow> ANCHORS = List.of(
            WorkRow.of(64, 32, 64),
            WorkRow.of(64, 32, 512),
            WorkRow.of(64, 32, 1420),
            WorkRow.of(1_024, 32, 512),
            WorkRow.of(4_096, 32, 512));

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "FILE",
            description = "host.yaml of ./ringlane calibrate. Default: the newest in perf-results.")
    private Path host;

    @Option(names = "--cpu", paramLabel = "N", description = "CPU to measure. Default: threads are not bound.")
    private Integer cpu;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "15",
            description = "Quiet rounds, 3 to 32. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            description = "Crypto provider. Default: the one the engine chooses.")
    private String crypto;

    @Mixin
    private RecordOptions record;

    public static void main(String[] args) {
        System.exit(Main.launch(new PredictMain(), args));
    }

    @Override
    public Integer call() {
        record.check();
        MeasureOptions measure = new MeasureOptions(spec, runs, MILLISECONDS, cpu, crypto);
        measure.checkValues(1);
        try {
            return run(measure, host == null ? newest() : host) ? 0 : FAILED;
        } catch (YamlException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        } catch (IOException | IllegalStateException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private Path newest() throws IOException {
        try (Stream<Path> files = Files.walk(record.top().resolve("perf-results"), 2)) {
            return files.filter(file -> file.endsWith(HostFile.NAME))
                    .max(Comparator.comparing(PredictMain::modified).thenComparing(Path::toString))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "no host.yaml in perf-results: run ./ringlane calibrate first"));
        }
    }

    private static long modified(Path file) {
        return file.toFile().lastModified();
    }

    private boolean run(MeasureOptions measure, Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        PredictTables tables = new PredictTables(new Prediction(file), ANCHORS, CASES);
        for (int i = 0; i < TIMED_CASES; i++) {
            for (double share : SHARES) {
                tables.addTimed(CASES.get(i), share);
            }
        }
        String predicted = tables.predicted();
        out.println(predicted);
        out.flush();
        List<WorkRow> rows = new ArrayList<>(ANCHORS);
        rows.addAll(CASES);
        rows.addAll(tables.timed());
        RoundsResult measured =
                new CostRuns(Side.now(record.top()), measure.runArguments(), line -> {}).rounds(rows, false);
        fingerprint.calibrate("after", calibration);
        String text = tables.beside(measured);
        out.print(text);
        out.flush();
        fingerprint.libraries();
        RunFolder folder = RunFolder.make(record.out(), fingerprint);
        folder.finish(
                fingerprint,
                "Host: `" + file.getFileName() + "` of `"
                        + file.toAbsolutePath().getParent().getFileName() + "`.\n\nPredicted:\n\n```\n" + predicted
                        + "```\n\nPredicted and measured:\n\n```\n" + text + "```\n");
        out.println("written: " + folder.path());
        return tables.isComplete(measured);
    }
}
