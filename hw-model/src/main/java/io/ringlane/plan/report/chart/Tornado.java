// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * What the answer becomes when one number at a time is made smaller and larger, all others kept. Immutable.
 *
 * @param answer what is plotted, and its unit.
 * @param base   the answer with all numbers as they are.
 * @param bars   those that move the answer farthest first.
 */
public record Tornado(String id, String title, String reading, Axis answer, double base, List<Bar> bars)
        implements Chart {
    /**
     * One number.
     *
     * @param input     its name, and {@code tag} where it comes from.
     * @param lower     the smaller value, as written.
     * @param higher    the larger value.
     * @param atLower   the answer with the smaller value.
     * @param atHigher  the answer with the larger.
     * @param halfWidth of the confidence interval of either difference; 0 where it is exact.
     */
    public record Bar(
            String input, String tag, String lower, String higher, double atLower, double atHigher, double halfWidth) {
        public Bar {
            Checks.text("name of an input", input);
            Checks.text("source of " + input, tag);
            Checks.text("lower value of " + input, lower);
            Checks.text("higher value of " + input, higher);
            Checks.finite("answer at lower " + input, atLower);
            Checks.finite("answer at higher " + input, atHigher);
            if (Checks.finite("half-width of " + input, halfWidth) < 0) {
                throw new IllegalArgumentException("half-width of " + input + " is " + halfWidth);
            }
        }

        /** How far the answer moves from the base at most. */
        double reach(double base) {
            return Math.max(Math.abs(atHigher - base), Math.abs(atLower - base));
        }
    }

    public Tornado {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        answer.on(base);
        bars = Checks.some("bars of chart " + id, bars).stream()
                .sorted((one, other) -> Double.compare(other.reach(base), one.reach(base)))
                .toList();
    }

    @Override
    public Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Bar bar : bars) {
            rows.add(List.of(
                    bar.input(), bar.tag(), bar.lower(), bar.atLower(), bar.higher(), bar.atHigher(), bar.halfWidth()));
        }
        String heading = answer.heading();
        return new Table(
                id,
                title + "; base " + base + " " + answer.unit(),
                List.of("input", "source", "lower", heading, "higher", heading, "half-width"),
                rows);
    }
}
