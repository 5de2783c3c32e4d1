// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.MeasureOptions;
import io.ringlane.bench.command.RecordOptions;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.cli.Main;
import io.ringlane.cli.TextTable;
import io.ringlane.hw.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ringlane plan predict-then-measure}: says what the engine will do on this machine in cases that no calibration
 * has seen, then measures them. Main thread, which waits.
 */
@Command(
        name = "ringlane plan predict-then-measure",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Predicts with the model how many packets a second the engine does on one core of this machine, for"
                + " lengths, bursts and numbers of SAs that ./ringlane calibrate did not measure; then measures, and"
                + " prints both with the error.",
            "Predictions are written down before the first measurement. See docs/planner.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed, or too few were quiet", "2:wrong input"})
public final class PredictMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MILLISECONDS = 30;
    private static final double PERCENT = 100;
    private static final double NS = 1e9;
    /** None of them is among what a host is calibrated with. */
    private static final List<Case> CASES = List.of(
            new Case(128, 16, 32),
            new Case(200, 300, 32),
            new Case(350, 1_000, 16),
            new Case(800, 64, 64),
            new Case(900, 20_000, 32),
            new Case(1_300, 256, 8));

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
            defaultValue = "7",
            description = "Quiet runs of a case, 3 to 32. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            description = "Crypto provider. Default: the one the engine chooses.")
    private String crypto;

    @Mixin
    private RecordOptions record;

    /**
     * What is predicted, then measured.
     *
     * @param size   bytes of the frame without FCS.
     * @param states SAs in turn.
     * @param burst  packets handed over at once.
     */
    record Case(int size, int states, int burst) {}

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
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "no host.yaml in perf-results: run ./ringlane calibrate first"));
        }
    }

    private boolean run(MeasureOptions measure, Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        double[] predicted = CASES.stream()
                .mapToDouble(one -> Prediction.packetsPerSecond(file, one))
                .toArray();
        CostRuns runner = new CostRuns(Side.now(record.top()), measure.runArguments(), line -> {});
        TextTable table = new TextTable("bytes", "SAs", "burst", "predicted pps", "measured pps", "off by");
        double sum = 0;
        int quiet = 0;
        for (int i = 0; i < predicted.length; i++) {
            Case one = CASES.get(i);
            List<CostPoint> points = runner.measure(Stage.OUT, one.states, one.burst, List.of(one.size));
            double measured =
                    points.isEmpty() ? Double.NaN : NS / points.getFirst().ns();
            double error = predicted[i] / measured - 1;
            if (!Double.isNaN(error)) {
                sum += Math.abs(error);
                quiet++;
            }
            table.row(row(one, predicted[i], measured, error));
        }
        fingerprint.calibrate("after", calibration);
        String text = table
                + String.format(
                        Locale.ROOT,
                        "off by %.1f %% in the mean of %d cases%n",
                        PERCENT * sum / Math.max(1, quiet),
                        quiet);
        out.print(text);
        out.flush();
        if (record.isNamed()) {
            fingerprint.libraries();
            RunFolder folder = RunFolder.make(record.out(), fingerprint);
            folder.finish(
                    fingerprint,
                    "Host: `" + file.getFileName() + "` of `"
                            + file.toAbsolutePath().getParent().getFileName() + "`.\n\n```\n" + text + "```\n");
            out.println("written: " + folder.path());
        }
        return quiet == predicted.length;
    }

    private static List<String> row(Case one, double predicted, double measured, double error) {
        return List.of(
                "" + one.size,
                "" + one.states,
                "" + one.burst,
                String.format(Locale.ROOT, "%.0f", predicted),
                Double.isNaN(measured) ? "not quiet" : String.format(Locale.ROOT, "%.0f", measured),
                Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%+.1f%%", PERCENT * error));
    }
}
