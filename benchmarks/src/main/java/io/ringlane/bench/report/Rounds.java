// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Compares benchmarks on a machine whose speed changes under them: runs one fork of each in turn, round after round, so
 * that a slow minute meets them all, and compares within a round only. Reads medians of short windows. A program, one
 * thread.
 */
public final class Rounds {
    private static final String USAGE = "usage: Rounds ROUNDS BASELINE COMMIT FILE.json [JMH option ...] REGEX\n"
            + "  BASELINE is the name of a method; ratios are to the one of the same class and parameters.";

    private static final int FIXED_ARGUMENTS = 4;
    private static final int WARM_UPS = 10;
    private static final int WINDOWS = 30;
    private static final TimeValue WARM_UP = TimeValue.milliseconds(100);
    private static final TimeValue WINDOW = TimeValue.milliseconds(30);

    private final Map<String, RoundSummary> summaries = new TreeMap<>();
    private final String baseline;

    private Rounds(String baseline) {
        this.baseline = baseline;
    }

    /** Runs, prints a table, writes the JSON. Exit code 2 when the arguments are wrong. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        if (args.length <= FIXED_ARGUMENTS || !args[0].matches("[1-9][0-9]{0,2}")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        int rounds = Integer.parseInt(args[0]);
        CommandLineOptions options = new CommandLineOptions(Arrays.copyOfRange(args, FIXED_ARGUMENTS, args.length));
        Rounds run = new Rounds(args[1]);
        for (int i = 1; i <= rounds; i++) {
            run.round(options);
            System.out.println("round " + i + " of " + rounds);
        }
        List<String> lines =
                run.summaries.values().stream().map(RoundSummary::line).toList();
        System.out.println(RoundSummary.HEAD);
        lines.forEach(System.out::println);
        RecordedRun record = new RecordedRun(args[2], "Rounds " + String.join(" ", args));
        Files.writeString(Path.of(args[3]), record.json(run.summaries.values()));
    }

    private void round(CommandLineOptions options) throws RunnerException {
        Map<String, double[]> windows = new TreeMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .parent(options)
                        .forks(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(WARM_UP)
                        .measurementIterations(WINDOWS)
                        .measurementTime(WINDOW)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            windows.put(name(result, method(result)), scores(result));
            if (method(result).equals(baseline)) {
                windows.put(name(result, ""), scores(result));
            }
        }
        windows.forEach((name, scores) -> add(name, scores, windows));
    }

    private void add(String name, double[] scores, Map<String, double[]> windows) {
        String ofBaseline = name.replaceFirst("\\.\\w+", ".");
        if (!name.equals(ofBaseline)) {
            summaries.computeIfAbsent(name, RoundSummary::new).add(scores, windows.get(ofBaseline));
        }
    }

    /** Class, method and parameters. */
    private static String name(RunResult result, String method) {
        String[] path = result.getParams().getBenchmark().split("\\.");
        StringBuilder name =
                new StringBuilder(path[path.length - 2]).append('.').append(method);
        for (String parameter : result.getParams().getParamsKeys()) {
            name.append(' ')
                    .append(parameter)
                    .append('=')
                    .append(result.getParams().getParam(parameter));
        }
        return name.toString();
    }

    private static String method(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }

    private static double[] scores(RunResult result) {
        return result.getAggregatedResult().getIterationResults().stream()
                .mapToDouble(window -> window.getPrimaryResult().getScore())
                .toArray();
    }
}
