// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of a packet goes: what each stage adds, in the order they are passed, for the mean packet
 * and for those at a percentile. Immutable.
 *
 * @param unit   of all times.
 * @param levels such as {@code mean}, {@code p50}, {@code p99}.
 */
public record Waterfall(String id, String title, String reading, String unit, List<String> levels, List<Step> steps)
        implements Chart {
    /**
     * One stage.
     *
     * @param waits for each level, how long a packet waits there before it is served.
     * @param works for each level, how long it is served.
     */
    public record Step(String stage, List<Double> waits, List<Double> works) {
        public Step {
            Checks.text("name of a stage", stage);
            waits = Checks.some("waits at " + stage, waits);
            works = Checks.some("works at " + stage, works);
        }

        /** Both, at a level. */
        public double total(int level) {
            return waits.get(level) + works.get(level);
        }
    }

    public Waterfall {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        Checks.text("unit of chart " + id, unit);
        levels = Checks.some("levels of chart " + id, levels);
        steps = Checks.some("stages of chart " + id, steps);
        for (Step step : steps) {
            times(id, levels, step.stage(), step.waits());
            times(id, levels, step.stage(), step.works());
        }
    }

    private static void times(String id, List<String> levels, String stage, List<Double> times) {
        if (times.size() != levels.size()) {
            throw new IllegalArgumentException("chart " + id + ": stage " + stage + " has " + times.size()
                    + " times for " + levels.size() + " levels");
        }
        for (double time : times) {
            if (Checks.finite("time at " + stage, time) < 0) {
                throw new IllegalArgumentException("chart " + id + ": time at " + stage + " is " + time);
            }
        }
    }

    /** Time from end to end, at a level. */
    public double total(int level) {
        return steps.stream().mapToDouble(step -> step.total(level)).sum();
    }

    @Override
    public Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            double total = total(level);
            for (Step step : steps) {
                rows.add(List.of(
                        levels.get(level),
                        step.stage(),
                        step.waits().get(level),
                        step.works().get(level),
                        total == 0 ? 0.0 : 100 * step.total(level) / total));
            }
            int at = level;
            double waits =
                    steps.stream().mapToDouble(step -> step.waits().get(at)).sum();
            rows.add(List.of(levels.get(level), "all stages", waits, total - waits, 100.0));
        }
        return new Table(id, title, List.of("level", "stage", "waits, " + unit, "works, " + unit, "share, %"), rows);
    }
}
