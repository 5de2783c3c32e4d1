// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Nearest;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.answer.Planner;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.report.ReportFolder;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.device.DeviceSections;
import io.ringlane.plan.scenario.Questions;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.StudyStore;
import io.ringlane.plan.study.TrialPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringlane plan}: answers the questions of a scenario with the model. Main thread; trials have their own. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = PointsCommand.class,
        description = {
            "Answers what a scenario asks, by trials of a modelled NIC and host: how much comes through, what binds,"
                    + " what binds next, and how sure that is.",
            "Questions: search, explain, sweep, size, rehearse, stress, forecast, compare; without one all that the"
                    + " file asks. The same scenario, seed and budget give the same answer on any machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ringlane plan docs/scenarios/Q02-what-can-this-box-do.yaml --out target/q02",
            "  ringlane plan explain my.yaml --out out --set device.lanes.count=8 --budget 200M",
            "See docs/planner.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:answered",
            "1:answered, but a target is missed or a goal has no regular result",
            "2:wrong input"
        })
public final class PlanCommand implements Callable<Integer> {
    private static final long USUAL_BUDGET = 20_000_000;
    /** The charts of a report take so much less than the questions, and on top. */
    private static final int CHARTS = 4;

    private static final String STORE = "study.duckdb";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..2",
            paramLabel = "[QUESTION] SCENARIO.yaml",
            description = "What to answer, then the file; see docs/planner.md for its keys.")
    private List<String> words = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for answers, tables and the study's database.")
    private Path out;

    @Option(
            names = "--budget",
            paramLabel = "PACKETS",
            description = "Packets of all trials together, such as 200M. Default: the scenario's, else 20M.")
    private String budget;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random streams. Default: the scenario's.")
    private String seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a value of the scenario or, under 'device.', of its profile. May be repeated.")
    private Map<String, String> changes = new LinkedHashMap<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Trials that run side by side, 1 to 1024. Default: the machine's cores. Changes no answer.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the answers as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: '[QUESTION] SCENARIO.yaml'");
        }
        try {
            return plan();
        } catch (YamlException | IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private int plan() throws IOException {
        Scenario scenario = scenario();
        List<String> questions = questions(scenario.questions());
        long packets = packets(scenario);
        if (threads < 1 || threads > 1024) {
            throw new YamlException("--threads", "is " + threads + ", allowed are 1 to 1024");
        }
        if (out != null) {
            Files.createDirectories(out);
        }
        PrintWriter progress = spec.commandLine().getErr();
        progress.println(plan(questions, packets));
        progress.flush();
        try (StudyStore store = out == null ? StudyStore.none() : StudyStore.open(out.resolve(STORE));
                PlanProgress bar = PlanProgress.onTerminal(packets);
                TrialPool pool = new TrialPool(new ModelBench(), threads, store, bar)) {
            Planner planner = new Planner(scenario, pool, new SendingLimits(), packets);
            List<Answer> answers = planner.answers(questions, bar::begin);
            bar.done();
            Map<String, Object> facts = Facts.of(scenario, pool, packets);
            PlanFiles files = new PlanFiles(scenario, answers, facts);
            PrintWriter print = spec.commandLine().getOut();
            print.print(json ? files.json() : files.text());
            print.flush();
            if (out != null) {
                files.write(out, store);
                bar.begin("charts");
                Asking asking = new Asking(scenario, pool, packets / CHARTS, new SendingLimits());
                report(new PlanReport(scenario, answers, facts, DeviceSections.of(asking, answers)));
                bar.done();
            }
            return Facts.isRegular(answers) ? 0 : 1;
        }
    }

    private void report(PlanReport report) throws IOException {
        Path file = Path.of(words.getLast());
        ReportData data = report.data(Files.readString(file), "ringlane plan " + String.join(" ", words));
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        report.answers()
                .forEach(answer -> AnswerCharts.picoseconds(answer.latencies())
                        .forEach((name, histogram) ->
                                histograms.put(fileName(answer.question() + "-" + name), histogram)));
        ReportFolder.write(out, data, histograms);
        spec.commandLine().getErr().println("written: " + out.resolve(ReportFolder.PAGE));
    }

    private static String fileName(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private String plan(List<String> questions, long packets) {
        StringBuilder text = new StringBuilder("ringlane plan: budget " + Quantity.print(packets, Dimension.COUNT)
                + " packets on " + threads + (threads == 1 ? " core" : " cores"));
        Planner.shares(questions, packets)
                .forEach((question, share) ->
                        text.append(", ").append(question).append(' ').append(Quantity.print(share, Dimension.COUNT)));
        if (out != null) {
            text.append(", charts ")
                    .append(Quantity.print(packets / CHARTS, Dimension.COUNT))
                    .append(" more");
        }
        return text.append(" (--budget changes it)").toString();
    }

    private Scenario scenario() {
        Scenario scenario = Scenario.read(Path.of(words.getLast()));
        if (seed != null) {
            scenario = scenario.with("seed", seed, "--seed");
        }
        for (Map.Entry<String, String> change : changes.entrySet()) {
            scenario = scenario.with(change.getKey(), change.getValue(), "--set " + change.getKey());
        }
        return scenario;
    }

    private List<String> questions(Questions questions) {
        List<String> asked = Planner.asked(questions);
        if (words.size() == 1) {
            if (asked.isEmpty()) {
                throw new YamlException(
                        words.getLast(),
                        "asks nothing: add 'questions', one or more of " + String.join(", ", Questions.NAMES));
            }
            return asked;
        }
        String wanted = words.getFirst();
        if (!Questions.NAMES.contains(wanted)) {
            throw new YamlException(
                    "'" + wanted + "'",
                    "no such question, nearest is '" + Nearest.of(wanted, Questions.NAMES) + "'; there are: "
                            + String.join(", ", Questions.NAMES));
        }
        if (!asked.contains(wanted)) {
            throw new YamlException(
                    words.getLast(),
                    "does not ask '" + wanted + "'; add it under 'questions', which has: "
                            + String.join(", ", new ArrayList<>(asked)));
        }
        return List.of(wanted);
    }

    private long packets(Scenario scenario) {
        if (budget == null) {
            return scenario.budget() == 0 ? USUAL_BUDGET : scenario.budget();
        }
        try {
            long packets = Quantity.parseWhole(budget, Dimension.COUNT);
            if (packets < 1000) {
                throw new YamlException("--budget", "is " + budget + ", at least 1000 packets are needed");
            }
            return packets;
        } catch (IllegalArgumentException wrong) {
            throw new YamlException("--budget", wrong.getMessage());
        }
    }
}
