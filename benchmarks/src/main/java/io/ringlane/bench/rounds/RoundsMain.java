// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import io.ringlane.bench.command.MeasureOptions;
import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures rows in turn, for those who calibrate and predict. A program; its main thread is the one measured. */
@Command(
        name = "rounds",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures rows SASxBURSTxFRAMES in turn, round after round, in one process: nanoseconds a packet; with @PPS"
                    + " behind, how long packets take at that rate; with @once, as fast as it goes, but timed as"
                    + " at a rate. FRAMES are a length without FCS, such as 512,"
                    + " lengths with weights, such as 64:7+512:4+1420:1, or a mix by name.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a packet was lost", "2:wrong input"})
public final class RoundsMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MOST_STATES = 1 << 20;
    private static final int MOST_BURST = 256;

    @Spec
    private CommandSpec spec;

    @Option(names = "--rows", split = ",", required = true, paramLabel = "ROW", description = "What to measure.")
    private List<String> rows;

    @Option(names = "--inbound", description = "Receive instead of sending; no rates.")
    private boolean inbound;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "15",
            description = "Quiet rounds, 3 to 32. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--ms",
            paramLabel = "N",
            defaultValue = "20",
            description = "Milliseconds of a run, 5 to 1000. Default: ${DEFAULT-VALUE}.")
    private int milliseconds;

    @Option(names = "--cpu", paramLabel = "N", description = "Bind the measured thread. Default: not bound.")
    private Integer cpu;

    @Option(names = "--crypto", paramLabel = "NAME", description = "Crypto provider. Default: the engine's choice.")
    private String crypto;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Path json;

    public static void main(String[] args) {
        System.exit(Main.launch(new RoundsMain(), args));
    }

    @Override
    public Integer call() {
        MeasureOptions measure = new MeasureOptions(spec, runs, milliseconds, cpu, crypto);
        List<WorkRow> work =
                rows.stream().map(text -> row(measure, text)).distinct().toList();
        measure.check(1);
        try (Rounds rounds =
                new Rounds(new Calibration(), measure.crypto(), new PipelineWork(inbound, null), runs, milliseconds)) {
            RoundsResult result = rounds.measure(work);
            show(result);
            if (json != null) {
                result.write(json);
            }
            return 0;
        } catch (IOException | IllegalStateException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private WorkRow row(MeasureOptions measure, String text) {
        try {
            WorkRow row = WorkRow.parse(text);
            measure.range("--rows " + text + ": SAs", row.states(), 1, MOST_STATES);
            measure.range("--rows " + text + ": burst", row.burst(), 1, inbound ? 32 : MOST_BURST);
            row.frames().sizes().forEach(size -> measure.range("--rows " + text + ": bytes", size, 42, 9000));
            boolean simple = row.frames().isSingle() && row.perSecond() == 0;
            if (inbound && !simple) {
                throw measure.wrong("--rows " + text + ": with --inbound one length, and no rate");
            }
            return row;
        } catch (IllegalArgumentException wrong) {
            throw measure.wrong("--rows: " + wrong.getMessage());
        }
    }

    private void show(RoundsResult result) {
        PrintWriter out = spec.commandLine().getOut();
        String way = inbound ? "in" : "out";
        out.printf(
                Locale.ROOT, "home %s: %.1f ns, idle cycle %.1f ns%n", Rounds.HOME, result.homeNs(), result.idleNs());
        for (RoundsResult.Closed row : result.closed()) {
            out.printf(
                    Locale.ROOT,
                    "%s %-40s %8.1f ns/pkt [min %.1f max %.1f n=%d of %d %s]%n",
                    way,
                    row.row(),
                    row.ns(),
                    row.least(),
                    row.most(),
                    row.runs(),
                    row.tries(),
                    row.isQuiet() ? "quiet" : "NOISY");
        }
        for (RoundsResult.Timed row : result.timed()) {
            out.printf(
                    Locale.ROOT,
                    "%s %-40s p50 %d p99 %d p99.9 %d ns, p99 of all %d ns [%d packets, %d of %d windows]%n",
                    way,
                    row.row(),
                    row.p50(),
                    row.p99(),
                    row.p999(),
                    row.p99All(),
                    row.packets(),
                    row.windows(),
                    row.tries());
        }
        out.printf(
                Locale.ROOT,
                "pauses: %.1f a second, %.3f %% of the time, longest %s ns%n",
                result.pauses().perSecond(),
                100 * result.pauses().share(),
                result.pauses().lengthsNs().isEmpty()
                        ? "-"
                        : result.pauses().lengthsNs().lastEntry().getValue());
        out.flush();
    }
}
