// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.compare.PlanComparison;
import io.ringlane.plan.compare.PlanComparison.Difference;
import io.ringlane.plan.compare.PlanResultReader;
import io.ringlane.plan.report.ReportFolder;
import io.ringlane.plan.report.ReportJson;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Chart.Axis;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.report.data.Provenance;
import io.ringlane.plan.report.data.Provenance.ProfileNote;
import io.ringlane.plan.report.data.Provenance.Setting;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.report.data.Summary;
import io.ringlane.plan.report.data.Summary.Figure;
import io.ringlane.plan.report.data.Summary.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two plans that were run before, beside each other: as text, JSON and a page. Main thread. */
final class PlanPair {
    private final Path one;
    private final Path other;
    private final PlanComparison comparison;
    private final Answer answer;

    /** Reads both folders; what is wrong with one is told in one line. */
    PlanPair(Path one, Path other) {
        this.one = one;
        this.other = other;
        comparison = new PlanComparison(PlanResultReader.read(one), PlanResultReader.read(other));
        answer = comparison.answer();
    }

    String text() {
        return AnswerText.print(answer);
    }

    String json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("a", one.toString());
        root.put("b", other.toString());
        root.put("answers", List.of(PlanFiles.answer(answer)));
        return PlanFiles.json(root);
    }

    /** Writes text, JSON and the page. */
    void write(Path folder, String version) throws IOException {
        Provenance first = provenance(one);
        Provenance second = provenance(other);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("compare.txt"), text());
        Files.writeString(folder.resolve("compare.json"), json());
        ReportFolder.write(folder, data(first, second, version), Map.of());
    }

    private static Provenance provenance(Path folder) {
        Path file = (Files.isDirectory(folder) ? folder : folder.resolveSibling("")).resolve(ReportFolder.DATA);
        try {
            return ReportJson.read(Files.readString(file, StandardCharsets.UTF_8))
                    .provenance();
        } catch (IOException wrong) {
            throw new IllegalArgumentException(
                    file + ": no such file, a page needs it; leave --out away, or run that plan with --out", wrong);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private ReportData data(Provenance first, Provenance second, String version) {
        List<Chart> charts = new ArrayList<>();
        List<Tornado.Bar> bars = comparison.differences().stream()
                .filter(each -> Double.isFinite(each.percent(each.difference().mean()))
                        && Double.isFinite(each.difference().half()))
                .map(PlanPair::bar)
                .toList();
        if (!bars.isEmpty()) {
            charts.add(new Tornado(
                    "differences",
                    "B against A",
                    "A whisker that crosses zero is no difference shown. "
                            + answer.summary().getFirst(),
                    Axis.of("difference of B to A", "%"),
                    0,
                    bars));
        }
        List<Table> tables = new ArrayList<>();
        for (AnswerTable table : answer.tables()) {
            tables.add(PlanReport.table("compare-" + (tables.size() + 1), table));
        }
        Section section = new Section("compare", "Differences", List.of(), charts, tables);
        return ReportData.of("A against B", summary(), List.of(section), provenance(first, second, version));
    }

    private static Tornado.Bar bar(Difference each) {
        return new Tornado.Bar(
                each.name(),
                each.test(),
                "A: " + AnswerText.cell(each.was()) + " " + each.unit(),
                "B: " + AnswerText.cell(each.is()) + " " + each.unit(),
                0,
                each.percent(each.difference().mean()),
                each.percent(each.difference().half()));
    }

    private Summary summary() {
        List<Figure> figures = new ArrayList<>();
        for (Difference each : comparison.differences()) {
            double percent = each.percent(each.difference().mean());
            double half = each.percent(each.difference().half());
            if (figures.size() < 4 && Double.isFinite(percent) && Double.isFinite(half)) {
                figures.add(new Figure(each.name(), "%", percent, percent - half, percent + half, each.verdict()));
            }
        }
        if (figures.isEmpty()) {
            double count = comparison.differences().size();
            figures.add(new Figure("measures compared", "", count, count, count, ""));
        }
        return new Summary(
                "What differs between A and B?",
                answer.summary().getFirst(),
                Verdict.ANSWERED,
                answer.summary().subList(1, answer.summary().size()),
                figures,
                List.of(),
                answer.cautions());
    }

    private Provenance provenance(Provenance first, Provenance second, String version) {
        List<ProfileNote> profiles = new ArrayList<>(first.profiles());
        second.profiles().stream()
                .filter(profile -> !profiles.contains(profile))
                .forEach(profiles::add);
        List<Setting> settings = new ArrayList<>();
        first.settings().forEach(each -> settings.add(new Setting("A " + each.name(), each.value())));
        second.settings().forEach(each -> settings.add(new Setting("B " + each.name(), each.value())));
        settings.add(new Setting("B seed", Long.toString(second.seed())));
        Set<String> notModelled = new LinkedHashSet<>(first.notModelled());
        notModelled.addAll(second.notModelled());
        return new Provenance(
                version,
                "ringlane plan compare " + one + " " + other,
                "A: " + first.scenarioName() + "; B: " + second.scenarioName(),
                "# A\n" + first.scenario() + "\n# B\n" + second.scenario(),
                first.seed(),
                profiles,
                settings,
                both(first.traffic(), second.traffic()),
                "A: " + first.modelError() + " B: " + second.modelError(),
                List.copyOf(notModelled));
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> lines = new ArrayList<>();
        first.forEach(line -> lines.add("A: " + line));
        second.forEach(line -> lines.add("B: " + line));
        return lines;
    }
}
