// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.command.MeasureOptions;
import io.ringlane.bench.command.RecordOptions;
import io.ringlane.bench.command.Side;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.rounds.Timing;
import io.ringlane.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Measures what a packet costs on a core of this machine, both ways, ESP tunnel, AES-128-GCM, by stage,"
                    + " length, mix, burst and number of SAs, and how often the core is held up at it; fits the whole"
                    + " path in the form that best tells what was left out, and says how far it is off.",
            "Writes host.yaml, which a scenario names as its host, into a folder DATE-MACHINE-COMMIT. Takes a minute or"
                    + " two; only runs in which the core was to itself count. Best as: nice -n -20 ./ringlane calibrate"
                    + " --cpu 1. See docs/planner.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed, or too few were quiet", "2:wrong input"})
public final class CalibrateMain implements Callable<Integer> {
    private static final int FAILED = 1;
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
            defaultValue = "15",
            description = "Quiet rounds, 3 to 32. Default: ${DEFAULT-VALUE}.")
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
            run(measure);
            return 0;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private void run(MeasureOptions measure) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Fingerprint fingerprint = new Fingerprint(record.top(), record.command());
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        CostRuns runner = new CostRuns(Side.now(record.top()), measure.runArguments(), this::progress);
        RoundsResult outbound = runner.rounds(Timing.beside(CostRuns.outbound()), false);
        RoundsResult inbound = runner.rounds(CostRuns.inbound(), true);
        Map<Stage, List<CostPoint>> stages = runner.stages();
        fingerprint.calibrate("after", calibration);
        fingerprint.libraries();
        HostFile file = file(fingerprint.machineName(), measure.crypto().name(), outbound, inbound, stages);
        String text = CostTables.text(file);
        out.print(text);
        RunFolder folder = RunFolder.make(record.out(), fingerprint);
        Files.writeString(folder.path().resolve(HostFile.NAME), file.text());
        folder.finish(fingerprint, "```\n" + text + "```\n");
        out.println("written: " + folder.path().resolve(HostFile.NAME));
        out.flush();
    }

    private static HostFile file(
            String machine,
            String crypto,
            RoundsResult outbound,
            RoundsResult inbound,
            Map<Stage, List<CostPoint>> stages) {
        List<CostPoint> points = CostRuns.points(outbound, CostRuns.outbound());
        List<CostPoint> home = points.stream()
                .filter(point -> point.row().states() == CostGrid.HOME
                        && point.row().burst() == CostGrid.BURST
                        && point.row().frames().isSingle())
                .toList();
        return new HostFile(
                machine,
                crypto,
                CostFit.choose(points),
                CostFit.choose(CostRuns.points(inbound, CostRuns.inbound())),
                HostStages.of(stages, home),
                outbound.idleNs(),
                outbound.open(),
                Timing.of(outbound),
                outbound.pauses());
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
