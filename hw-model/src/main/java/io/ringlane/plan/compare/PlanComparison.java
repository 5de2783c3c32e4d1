// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.compare;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.compare.PlanResult.Bound;
import io.ringlane.plan.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The differences of two plans and which of them are more than chance: pairs of seeds where both had the same ones,
 * Welch's test where not, bounds of searches where they leave each other out. Used once.
 */
public final class PlanComparison {
    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;
    private static final String NONE = "no difference shown";

    private final PlanResult one;
    private final PlanResult other;
    private final boolean isPaired;
    private final List<Difference> differences = new ArrayList<>();
    private final AnswerTable bounds = new AnswerTable(
            "Throughput of searches, from lower to upper bound",
            "goal",
            "A from Mpps",
            "A to Mpps",
            "B from Mpps",
            "B to Mpps",
            "verdict");

    /**
     * One measure of both.
     *
     * @param was        its mean in the first.
     * @param is         in the second.
     * @param difference of the second to the first.
     */
    public record Difference(String name, String unit, double was, double is, Estimate difference, String test) {
        /** What is to be said of it. */
        public String verdict() {
            if (difference.values() < 2) {
                return "one seed only";
            }
            if (!difference.differsFromZero()) {
                return NONE;
            }
            return difference.mean() > 0 ? "B is more" : "B is less";
        }

        /** In percent of the first; NaN where that is 0. */
        public double percent(double value) {
            return was == 0 ? Double.NaN : PERCENT * value / Math.abs(was);
        }
    }

    public PlanComparison(PlanResult one, PlanResult other) {
        this.one = one;
        this.other = other;
        isPaired = one.seed() == other.seed();
        for (Measure measure : one.measures()) {
            Measure there = other.measure(measure.name());
            if (there != null && there.unit().equals(measure.unit())) {
                differences.add(difference(measure, there));
            }
        }
        for (Bound bound : one.bounds()) {
            Bound there = other.bound(bound.name());
            if (there != null) {
                bounds.row(
                        bound.name(),
                        bound.low() / MILLION,
                        bound.high() / MILLION,
                        there.low() / MILLION,
                        there.high() / MILLION,
                        verdict(bound, there));
            }
        }
        if (differences.isEmpty() && bounds.rows().isEmpty()) {
            throw new IllegalArgumentException("'" + one.name() + "' and '" + other.name()
                    + "' have no measure in common: ask both the same questions");
        }
    }

    private Difference difference(Measure was, Measure is) {
        double[] before = values(was);
        double[] after = values(is);
        int pairs = Math.min(before.length, after.length);
        Estimate difference = isPaired
                ? Estimate.ofDifferences(
                        Arrays.copyOf(before, pairs), Arrays.copyOf(after, pairs), Estimate.USUAL_CONFIDENCE)
                : Estimate.ofIndependent(before, after, Estimate.USUAL_CONFIDENCE);
        return new Difference(
                was.name(),
                was.unit(),
                Estimate.of(before).mean(),
                Estimate.of(after).mean(),
                difference,
                isPaired ? pairs + " pairs" : "Welch, " + before.length + " and " + after.length);
    }

    private static double[] values(Measure measure) {
        return measure.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String verdict(Bound was, Bound is) {
        if (is.low() > was.high()) {
            return "B is more";
        }
        return is.high() < was.low() ? "B is less" : NONE;
    }

    /** What both measured. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** Sentences and tables. */
    public Answer answer() {
        AnswerTable table = new AnswerTable(
                "Differences of B to A, 99 % intervals",
                "measure", "unit", "A", "B", "difference", "±", "difference %", "by", "verdict");
        differences.forEach(each -> table.row(
                each.name(),
                each.unit(),
                each.was(),
                each.is(),
                each.difference().mean(),
                each.difference().half(),
                each.percent(each.difference().mean()),
                each.test(),
                each.verdict()));
        List<AnswerTable> tables = new ArrayList<>();
        if (!differences.isEmpty()) {
            tables.add(table);
        }
        if (!bounds.rows().isEmpty()) {
            tables.add(bounds);
        }
        AnswerTable choices = choices();
        if (!choices.rows().isEmpty()) {
            tables.add(choices);
        }
        tables.add(facts());
        return new Answer("compare", summary(), tables, values(), cautions());
    }

    private List<String> summary() {
        List<String> lines = new ArrayList<>();
        long apart = differences.stream()
                .filter(each -> each.difference().differsFromZero())
                .count();
        long boundsApart = bounds.rows().stream()
                .filter(row -> !row.getLast().equals(NONE))
                .count();
        lines.add(String.format(
                Locale.ROOT,
                "Of %d measures that both have, %d differ by more than chance (99 %%); of %d searches %d do.",
                differences.size(),
                apart,
                bounds.rows().size(),
                boundsApart));
        lines.add("A is " + one.name() + "; B is " + other.name() + ".");
        differences.stream()
                .filter(each -> each.difference().differsFromZero())
                .sorted((first, second) -> Double.compare(size(second), size(first)))
                .limit(5)
                .forEach(each -> lines.add(String.format(
                        Locale.ROOT,
                        "%s: %.4g against %.4g %s, %s.",
                        each.name(),
                        each.is(),
                        each.was(),
                        each.unit(),
                        Double.isFinite(size(each))
                                ? String.format(
                                        Locale.ROOT,
                                        "%+.2f %% ± %.2f",
                                        each.percent(each.difference().mean()),
                                        each.percent(each.difference().half()))
                                : each.verdict())));
        lines.add(
                isPaired
                        ? "Both used seed " + one.seed() + ": seeds are compared pair by pair."
                        : "Seeds differ (" + one.seed() + " and " + other.seed()
                                + "): means are compared by Welch's test; the same seed would show smaller"
                                + " differences.");
        return lines;
    }

    private static double size(Difference each) {
        double size = Math.abs(each.percent(each.difference().mean()));
        return Double.isNaN(size) ? Double.POSITIVE_INFINITY : size;
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("paired", isPaired ? "yes" : "no");
        for (Difference each : differences) {
            values.put(each.name(), each.difference().mean());
            values.put(each.name() + ".half", each.difference().half());
            values.put(each.name() + ".verdict", each.verdict());
        }
        bounds.rows().forEach(row -> values.put(row.getFirst() + ".verdict", row.getLast()));
        return values;
    }

    private List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        one.marks().forEach(mark -> cautions.add("A: " + mark));
        other.marks().forEach(mark -> cautions.add("B: " + mark));
        if (differences.size() >= 10) {
            cautions.add(
                    "with " + differences.size() + " measures at 99 % about one in a hundred differs by chance alone");
        }
        List<String> alone = new ArrayList<>();
        one.measures().stream()
                .filter(each -> other.measure(each.name()) == null)
                .forEach(each -> alone.add("A alone " + each.name()));
        other.measures().stream()
                .filter(each -> one.measure(each.name()) == null)
                .forEach(each -> alone.add("B alone " + each.name()));
        if (!alone.isEmpty()) {
            cautions.add("not compared: " + String.join("; ", alone));
        }
        return cautions;
    }

    private AnswerTable choices() {
        AnswerTable table = new AnswerTable("Answers in words", "answer", "A", "B", "same");
        for (Map.Entry<String, String> choice : one.choices().entrySet()) {
            String there = other.choices().get(choice.getKey());
            if (there != null) {
                table.row(choice.getKey(), choice.getValue(), there, there.equals(choice.getValue()) ? "yes" : "no");
            }
        }
        return table;
    }

    private AnswerTable facts() {
        AnswerTable table = new AnswerTable("How both came about", "fact", "of", "is");
        for (String fact : new TreeSet<>(one.facts().keySet())) {
            String was = one.facts().get(fact);
            String is = other.facts().getOrDefault(fact, "");
            if (was.equals(is)) {
                table.row(fact, "both", was);
            } else {
                table.row(fact, "A", was);
                table.row(fact, "B", is);
            }
        }
        return table;
    }
}
