// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.plan.study.Run;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure with its value for every seed, so that two reports can be compared later. Immutable.
 *
 * @param name   of it, the same in every report that has it.
 * @param unit   of the values.
 * @param values in the order of the seeds, all finite.
 */
public record Measure(String name, String unit, List<Double> values) {
    public Measure {
        values = List.copyOf(values);
        if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("measure " + name + " needs finite values, has " + values);
        }
    }

    /**
     * Puts one value of each run into a list of measures; nothing where a run has none, such as a percentile of too few
     * packets.
     */
    public static void add(
            List<Measure> measures, String name, String unit, List<Run> runs, ToDoubleFunction<Run> value) {
        List<Double> values = Arrays.stream(Asking.values(runs, value)).boxed().toList();
        if (!values.isEmpty() && values.stream().allMatch(Double::isFinite)) {
            measures.add(new Measure(name, unit, values));
        }
    }
}
