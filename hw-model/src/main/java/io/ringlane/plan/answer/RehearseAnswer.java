// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.profile.SourcedNumber;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.scenario.Questions.RehearseAsked;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a failure does: the device as it is after it, at the load of the rehearsal. What is lost while it lasts comes
 * from trials of that device, how long the backlog takes to go afterwards from its size and the rate that is left
 * over. Used once.
 */
final class RehearseAnswer {
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;

    private final Asking asking;
    private final RehearseAsked asked;
    private final long trial;
    private final List<String> summary = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final AnswerTable table = new AnswerTable(
            "Rehearsed at that load",
            "event",
            "capacity Mpps",
            "of normal %",
            "loss while it lasts %",
            "± points",
            "backlog packets",
            "recovery us",
            "binds",
            "verdict");

    RehearseAnswer(Asking asking, RehearseAsked asked) {
        this.asking = asking;
        this.asked = asked;
        trial = Math.max(
                Asking.LEAST_TRIAL,
                asking.packets() / (2L * asked.seeds() * (asked.events().size() + 1)));
    }

    Answer answer() {
        Scenario scenario = asking.scenario();
        double normal = capacity(scenario);
        double load = asking.load(asked.load(), scenario, normal);
        values.put("load", load);
        values.put("capacity", normal);
        summary.add(String.format(
                Locale.ROOT,
                "At %.3f Mpps, %.0f %% of the %.3f Mpps that fit:",
                load / MILLION,
                PERCENT * load / normal,
                normal / MILLION));
        row("nothing", scenario, normal, normal, load);
        for (String event : asked.events()) {
            if (event.equals("burst")) {
                burst(scenario, normal);
            } else {
                fail(event, scenario, normal, load);
            }
        }
        return new Answer("rehearse", summary, List.of(table), values, cautions);
    }

    private double capacity(Scenario variant) {
        return Estimate.of(asking.through(asking.saturated(variant, trial, 0, asked.seeds()), variant))
                .mean();
    }

    // ---- failures

    private void fail(String event, Scenario scenario, double normal, double load) {
        try {
            Scenario after = after(event, scenario);
            if (after == null) {
                cautions.add("rehearse " + event + ": the scenario has only one of it, all is lost while it is gone");
                values.put(event, "total");
                return;
            }
            row(event, after, normal, capacity(after), load);
        } catch (YamlException impossible) {
            cautions.add("rehearse " + event + ": " + impossible.what());
        }
    }

    /** The scenario with one less; null where there is only one. */
    private static Scenario after(String event, Scenario scenario) {
        return switch (event) {
            case "lane" -> less(scenario, "lanes.count");
            case "port" -> less(scenario, "ports.count");
            case "link" -> halved(scenario, "pcie.width");
            case "core" ->
                scenario.host().cores() == 1
                        ? null
                        : scenario.with("host.cores", "" + (scenario.host().cores() - 1), "rehearse core");
            case "rekey" -> twice(scenario);
            default -> throw new IllegalArgumentException("no such event: " + event);
        };
    }

    private static SourcedNumber number(Scenario scenario, String path) {
        return scenario.device().numbers().stream()
                .filter(one -> one.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new YamlException("rehearse", "the device has no " + path));
    }

    private static Scenario less(Scenario scenario, String path) {
        SourcedNumber number = number(scenario, path);
        Rational one = number.value().plus(Rational.of(-1));
        return one.compareTo(Rational.ZERO) <= 0
                ? null
                : scenario.with("device." + path, number.tagged(one), "rehearse " + path);
    }

    private static Scenario halved(Scenario scenario, String path) {
        SourcedNumber number = number(scenario, path);
        return scenario.with(
                "device." + path, number.tagged(number.value().times(new Rational(1, 2))), "rehearse " + path);
    }

    /** While all SAs are rekeyed the old and the new one of each are in use. */
    private static Scenario twice(Scenario scenario) {
        long now = scenario.states();
        return scenario.with("traffic.sas", "" + 2 * now, "rehearse rekey");
    }

    private void row(String event, Scenario after, double normal, double left, double load) {
        List<Run> runs = asking.runs(after, load, trial, asked.seeds());
        Estimate loss = Asking.mean(runs, Run::lossRatio);
        Run first = runs.getFirst();
        double backlog = load > left
                ? SearchAnswer.held(first)
                : first.stages().stream().mapToDouble(Run.StageUse::mean).sum();
        double recovery = load < normal ? backlog / (normal - load) : Double.NaN;
        boolean carries = loss.high() <= 0 || loss.mean() == 0;
        table.row(
                event,
                left / MILLION,
                PERCENT * left / normal,
                PERCENT * loss.mean(),
                PERCENT * loss.half(),
                Math.round(backlog),
                1e6 * recovery,
                Bottleneck.of(first, Double.NaN).binding(),
                carries ? "carried" : "loses");
        values.put(event + ".capacity", left);
        values.put(event + ".loss", loss.mean());
        values.put(event + ".recoverySeconds", recovery);
        if (!event.equals("nothing")) {
            summary.add(String.format(
                    Locale.ROOT,
                    "%s: %.3f Mpps are left (%.0f %%); %s.",
                    named(event),
                    left / MILLION,
                    PERCENT * left / normal,
                    carries
                            ? "the load is still carried"
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f %% are lost while it lasts, and it takes %.1f us until the backlog has gone"
                                            + " when it is over",
                                    PERCENT * loss.mean(),
                                    1e6 * recovery)));
        }
    }

    private static String named(String event) {
        return switch (event) {
            case "lane" -> "One crypto lane less";
            case "port" -> "One port less";
            case "link" -> "Half of the PCIe link's width";
            case "core" -> "One core less";
            default -> "Old and new SA of every tunnel in use at once";
        };
    }

    // ---- bursts

    /** RFC 9004: the longest burst at line rate that is not lost, and what buffer time it tells of. */
    private void burst(Scenario scenario, double normal) {
        double line = asking.limits().most(scenario);
        if (normal >= 0.999 * line) {
            summary.add("A burst at line rate of any length is carried: the throughput is the line's.");
            values.put("burst.frames", Double.POSITIVE_INFINITY);
            return;
        }
        Run run = asking.saturated(scenario, trial, 0);
        double held = SearchAnswer.held(run);
        double frames = held / (1 - normal / line);
        double implied = frames / line;
        double corrected = implied * (1 - normal / line);
        values.put("burst.frames", frames);
        values.put("burst.impliedSeconds", implied);
        values.put("burst.correctedSeconds", corrected);
        summary.add(String.format(
                Locale.ROOT,
                "A burst at the line rate of %.3f Mpps loses nothing up to about %,d frames; implied buffer time %.2f"
                        + " us, corrected %.2f us (RFC 9004).",
                line / MILLION,
                Math.round(frames),
                1e6 * implied,
                1e6 * corrected));
    }
}
