// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.cli.TextTable;
import java.util.List;
import java.util.Locale;

/** What a calibration found, for people. Stateless. */
final class CostTables {
    private CostTables() {}

    static String text(HostFile file) {
        StringBuilder text = new StringBuilder();
        TextTable stages = new TextTable("outbound stage", "fixed ns", "ns a byte");
        file.stages()
                .lines()
                .forEach((name, line) ->
                        stages.row(List.of(name, number("%.2f", line.fixedNs()), number("%.4f", line.perByteNs()))));
        text.append(stages).append('\n');
        way(text, "outbound", file.outbound());
        way(text, "inbound", file.inbound());
        text.append(String.format(
                Locale.ROOT,
                "idle duty cycle %.1f ns; a burst among others of random sizes %.1f ns; timing costs %.1f ns a packet"
                        + " and %.1f a cycle beside%nthe core is held up %.0f times a second, %.2f %% of the time%n",
                file.idleNs(),
                file.cycleNs(),
                file.timing().packetNs(),
                file.timing().cycleNs(),
                file.pauses().perSecond(),
                100 * file.pauses().share()));
        return text.toString();
    }

    private static void way(StringBuilder text, String way, CostFit.Choice choice) {
        CostFit best = choice.best();
        TextTable forms = new TextTable(way + ": form", "unknowns", "off by", "left out, off by");
        choice.tried()
                .forEach((form, quality) -> forms.row(List.of(
                        form.label() + (form == best.form() ? " (taken)" : ""),
                        "" + quality.unknowns(),
                        number("%.1f%%", quality.meanPercent()),
                        number("%.1f%%", quality.leftOut()))));
        TextTable rows =
                new TextTable(way + ": SAs", "burst", "frames", "measured ns", "fitted ns", "off by", "left out");
        for (CostFit.Residual residual : choice.residuals()) {
            CostPoint point = residual.point();
            rows.row(List.of(
                    "" + point.row().states(),
                    "" + point.row().burst(),
                    point.row().frames().label(),
                    number("%.1f", point.ns()),
                    number("%.1f", residual.fittedNs()),
                    number("%+.1f%%", residual.percent()),
                    Double.isNaN(residual.leftOutNs()) ? "" : number("%+.1f%%", residual.leftOutPercent())));
        }
        text.append(forms).append('\n').append(rows);
        text.append(String.format(
                Locale.ROOT,
                "%s: a burst %.1f ns, a change of length %.1f ns; a number of SAs told from those beside it is off by"
                        + " %.1f %%%n%n",
                way,
                best.perBurstNs(),
                best.changeNs(),
                best.betweenPercent()));
    }

    private static String number(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }
}
