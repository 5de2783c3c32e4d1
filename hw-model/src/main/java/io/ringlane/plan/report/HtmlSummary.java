// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.data.Summary;
import io.ringlane.plan.report.data.Summary.Bottleneck;
import io.ringlane.plan.report.data.Summary.Figure;
import io.ringlane.plan.report.data.Summary.Verdict;
import java.util.List;
import java.util.Locale;

/** Writes the top of the page: what was asked, the answer, its figures, what binds and what to beware of. Stateless. */
final class HtmlSummary {
    private static final double PERCENT = 100;

    private HtmlSummary() {}

    static void write(Html html, Summary summary) {
        String kind = summary.verdict().name().toLowerCase(Locale.ROOT);
        html.open("section", "class", "answer " + kind, "aria-label", "The answer");
        html.element("h2", summary.question());
        if (summary.verdict() != Verdict.ANSWERED) {
            html.element("p", verdict(summary.verdict()), "class", "verdict");
        }
        html.element("p", summary.answer(), "class", "says");
        html.paragraphs(summary.sentences());
        html.open("dl", "class", "figures");
        summary.figures().forEach(figure -> figure(html, figure));
        html.close("dl");
        warnings(html, summary.warnings());
        html.close("section");
        bottlenecks(html, summary.bottlenecks());
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case MET -> "✓ The targets are met.";
            case MISSED -> "✗ The targets are missed.";
            case UNDECIDED -> "? Not decided: the interval reaches across the target.";
            case ANSWERED -> "";
        };
    }

    private static void figure(Html html, Figure figure) {
        html.open("div").element("dt", figure.label());
        html.open("dd", "class", "value").text(Numbers.text(figure.value()) + " ");
        html.element("small", figure.unit()).close("dd");
        if (figure.low() < figure.high()) {
            html.element(
                    "dd",
                    Numbers.text(figure.low()) + " to " + Numbers.text(figure.high()) + " " + figure.unit(),
                    "class",
                    "range");
        }
        if (!figure.note().isEmpty()) {
            html.element("dd", figure.note(), "class", "note");
        }
        html.close("div");
    }

    private static void warnings(Html html, List<String> warnings) {
        if (!warnings.isEmpty()) {
            html.open("div", "class", "warnings", "role", "note").element("strong", "Before you use this");
            html.points(warnings).close("div");
        }
    }

    private static void bottlenecks(Html html, List<Bottleneck> bottlenecks) {
        if (bottlenecks.isEmpty()) {
            return;
        }
        html.element("h2", "What binds, and what would bind next", "id", "bottlenecks");
        html.open("div", "class", "wide")
                .open("table", "class", "ladder")
                .open("thead")
                .open("tr");
        for (String title : List.of("", "resource", "in use", "", "room for more load", "what more of it buys")) {
            html.element("th", title, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
        for (int place = 0; place < bottlenecks.size(); place++) {
            bottleneck(html, place, bottlenecks.get(place));
        }
        html.close("tbody").close("table").close("div");
    }

    private static void bottleneck(Html html, int place, Bottleneck resource) {
        String used = Numbers.text(Math.rint(PERCENT * PERCENT * resource.utilisation()) / PERCENT) + " %";
        html.open("tr").element("td", place == 0 ? "binds" : "then").element("td", resource.resource());
        html.element("td", used, "class", "number");
        html.open("td").open("span", "class", "meter", "aria-hidden", "true");
        html.element("i", "", "style", "width:" + used.replace(" ", ""))
                .close("span")
                .close("td");
        html.element("td", place == 0 ? "none" : "+" + Numbers.text(resource.distance()) + " %", "class", "number");
        html.element("td", resource.price()).close("tr");
    }
}
