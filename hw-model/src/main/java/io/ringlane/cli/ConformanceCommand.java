// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.conformance.Conformance;
import io.ringlane.conformance.RinglaneEngine;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.GoldenException;
import io.ringlane.io.CaptureException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringlane conformance}: runs recorded kernel cases through the engine. Main thread. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Runs cases recorded from a Linux kernel through the engine and compares packets, counters and SA states.",
            "One line a case: same, allowed deviation (with the number of its record in docs/decisions), different"
                    + " (with the first differing byte and its field), or skipped with the reason; then a total.",
            "A case whose ESP was deferred is run with ESP inside output too."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no case differs", "1:a case differs", "2:wrong input"})
final class ConformanceCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "A case (a folder with case.json) or a folder of cases; without it the bundled ones.")
    private Path folder;

    @Option(
            names = "--filter",
            paramLabel = "TAG",
            description = "Only cases that have this tag, or this text in their name.")
    private String tag;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write each case's output as DIR/CASE/out.pcap, and what it sent with ESP inside output as"
                    + " out-inline.pcap.")
    private Path out;

    @Override
    public Integer call() {
        PrintWriter printer = spec.commandLine().getOut();
        try (CaseFolder cases = folder == null ? CaseFolder.bundled() : CaseFolder.of(folder)) {
            Conformance conformance =
                    new Conformance(new RinglaneEngine()).filter(tag).writeTo(out);
            List<Conformance.Report> reports = conformance.run(cases, report -> printer.println(report.line()));
            if (reports.isEmpty()) {
                return refuse("--filter " + tag + ": no case has this tag or this text in its name");
            }
            Conformance.Totals totals = Conformance.Totals.of(reports);
            printer.println(totals.line());
            printer.flush();
            return totals.different() > 0 ? DIFFERENT : 0;
        } catch (GoldenException | CaptureException e) {
            return refuse(e.getMessage());
        }
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + why);
        return Main.EXIT_USAGE;
    }
}
