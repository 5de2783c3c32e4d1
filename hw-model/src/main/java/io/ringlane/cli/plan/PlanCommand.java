// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.answer.BaseMeasures;
import io.ringlane.plan.answer.Planner;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.points.MeasuredAnswer;
import io.ringlane.plan.points.PointReader;
import io.ringlane.plan.points.PointRun.Outcome;
import io.ringlane.plan.points.PublishedPoint;
import io.ringlane.plan.report.ReportFolder;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.report.device.DeviceSections;
import io.ringlane.plan.report.device.PointSections;
import io.ringlane.plan.report.device.TrafficSection;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Bench;
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
        subcommands = {PointsCommand.class, ImportCommand.class},
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
            "  ringlane plan compare out-before out-after",
            "  ringlane plan compare connectx-7-gen4 bluefield-3",
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
            arity = "0..3",
            paramLabel = "[QUESTION] SCENARIO.yaml",
            description = {
                "What to answer, then the file; see docs/planner.md for its keys.",
                "Or: compare A B, two folders of plans, or two profiles."
            })
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
            names = "--scenario",
            paramLabel = "FILE",
            description = "With compare of two profiles: what else is as in that scenario. Default: a usual one.")
    private Path base;

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
            if (words.size() < 3) {
                requireNoBase();
                return plan(PlanInput.of(words, seed, changes));
            }
            if (!words.getFirst().equals("compare")) {
                throw new YamlException("'" + words.getFirst() + "'", "two things can be compared only: 'compare A B'");
            }
            String one = words.get(1);
            String other = words.get(2);
            PlanInput.requireKnown(one);
            PlanInput.requireKnown(other);
            if (PlanInput.isProfile(one) && PlanInput.isProfile(other)) {
                return plan(PlanInput.pair(one, other, base, seed, changes));
            }
            requireNoBase();
            return compare(new PlanPair(Path.of(one), Path.of(other)));
        } catch (YamlException | IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private void requireNoBase() {
        if (base != null) {
            throw new YamlException("--scenario", "goes with 'compare' of two profiles only");
        }
    }

    private int compare(PlanPair pair) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        print.print(json ? pair.json() : pair.text());
        print.flush();
        if (out != null) {
            pair.write(out, Facts.version());
            spec.commandLine().getErr().println("written: " + out.resolve(ReportFolder.PAGE));
        }
        return 0;
    }

    private int plan(PlanInput input) throws IOException {
        Scenario scenario = input.scenario();
        List<String> questions = input.questions();
        long packets = packets(scenario);
        if (threads < 1 || threads > 1024) {
            throw new YamlException("--threads", "is " + threads + ", allowed are 1 to 1024");
        }
        Planner.require(scenario, questions, new SendingLimits());
        List<PublishedPoint> measured = PointReader.measured(scenario).points();
        if (out != null) {
            Files.createDirectories(out);
        }
        PrintWriter progress = spec.commandLine().getErr();
        progress.println(plan(questions, packets));
        progress.flush();
        try (StudyStore store = out == null ? StudyStore.none() : StudyStore.open(out.resolve(STORE));
                PlanProgress bar = PlanProgress.onTerminal(progress, packets);
                TrialPool pool = new TrialPool(new ModelBench(), threads, store, bar)) {
            Planner planner = new Planner(scenario, pool, new SendingLimits(), packets);
            List<Answer> answers = planner.answers(questions, bar::begin);
            Bench bench = store.around(new ModelBench());
            List<Outcome> beside = PointSections.outcomes(measured, bench, packets / CHARTS, threads);
            if (!beside.isEmpty()) {
                answers = withResiduals(answers, beside);
            }
            bar.done();
            Map<String, Object> facts = Facts.of(scenario, pool, packets);
            Asking charts = new Asking(scenario, pool, packets / CHARTS, new SendingLimits());
            List<Measure> measures = out == null ? List.of() : BaseMeasures.of(charts);
            PlanFiles files = new PlanFiles(scenario, answers, facts, measures);
            PrintWriter print = spec.commandLine().getOut();
            print.print(json ? files.json() : files.text());
            print.flush();
            if (out != null) {
                files.write(out, store);
                bar.begin("charts");
                List<Section> background = new ArrayList<>();
                if (!beside.isEmpty()) {
                    background.add(PointSections.measured(beside));
                }
                background.add(PointSections.published(scenario, bench, packets / CHARTS, threads));
                background.add(TrafficSection.of(scenario, new SendingLimits().most(scenario)));
                report(
                        new PlanReport(scenario, answers, facts, DeviceSections.of(charts, answers), background),
                        input.text());
                bar.done();
            }
            return Facts.isRegular(answers) ? 0 : 1;
        }
    }

    /** Explaining says what is left unexplained; then the residuals follow. */
    private static List<Answer> withResiduals(List<Answer> answers, List<Outcome> beside) {
        List<Answer> all = new ArrayList<>();
        for (Answer answer : answers) {
            all.add(answer.question().equals("explain") ? answer.with(MeasuredAnswer.residual(beside)) : answer);
        }
        all.add(MeasuredAnswer.of(beside));
        return all;
    }

    private void report(PlanReport report, String text) throws IOException {
        ReportData data = report.data(text, "ringlane plan " + String.join(" ", words));
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
