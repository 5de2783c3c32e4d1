// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.points.PointRun.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The model beside what a user measured: how far it is off, point by point. Stateless. */
public final class MeasuredAnswer {
    /** As answers call it; no scenario asks for it, it comes with points. */
    public static final String NAME = "measured";

    private static final double PERCENT = 100;

    private MeasuredAnswer() {}

    /** The answer about some outcomes, of which there must be one. */
    public static Answer of(List<Outcome> outcomes) {
        AnswerTable table = new AnswerTable(
                "Residuals: the model less what was measured",
                "point",
                "what",
                "unit",
                "measured",
                "model",
                "residual",
                "residual %",
                "allowed %",
                "keeps it");
        Map<String, Object> values = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            PublishedPoint point = outcome.point();
            boolean isAsked = point.ask() != null;
            boolean isHeld = isAsked && !Double.isNaN(point.bound());
            table.row(
                    point.id(),
                    point.what(),
                    isAsked ? point.ask().unit() : "",
                    isAsked ? point.measured() : Double.NaN,
                    outcome.value(),
                    outcome.value() - point.measured(),
                    PERCENT * outcome.error(),
                    isHeld ? PERCENT * point.bound() : Double.NaN,
                    isHeld ? outcome.keeps() ? "yes" : "no" : "");
            values.put("residual." + point.id(), outcome.error());
        }
        values.put("meanResidual", mean(outcomes));
        return new Answer(NAME, summary(outcomes), List.of(table), values, List.of());
    }

    private static double mean(List<Outcome> outcomes) {
        return outcomes.stream()
                .mapToDouble(outcome -> Math.abs(outcome.error()))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static List<String> summary(List<Outcome> outcomes) {
        Outcome worst = outcomes.stream()
                .filter(outcome -> Double.isFinite(outcome.error()))
                .max(Comparator.comparingDouble(outcome -> Math.abs(outcome.error())))
                .orElse(null);
        if (worst == null) {
            return List.of("No measured point could be compared: trials are too short for their percentiles.");
        }
        long missed = outcomes.stream().filter(outcome -> !outcome.keeps()).count();
        return List.of(String.format(
                Locale.ROOT,
                "Beside %d measured points the model is off by %.1f %% in the mean, most at %s (%s): %+.1f %%.%s",
                outcomes.size(),
                PERCENT * mean(outcomes),
                worst.point().id(),
                worst.point().what(),
                PERCENT * worst.error(),
                missed == 0 ? "" : " " + missed + " are outside of what was allowed."));
    }

    /** What explaining has to say about it: changes smaller than the residual cannot be told from the model's error. */
    public static String residual(List<Outcome> outcomes) {
        return String.format(
                Locale.ROOT,
                "Residual: beside %d measured points the model is off by %.1f %% in the mean; what a change brings less"
                        + " than that, it does not show.",
                outcomes.size(),
                PERCENT * mean(outcomes));
    }
}
