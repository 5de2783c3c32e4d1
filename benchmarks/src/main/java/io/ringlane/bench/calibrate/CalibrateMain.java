// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.MeasureOptions;
import io.ringlane.bench.command.RecordOptions;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.cli.Main;
import io.ringlane.cli.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ringlane calibrate}: what the engine's work costs on a core of this machine, as a host that scenarios can
 * name. Main thread, which waits while others measure.
 */
@Command(
        name = "ringlane calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what a packet costs on a core of this machine, outbound, ESP tunnel, AES-128-GCM, by stage,"
                    + " length, burst and number of SAs, and how often the machine takes the core away; fits the whole"
                    + " path and tells how far the fit is off.",
            "Writes host.yaml, which a scenario names as its host, into a folder DATE-MACHINE-COMMIT. Takes a minute or"
                    + " two; only runs in which the core was to itself count. Best as: nice -n -20 ./ringlane calibrate"
                    + " --cpu 1. See docs/planner.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed, or too few were quiet", "2:wrong input"})
public final class CalibrateMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int PAUSE_SECONDS = 5;
    private static final int MILLISECONDS = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cpu",
            paramLabel = "N",
            description = "CPU to measure. Default: the measured threads are not bound.")
    private Integer cpu;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Quiet runs of a row, 3 to 32. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            description = "Crypto provider, for example jdk or ipsec-mb. Default: the one the engine chooses.")
    private String crypto;

    @Mixin
    private RecordOptions record;

    public static void main(String[] args) {
        System.exit(Main.launch(new CalibrateMain(), args));
    }

    @Override
    public Integer call() {
        record.check();
        MeasureOptions measure = new MeasureOptions(spec, runs, MILLISECONDS, cpu, crypto);
        measure.checkValues(1);
        try {
            return run(measure) ? 0 : FAILED;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private boolean run(MeasureOptions measure) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        Pauses pauses = pauses(measure);
        List<CostPoint> points = new CostRuns(Side.now(record.top()), measure.runArguments(), this::progress).measure();
        fingerprint.calibrate("after", calibration);
        fingerprint.libraries();
        HostFit fit = HostFit.of(points);
        HostFile file = new HostFile(fingerprint.machineName(), measure.crypto().name(), fit, pauses);
        String text = table(fit);
        out.print(text);
        RunFolder folder = RunFolder.make(record.out(), fingerprint);
        Files.writeString(folder.path().resolve(HostFile.NAME), file.text());
        folder.finish(fingerprint, "```\n" + text + "```\n");
        out.println("written: " + folder.path().resolve(HostFile.NAME));
        out.flush();
        return true;
    }

    /** On a thread of its own: the processes that measure costs would inherit what it is bound to. */
    private Pauses pauses(MeasureOptions measure) {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(() -> {
                        if (cpu != null) {
                            measure.pin(cpu);
                        }
                        return Pauses.measure(PAUSE_SECONDS);
                    })
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
    }

    private static String table(HostFit fit) {
        TextTable stages = new TextTable("stage", "fixed ns", "ns a byte");
        List<List<String>> rows = new ArrayList<>();
        fit.stages().forEach((name, line) -> rows.add(List.of(name, number(line.fixedNs()), number(line.perByteNs()))));
        rows.forEach(stages::row);
        stages.row(List.of("a burst", number(fit.perBurstNs()), ""));
        fit.workingSet().forEach((count, ns) -> stages.row(List.of("with " + count + " SAs", number(ns), "")));
        TextTable residuals = new TextTable("whole path: bytes", "SAs", "burst", "measured ns", "fitted ns", "off by");
        for (HostFit.Residual residual : fit.residuals()) {
            residuals.row(List.of(
                    "" + residual.point().size(),
                    "" + residual.point().states(),
                    "" + residual.point().burst(),
                    String.format(Locale.ROOT, "%.1f", residual.point().ns()),
                    String.format(Locale.ROOT, "%.1f", residual.fittedNs()),
                    String.format(Locale.ROOT, "%+.1f%%", residual.percent())));
        }
        return stages + "\n" + residuals
                + String.format(
                        Locale.ROOT,
                        "the fit is off by %.1f %% in the mean, %.1f %% at most%n",
                        fit.meanPercent(),
                        fit.worstPercent());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
