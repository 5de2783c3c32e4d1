// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.SourcedNumber;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.Provenance;
import io.ringlane.plan.report.data.Provenance.ProfileNote;
import io.ringlane.plan.report.data.Provenance.ProfileNumber;
import io.ringlane.plan.report.data.Provenance.Setting;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.report.data.Summary;
import io.ringlane.plan.report.data.Summary.Figure;
import io.ringlane.plan.report.data.Summary.Verdict;
import io.ringlane.plan.report.device.StageOrder;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.trial.Trial;
import io.ringlane.plan.trial.TrialSpec;
import io.ringlane.plan.trial.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a report of answers: sections in their order, charts where an answer has what they need. Main thread. */
final class PlanReport {
    private static final Map<String, String> TITLES = Map.of(
            "search", "What comes through",
            "explain", "Why not more",
            "sweep", "What other values do",
            "size", "The cheapest that does it",
            "rehearse", "What failures do",
            "stress", "The worst inside the bounds",
            "forecast", "When it runs out",
            "compare", "Variants beside each other");

    private static final String BINDS = " binds (busy ";
    private static final long WATCHED_LEAST = 20_000;
    /** Enough for buffers to fill where they will. */
    private static final long WATCHED_MOST = 500_000;

    private static final String OVER_SEEDS = "99 % over seeds";
    private static final String LOST = ".lostPackets";

    private final Scenario scenario;
    private final List<Answer> answers;
    private final Map<String, Object> facts;
    private final List<Section> device;
    private final List<Section> background;

    /**
     * @param device     sections about the device, whatever was asked.
     * @param background sections about the model and the traffic, behind all others.
     */
    PlanReport(
            Scenario scenario,
            List<Answer> answers,
            Map<String, Object> facts,
            List<Section> device,
            List<Section> background) {
        this.scenario = scenario;
        this.answers = answers;
        this.facts = facts;
        this.device = device;
        this.background = background;
    }

    List<Answer> answers() {
        return answers;
    }

    /**
     * The report.
     *
     * @param text    of the scenario's file.
     * @param command that was given.
     */
    ReportData data(String text, String command) {
        List<Section> sections = new ArrayList<>();
        for (Answer answer : answers) {
            if (TITLES.containsKey(answer.question())) {
                sections.add(section(answer));
            }
        }
        sections.addAll(device);
        sections.add(timeline());
        sections.addAll(background);
        return ReportData.of(scenario.name(), summary(), sections, provenance(text, command));
    }

    private Section section(Answer answer) {
        List<Chart> charts = new AnswerCharts(answer).charts();
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < answer.tables().size(); i++) {
            tables.add(table(answer.question() + "-" + (i + 1), answer.tables().get(i)));
        }
        // a single answer stands in the summary, word for word
        List<String> text = answers.size() == 1 ? List.of() : answer.summary();
        return new Section(answer.question(), TITLES.get(answer.question()), text, charts, tables);
    }

    /** A table of an answer as one of a report. */
    static Table table(String id, AnswerTable table) {
        List<List<Object>> rows = table.rows().stream()
                .map(row -> row.stream().map(PlanReport::cell).toList())
                .toList();
        return new Table(id, table.title(), table.columns(), rows);
    }

    /** What is no number is left empty. */
    private static Object cell(Object cell) {
        return cell instanceof Double number && !Double.isFinite(number) ? number.isNaN() ? "" : "any" : cell;
    }

    // ---- time line

    /** One trial at the greatest load, watched from its first packet on. */
    private Section timeline() {
        long packets = Math.clamp((long) number(facts, "budget") / 10, WATCHED_LEAST, WATCHED_MOST);
        TrialSpec spec = ModelBench.spec(new Point(scenario, new SendingLimits().most(scenario), packets, 0));
        Watched watched = new Watched();
        Trial.run(spec, watched);
        long endPs = watched.model.simulation().nowPs();
        watched.timeline.finish(endPs);
        String reading = String.format(
                Locale.ROOT,
                "The first %,d packets at the greatest load, %.3f Mpps: stages fill from the one that binds back to the"
                        + " receive ring; %,d packets were lost.",
                packets,
                new SendingLimits().most(scenario) / 1e6,
                watched.timeline.losses());
        return new Section(
                "time-line",
                "How full stages are over time",
                List.of(),
                List.of(new StageOrder(scenario.path().route())
                        .sorted(watched.timeline.chart("occupancy", reading, endPs))),
                List.of());
    }

    /** Keeps the model that is watched. */
    private static final class Watched implements Trial.Observer {
        private Model model;
        private Timeline timeline;

        @Override
        public Probe of(Model built) {
            model = built;
            timeline = new Timeline(built.stages().size());
            return timeline;
        }
    }

    // ---- summary

    private Summary summary() {
        Answer first = answers.getFirst();
        List<String> sentences = new ArrayList<>();
        List<String> warnings = new ArrayList<>(lines("modelError").stream()
                .filter(line -> line.startsWith("UNVALIDATED") || line.startsWith("EXTRAPOLATED"))
                .toList());
        List<Figure> figures = new ArrayList<>();
        for (Answer answer : answers) {
            // the first sentence of all is the answer itself, and what binds is said once
            answer.summary().stream()
                    .skip(answer == first ? 1 : 0)
                    .filter(line -> !line.contains(BINDS) || sentences.stream().noneMatch(said -> said.contains(BINDS)))
                    .forEach(sentences::add);
            warnings.addAll(answer.cautions());
            figures.addAll(figures(answer));
        }
        if (figures.isEmpty()) {
            figures.add(new Figure(
                    "trials", "", number(facts, "trials"), number(facts, "trials"), number(facts, "trials"), ""));
        }
        if (sentences.isEmpty()) {
            sentences.add("Nothing else was asked.");
        }
        return new Summary(
                scenario.name(), first.summary().getFirst(), verdict(), sentences, figures, bottlenecks(), warnings);
    }

    private Verdict verdict() {
        for (Answer answer : answers) {
            Object cheapest = answer.values().get("cheapest");
            if (cheapest != null) {
                return cheapest.equals("none") ? Verdict.MISSED : Verdict.MET;
            }
        }
        return Verdict.ANSWERED;
    }

    private static List<Figure> figures(Answer answer) {
        List<Figure> figures = new ArrayList<>();
        for (String goal : List.of("ndr", "pdr", "rfc2544", "tst009")) {
            double value = number(answer.values(), goal) / 1e6;
            double low = number(answer.values(), goal + "Low") / 1e6;
            double high = number(answer.values(), goal + "High") / 1e6;
            if (Double.isFinite(value) && Double.isFinite(low)) {
                double top = Double.isFinite(high) ? Math.max(high, value) : value;
                figures.add(new Figure(
                        goal.toUpperCase(Locale.ROOT),
                        "Mpps",
                        value,
                        Math.min(low, value),
                        top,
                        "bounds of the search"));
            }
        }
        double saturated = number(answer.values(), "saturated") / 1e6;
        double half = number(answer.values(), "saturatedHalf") / 1e6;
        if (Double.isFinite(saturated) && Double.isFinite(half)) {
            figures.add(new Figure("saturated", "Mpps", saturated, saturated - half, saturated + half, OVER_SEEDS));
        }
        double cost = number(answer.values(), "cost");
        if (Double.isFinite(cost)) {
            figures.add(new Figure("cost of the cheapest", "", cost, cost, cost, "prices of the scenario"));
        }
        double years = number(answer.values(), "years50");
        double early = number(answer.values(), "years10");
        double late = number(answer.values(), "years90");
        if (Double.isFinite(years) && Double.isFinite(early) && Double.isFinite(late)) {
            figures.add(new Figure(
                    "until it is passed", "years", tenth(years), tenth(early), tenth(late), "four of five courses"));
        }
        figures.addAll(losses(answer));
        return figures;
    }

    private static double tenth(double value) {
        return Math.rint(10 * value) / 10;
    }

    /** Packets that a failure costs. */
    private static List<Figure> losses(Answer answer) {
        List<Figure> figures = new ArrayList<>();
        for (String name : answer.values().keySet()) {
            if (name.endsWith(LOST) && !name.startsWith("nothing.")) {
                double lost = number(answer.values(), name);
                double half = number(answer.values(), name + "Half");
                String event = name.substring(0, name.length() - LOST.length());
                figures.add(new Figure(
                        "lost: " + event,
                        "packets",
                        Math.rint(lost),
                        Math.rint(Math.max(0, lost - half)),
                        Math.rint(lost + half),
                        OVER_SEEDS));
            }
        }
        return figures;
    }

    private List<Summary.Bottleneck> bottlenecks() {
        List<Summary.Bottleneck> bottlenecks = new ArrayList<>();
        for (Answer answer : answers) {
            Object binding = answer.values().get("binding");
            if (binding == null || binding.toString().isEmpty() || !bottlenecks.isEmpty()) {
                continue;
            }
            bottlenecks.add(new Summary.Bottleneck(binding.toString(), 1, 0, ""));
            double distance = number(answer.values(), "nextDistance");
            String next = answer.values().get("next").toString();
            if (!next.isEmpty() && Double.isFinite(distance) && distance >= 0) {
                bottlenecks.add(new Summary.Bottleneck(next, 1 / (1 + distance), 100 * distance, ""));
            }
        }
        return bottlenecks;
    }

    private static double number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private List<String> lines(String fact) {
        return ((List<?>) facts.get(fact)).stream().map(Object::toString).toList();
    }

    // ---- provenance

    private Provenance provenance(String text, String command) {
        List<Setting> settings = new ArrayList<>();
        for (String fact : List.of("scenario", "changed", "host", "budget", "packets", "trials")) {
            settings.add(new Setting(fact, facts.get(fact).toString()));
        }
        return new Provenance(
                facts.get("version").toString(),
                command,
                scenario.name(),
                text,
                scenario.seed(),
                List.of(profile(scenario.device())),
                settings,
                scenario.traffic().describe(),
                String.join("; ", lines("modelError")),
                lines("notModelled"));
    }

    private static ProfileNote profile(DeviceProfile device) {
        List<ProfileNumber> numbers = device.numbers().stream()
                .map(number -> new ProfileNumber(number.path(), number.text(), tags(number)))
                .toList();
        String reason = device.unvalidated() != null
                ? device.unvalidated()
                : "compared with published points: " + device.validated();
        return new ProfileNote(device.name(), device.hash(), device.unvalidated() == null, reason, numbers);
    }

    private static String tags(SourcedNumber number) {
        return String.join(", ", number.sources());
    }
}
