// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.scenario.Questions.StressAsked;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The worst traffic inside stated bounds: goes from value to value, one key at a time, to where fewest clear bits come
 * through, until a round changes nothing. A local worst: beginning elsewhere may find a worse one. Used once.
 */
final class StressAnswer {
    private static final double PERCENT = 100;
    private static final double GIGA = 1e9;

    private final Asking asking;
    private final StressAsked asked;
    private final AnswerTable steps = new AnswerTable(
            "What was tried", "round", "key", "value", "Gbit/s clear", "Mpps", "change %", "binds", "kept");
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final long trial;

    StressAnswer(Asking asking, StressAsked asked) {
        this.asking = asking;
        this.asked = asked;
        long tries = asked.vary().stream().mapToLong(one -> one.values().size()).sum() * asked.rounds() + 1;
        trial = Math.max(Asking.LEAST_TRIAL, asking.packets() / tries);
    }

    Answer answer() {
        Map<String, Varied> worst = new LinkedHashMap<>();
        Run run = asking.saturated(asking.scenario(), trial, 0);
        double first = run.clearBits();
        for (int round = 1; round <= asked.rounds(); round++) {
            boolean changed = false;
            for (Varied bound : asked.vary()) {
                Run lower = worsen(worst, bound, run, round);
                changed |= lower != run;
                run = lower;
            }
            if (!changed) {
                break;
            }
        }
        List<Varied> found = new ArrayList<>(worst.values());
        values.put("worst", Asking.words(found));
        found.forEach(one -> values.put("worst." + one.key(), one.values().getFirst()));
        values.put("clearBits", run.clearBits());
        values.put("rate", run.rate());
        List<String> summary = List.of(
                String.format(
                        Locale.ROOT,
                        "Worst found: %s: %.2f Gbit/s of clear frames, %.1f %% less than the scenario's %.2f.",
                        found.isEmpty() ? "the scenario as it is" : Asking.words(found),
                        run.clearBits() / GIGA,
                        PERCENT * (1 - run.clearBits() / first),
                        first / GIGA),
                Bottleneck.of(run, Double.NaN).words());
        return new Answer("stress", summary, List.of(steps), values, List.of());
    }

    private Run worsen(Map<String, Varied> worst, Varied bound, Run before, int round) {
        for (String value : bound.values()) {
            Map<String, Varied> with = new LinkedHashMap<>(worst);
            with.put(bound.key(), new Varied(bound.key(), List.of(value), bound.where()));
            Scenario variant = Asking.with(asking.scenario(), new ArrayList<>(with.values()));
            asking.pool()
                    .prepare(Asking.points(variant, asking.saturating(variant), trial, 1)
                            .getFirst());
        }
        Run least = before;
        for (String value : bound.values()) {
            Varied at = new Varied(bound.key(), List.of(value), bound.where());
            Map<String, Varied> with = new LinkedHashMap<>(worst);
            with.put(bound.key(), at);
            Run run = asking.saturated(Asking.with(asking.scenario(), new ArrayList<>(with.values())), trial, 0);
            boolean worse = run.clearBits() < least.clearBits();
            steps.row(
                    (long) round,
                    bound.key(),
                    value,
                    run.clearBits() / GIGA,
                    run.rate() / 1e6,
                    PERCENT * (run.clearBits() / before.clearBits() - 1),
                    Bottleneck.of(run, Double.NaN).binding(),
                    worse ? "yes" : "no");
            if (worse) {
                worst.put(bound.key(), at);
                least = run;
            }
        }
        return least;
    }
}
