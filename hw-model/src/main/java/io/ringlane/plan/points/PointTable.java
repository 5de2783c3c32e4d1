// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.plan.points.PointRun.Outcome;
import io.ringlane.plan.points.PublishedPoint.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of published points beside the model, as Markdown. Stateless. */
public final class PointTable {
    private static final double PERCENT = 100;

    private PointTable() {}

    /** The table, and the mean errors of what was predicted and what was fitted, apart. */
    public static String markdown(List<Outcome> outcomes) {
        return "| Point | What | Source | Published | Model | Off by | Bound | Kind |\n"
                + "| --- | --- | --- | ---: | ---: | ---: | ---: | --- |\n"
                + outcomes.stream().map(PointTable::row).collect(Collectors.joining())
                + "\n" + mean(outcomes, Kind.PREDICTED) + mean(outcomes, Kind.FITTED);
    }

    private static String row(Outcome outcome) {
        PublishedPoint point = outcome.point();
        String what = point.what() + (point.note().isEmpty() ? "" : " (" + point.note() + ")");
        if (point.ask() == null) {
            return String.format("| %s | %s | %s | | | | | not modelled |%n", point.id(), what, point.source());
        }
        String unit = point.ask().unit();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s %s | %s %s | %+.1f %%%s | %s | %s |%n",
                point.id(),
                what,
                point.source(),
                number(point.measured()),
                unit,
                number(outcome.value()),
                unit,
                PERCENT * outcome.error(),
                outcome.keeps() ? "" : " **missed**",
                Double.isNaN(point.bound()) ? "" : String.format(Locale.ROOT, "%.1f %%", PERCENT * point.bound()),
                point.kind().words());
    }

    private static String number(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.3f", value) : String.format(Locale.ROOT, "%.2f", value);
    }

    /** A whole page: heading, table, and what was fitted. */
    public static String page(List<Outcome> outcomes, List<String> fitted, String command) {
        return "# Published points\n\nWhat others published of devices, beside the model. Written by `" + command
                + "`.\n\n"
                + "*Fitted* figures shaped a number of the profile and prove nothing; *predicted* ones did not. Off by"
                + " more than its bound is marked **missed**.\n\n"
                + markdown(outcomes)
                + "\n## Fitted numbers\n\n"
                + fitted.stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    }

    private static String mean(List<Outcome> outcomes, Kind kind) {
        double mean = outcomes.stream()
                .filter(outcome -> outcome.point().kind() == kind)
                .mapToDouble(outcome -> Math.abs(outcome.error()))
                .average()
                .orElse(Double.NaN);
        return String.format(
                Locale.ROOT, "Mean absolute error of what was %s: %.1f %%.%n", kind.words(), PERCENT * mean);
    }
}
