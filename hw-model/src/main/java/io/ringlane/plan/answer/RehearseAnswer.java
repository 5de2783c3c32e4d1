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
 * What a failure does, at the load of the rehearsal, told twice: as it was seen in trials in which it comes and goes,
 * and as it is reckoned for one that lasts, from what the device loses that is left and from the backlog over the rate
 * that is left over afterwards. Used once.
 */
final class RehearseAnswer {
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;
    private static final double PS = 1e12;
    /** Of the five parts of a trial behind its begin, those that a burst and what follows take. */
    private static final int BURST_PARTS = 3;
    /** Events that last a while. */
    private static final List<String> SHORT = List.of("lane", "port", "core", "queue", "link");

    private static final String LOST = ".lostPackets";
    private static final String LOST_HALF = ".lostPacketsHalf";

    private final Asking asking;
    private final RehearseAsked asked;
    private final long trial;
    private final List<String> summary = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final AnswerTable seen = new AnswerTable(
            "Seen while it came and went",
            "event",
            "lasts us",
            "lost packets",
            "± packets",
            "under way at most",
            "worst us",
            "recovered us");
    private final AnswerTable table = new AnswerTable(
            "Reckoned for one that lasts",
            "event",
            "capacity Mpps",
            "of normal %",
            "loss while it lasts %",
            "± points",
            "backlog packets",
            "recovery us",
            "binds",
            "verdict");
    private Rehearsals rehearsals;

    RehearseAnswer(Asking asking, RehearseAsked asked) {
        this.asking = asking;
        this.asked = asked;
        trial = Math.max(
                Asking.LEAST_TRIAL,
                asking.packets() / (3L * asked.seeds() * (asked.events().size() + 1)));
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
        rehearsals = new Rehearsals(asking, asked, load, asked.lastsPs(), trial);
        seen("nothing", Double.NaN, rehearsals.nothing());
        for (String event : asked.events()) {
            if (event.equals("burst")) {
                burst(scenario, normal, load);
            } else {
                rehearse(event);
                fail(event, scenario, normal, load);
            }
        }
        if (asked.events().stream().anyMatch(SHORT::contains) && rehearsals.isShorter()) {
            cautions.add(String.format(
                    Locale.ROOT,
                    "rehearse: the budget has %,d packets for a trial, so that failures last %.1f us instead of %.1f;"
                            + " give more by --budget",
                    trial,
                    MILLION * rehearsals.lasts(),
                    MILLION * asked.lastsPs() / PS));
        }
        return new Answer("rehearse", summary, List.of(seen, table), values, cautions);
    }

    // ---- as it was seen

    private void rehearse(String event) {
        try {
            double lasts = event.equals("rekey") ? 0 : rehearsals.lasts();
            Rehearsals.Seen one = rehearsals.of(event);
            seen(event, lasts, one);
            summary.add(named(event, MILLION * lasts) + ": " + words(one) + ".");
        } catch (IllegalArgumentException impossible) {
            cautions.add("rehearse " + event + ": " + impossible.getMessage());
        }
    }

    private void seen(String event, double lasts, Rehearsals.Seen one) {
        seen.row(
                event,
                Double.isNaN(lasts) ? "" : (Object) (MILLION * lasts),
                one.lost().mean(),
                one.lost().half(),
                one.most(),
                MILLION * one.worst(),
                Double.isNaN(one.recovered()) ? "not yet" : (Object) (MILLION * one.recovered()));
        values.put(event + LOST, one.lost().mean());
        values.put(event + LOST_HALF, one.lost().half());
        values.put(event + ".underWay", one.most());
        values.put(event + ".worstSeconds", one.worst());
        values.put(event + ".recoveredSeconds", one.recovered());
    }

    private static String words(Rehearsals.Seen one) {
        String lost = one.lost().mean() == 0
                ? "nothing is lost"
                : String.format(
                        Locale.ROOT, "%,.0f packets are lost", one.lost().mean());
        String back = Double.isNaN(one.recovered())
                ? "not all is as before when the trial ends"
                : one.recovered() == 0
                        ? "all is as before at once when it is over"
                        : String.format(
                                Locale.ROOT, "all is as before %.1f us after it is over", MILLION * one.recovered());
        return String.format(
                Locale.ROOT, "%s, the slowest packet takes %.1f us, %s", lost, MILLION * one.worst(), back);
    }

    private static String named(String event, double microseconds) {
        String lasts = String.format(Locale.ROOT, " for %.0f us", microseconds);
        return switch (event) {
            case "lane" -> "A crypto lane out" + lasts;
            case "port" -> "A port down" + lasts;
            case "core" -> "A core standing still" + lasts;
            case "queue" -> "A TX ring stalled" + lasts;
            case "link" -> "The PCIe link at half its width" + lasts;
            default -> "All SAs rekeyed at once";
        };
    }

    private double capacity(Scenario variant) {
        return Estimate.of(asking.through(asking.saturated(variant, trial, 0, asked.seeds()), variant))
                .mean();
    }

    // ---- as it is reckoned

    private void fail(String event, Scenario scenario, double normal, double load) {
        if (event.equals("queue")) {
            return;
        }
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
                                    "%.2f %% are lost while it lasts, and by reckoning it takes %.1f us until the"
                                            + " backlog has gone when it is over",
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

    /**
     * RFC 9004: the longest burst at line rate that is not lost, by trials, and what buffer time it tells of; beside it
     * the one that buffers of that size would hold by reckoning.
     */
    private void burst(Scenario scenario, double normal, double load) {
        double line = asking.limits().most(scenario);
        if (normal >= 0.999 * line) {
            summary.add("A burst at line rate of any length is carried: the throughput is the line's.");
            values.put("burst.frames", Double.POSITIVE_INFINITY);
            return;
        }
        Run run = asking.saturated(scenario, trial, 0);
        double held = SearchAnswer.held(run);
        double reckoned = held / (1 - normal / line);
        long frames = rehearsals.survived(normal, Math.round(reckoned));
        double implied = frames / line;
        double corrected = implied * (1 - normal / line);
        values.put("burst.frames", (double) frames);
        values.put("burst.reckonedFrames", reckoned);
        values.put("burst.impliedSeconds", implied);
        values.put("burst.correctedSeconds", corrected);
        summary.add(String.format(
                Locale.ROOT,
                "A burst at the line rate of %.3f Mpps loses nothing up to %,d frames, of %,d by reckoning; implied"
                        + " buffer time %.2f us, corrected %.2f us (RFC 9004).",
                line / MILLION,
                frames,
                Math.round(reckoned),
                MILLION * implied,
                MILLION * corrected));
        if (frames > 0) {
            // the load goes on behind it on the same line, and what is held goes by what is left over
            double seconds = load < normal ? frames / (line - load) + held / (normal - load) : 0;
            Rehearsals.Seen one = afterBurst(frames, seconds, load);
            seen("burst", frames / line, one);
            summary.add(String.format(
                    Locale.ROOT, "The same burst on top of a load of %.3f Mpps: %s.", load / MILLION, words(one)));
        }
    }

    /** The burst on top of the load, in a trial that is long enough for it and for what is reckoned to follow. */
    private Rehearsals.Seen afterBurst(long frames, double seconds, double load) {
        long wantedPs = Math.max(asked.lastsPs(), Math.round(seconds / BURST_PARTS * PS));
        long most = asking.packets() / (2L * asked.seeds());
        return new Rehearsals(asking, asked, load, wantedPs, Math.max(trial, most)).ofBurst(frames);
    }
}
