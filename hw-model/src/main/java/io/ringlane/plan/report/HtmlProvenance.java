// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.data.Provenance;
import io.ringlane.plan.report.data.Provenance.ProfileNote;
import io.ringlane.plan.report.data.Provenance.ProfileNumber;
import io.ringlane.plan.report.data.Provenance.Setting;
import java.util.List;

/** Writes the end of the page: what the report was made from, and what it does not know. Stateless. */
final class HtmlProvenance {
    private static final String ASSUMED = "A";

    private HtmlProvenance() {}

    static void write(Html html, Provenance provenance) {
        html.open("footer").element("h2", "What this was made from", "id", "provenance");
        html.element(
                "p",
                "The same scenario, profile, seed and version give the same report, on any machine. "
                        + "Its data is in this file too.");
        html.open("div", "class", "choices")
                .element("button", "Save the data as JSON", "type", "button", "id", "save-data")
                .close("div");
        facts(html, provenance);
        html.element("h3", "Traffic").points(provenance.traffic());
        html.element("h3", "How far the model is off").element("p", provenance.modelError());
        html.element("h3", "Not modelled", "id", "not-modelled").points(provenance.notModelled());
        provenance.profiles().forEach(profile -> profile(html, profile));
        html.element("h3", "Scenario " + provenance.scenarioName());
        html.element("pre", provenance.scenario()).close("footer");
    }

    private static void facts(Html html, Provenance provenance) {
        html.open("dl", "class", "facts");
        fact(html, "Version", provenance.version());
        fact(html, "Command", provenance.command());
        fact(html, "Scenario", provenance.scenarioName());
        fact(html, "Seed", Long.toString(provenance.seed()));
        provenance.profiles().forEach(profile -> fact(html, "Profile", profile.name() + ", " + profile.hash()));
        for (Setting setting : provenance.settings()) {
            fact(html, setting.name(), setting.value());
        }
        html.close("dl");
    }

    private static void fact(Html html, String name, String value) {
        html.element("dt", name).element("dd", value);
    }

    private static void profile(Html html, ProfileNote profile) {
        html.element("h3", "Profile " + profile.name());
        html.element("p", (profile.validated() ? "Validated: " : "Not validated: ") + profile.reason());
        long assumed = profile.numbers().stream()
                .filter(number -> number.tag().equals(ASSUMED))
                .count();
        html.open("details")
                .element("summary", profile.numbers().size() + " numbers, " + assumed + " of them assumptions [A]");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("number", "value", "source").forEach(title -> html.element("th", title, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        profile.numbers().forEach(number -> number(html, number));
        html.close("tbody").close("table").close("div").close("details");
    }

    private static void number(Html html, ProfileNumber number) {
        html.open("tr").element("td", number.name()).element("td", number.value());
        if (number.tag().equals(ASSUMED)) {
            html.element("td", number.tag(), "class", "assumed");
        } else {
            html.element("td", number.tag());
        }
        html.close("tr");
    }
}
