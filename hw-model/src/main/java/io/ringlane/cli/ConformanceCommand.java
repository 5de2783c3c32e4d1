// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.conformance.Conformance;
import io.ringlane.conformance.RinglaneEngine;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.GoldenException;
import io.ringlane.inbound.InboundConformance;
import io.ringlane.io.CaptureException;
import io.ringlane.transcript.Transcript;
import io.ringlane.transcript.TranscriptReplay;
import io.ringlane.transcript.TranscriptReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "A case whose ESP was deferred is run with ESP inside output too. A case of packets received is handed over"
                    + " packet by packet, and compared after each.",
            "A folder's " + Transcript.FILE
                    + " (what the kernel answered when states were added to devices) is replayed"
                    + " as well, under the name " + Transcript.NAME + ". See docs/conformance.md."
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

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            defaultValue = CryptoProviders.AUTO,
            description = "Crypto provider of the software: auto, jdk, or openssl or ipsec-mb where they are installed;"
                    + " see 'ringlane crypto'. Default: ${DEFAULT-VALUE}.")
    private String crypto;

    private int unreadable;

    @Override
    public Integer call() {
        PrintWriter printer = spec.commandLine().getOut();
        CryptoProvider provider;
        try {
            provider = CryptoProviders.named(crypto);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return refuse("--crypto: " + e.getMessage());
        }
        try (CaseFolder cases = folder == null ? CaseFolder.bundled() : CaseFolder.of(folder)) {
            return run(cases, provider, printer);
        } catch (GoldenException | CaptureException e) {
            return refuse(e.getMessage());
        } finally {
            printer.flush();
        }
    }

    private int run(CaseFolder cases, CryptoProvider provider, PrintWriter printer) {
        List<Path> transcripts = cases.files(Transcript.FILE);
        if (cases.cases().isEmpty() && cases.inboundCases().isEmpty() && transcripts.isEmpty()) {
            return refuse(folder + ": no case.json in it or below, and no " + Transcript.FILE);
        }
        checkOut();
        Conformance conformance =
                new Conformance(new RinglaneEngine(provider)).filter(tag).writeTo(out);
        List<Conformance.Report> reports =
                new ArrayList<>(conformance.run(cases, report -> printer.println(report.line()), this::unreadable));
        reports.addAll(new InboundConformance(provider, tag, out)
                .run(cases, report -> printer.println(report.line()), this::unreadable));
        boolean different = false;
        int replayed = 0;
        for (Path file : tag == null || Transcript.NAME.contains(tag) ? transcripts : List.<Path>of()) {
            TranscriptReport report = replay(file, printer);
            different |= report != null && report.isDifferent();
            replayed++;
        }
        if (reports.isEmpty() && replayed == 0) {
            return unreadable > 0
                    ? Main.EXIT_USAGE
                    : refuse("--filter " + tag + ": no case has this tag or this text in its name");
        }
        Conformance.Totals totals = Conformance.Totals.of(reports);
        if (!reports.isEmpty()) {
            printer.println(totals.line());
        }
        if (unreadable > 0) {
            return Main.EXIT_USAGE;
        }
        return totals.different() > 0 || different ? DIFFERENT : 0;
    }

    /** A transcript that cannot be read gives null, like a case it is told and does not end the run. */
    private TranscriptReport replay(Path file, PrintWriter printer) {
        try {
            TranscriptReport report = TranscriptReplay.run(Transcript.load(file));
            report.lines().forEach(printer::println);
            return report;
        } catch (GoldenException e) {
            unreadable(e.getMessage());
            return null;
        }
    }

    /** Found before a minute of work, not after it. */
    private void checkOut() {
        if (out == null) {
            return;
        }
        try {
            Files.createDirectories(out);
        } catch (FileAlreadyExistsException e) {
            throw new GoldenException("--out " + out + ": not a directory", e);
        } catch (IOException e) {
            throw new GoldenException("--out " + out + ": cannot be made: " + reason(e), e);
        }
        if (!Files.isWritable(out)) {
            throw new GoldenException("--out " + out + ": cannot be written to");
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
    }

    private void unreadable(String why) {
        unreadable++;
        refuse(why);
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + why);
        return Main.EXIT_USAGE;
    }
}
