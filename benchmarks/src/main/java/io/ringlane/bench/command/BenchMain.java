// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.quiet.Calibration;
import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.report.Fingerprint;
import io.ringlane.bench.report.JmhResult;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.cli.Main;
import io.ringlane.crypto.choice.CryptoProviders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The {@code ringlane bench} command, which the launcher runs from the benchmarks module: JMH is no part of what is
 * shipped. Main thread.
 */
@Command(
        name = "ringlane bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "",
        subcommands = {PipelineCommand.class, WaterfallCommand.class},
        description = {
            "Runs a JMH suite and prints a table; writes JSON, machine, charts and a text into a folder"
                    + " DATE-MACHINE-COMMIT. bench pipeline has options of its own: bench pipeline --help.",
            "Hours for all suites; --quick takes minutes and is for a first look. See docs/performance.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a run failed", "2:wrong input"})
public final class BenchMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final List<String> PIPELINE_QUICK = List.of("--runs", "3", "--sas", "1,64");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SUITE",
            description = "micro, ring, crypto, flow, latency, scale, or all.")
    private String suite;

    @Option(names = "--quick", description = "One fork, few short iterations, three rounds.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only benchmarks whose full name has a match, for example Ring.*burst.")
    private String only;

    @Option(
            names = "-p",
            paramLabel = "NAME=VALUE[,VALUE...]",
            description = "Values of a parameter, as JMH takes them.")
    private List<String> parameters = List.of();

    @Mixin
    private AgainstOptions against;

    @Mixin
    private RecordOptions options;

    @Override
    public Integer call() {
        if (suite == null) {
            throw new ParameterException(spec.commandLine(), "which SUITE? one of " + Suite.words());
        }
        List<Suite> suites = Suite.of(suite);
        if (suites.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "SUITE " + suite + ": must be one of " + Suite.words());
        }
        check();
        try {
            record(suites);
            return 0;
        } catch (IOException | IllegalStateException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private void check() {
        options.check();
        against.check(options.top());
        try {
            Pattern.compile(only == null ? "" : only);
        } catch (PatternSyntaxException e) {
            throw against.wrong("--only " + only + ": not a regular expression: " + e.getDescription());
        }
        for (String parameter : parameters) {
            if (!parameter.matches("\\w+=.+")) {
                throw against.wrong("-p " + parameter + ": must be NAME=VALUE");
            }
        }
        try {
            if (against.file() != null) {
                JmhResult.read(against.file());
            }
        } catch (IOException e) {
            String why = e.getMessage().lines().findFirst().orElse("");
            throw against.wrong("--against " + against.file() + ": not JSON of JMH: " + why);
        }
    }

    private void record(List<Suite> suites) throws IOException {
        Fingerprint fingerprint = new Fingerprint(options.top(), options.command());
        // loads what native libraries there are, so that they can be named
        CryptoProviders.names();
        fingerprint.libraries();
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        RunFolder folder = RunFolder.make(options.out(), fingerprint);
        Side now = Side.now(options.top());
        SuiteRun run = new SuiteRun(
                now, folder, spec.commandLine().getOut(), spec.commandLine().getErr()::println);
        if (against.revision() == null) {
            measure(suites, run);
        } else {
            compare(suites, run);
        }
        if (suite.equals(Suite.ALL)) {
            pipeline(run, now);
        }
        fingerprint.calibrate("after", calibration);
        folder.finish(fingerprint, run.text());
        spec.commandLine().getOut().println("written: " + folder.path());
    }

    private void measure(List<Suite> suites, SuiteRun run) throws IOException {
        List<JmhResult> results = new ArrayList<>();
        for (Suite each : suites) {
            results.addAll(run.measure(each, only, arguments(quick ? JmhProcess.QUICK : List.of())));
            if (only == null) {
                run.programs(each, quick, CryptoProviders.best().name());
            }
        }
        if (against.file() != null) {
            run.compare(results, JmhResult.read(against.file()));
        }
    }

    private void compare(List<Suite> suites, SuiteRun run) throws IOException {
        spec.commandLine().getErr().println("building " + against.revision() + " ...");
        try (Checkout then = Checkout.build(options.top(), against.revision())) {
            for (Suite each : suites) {
                run.compare(
                        each,
                        only,
                        arguments(quick ? JmhProcess.QUICK : JmhProcess.WINDOWS),
                        then.side(),
                        quick ? 3 : against.rounds());
            }
        }
    }

    private List<String> arguments(List<String> base) {
        List<String> all = new ArrayList<>(base);
        parameters.forEach(parameter -> all.addAll(List.of("-p", parameter)));
        return all;
    }

    private void pipeline(SuiteRun run, Side now) {
        List<String> arguments = new ArrayList<>(List.of("pipeline"));
        arguments.addAll(quick ? PIPELINE_QUICK : List.of());
        ChildProcess child = ChildProcess.run(null, now.java(BenchMain.class.getName(), arguments));
        run.show("pipeline", String.join("\n", child.lines()) + "\n");
    }

    public static void main(String[] args) {
        System.exit(Main.launch(new BenchMain(), args));
    }
}
