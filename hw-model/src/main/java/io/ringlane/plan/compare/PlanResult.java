// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.compare;

import io.ringlane.plan.ask.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan found, as its folder keeps it. Immutable.
 *
 * @param name     what readers call it: its scenario and device.
 * @param seed     of all its trials.
 * @param facts    that tell how it came about, by name.
 * @param measures seed by seed.
 * @param bounds   of searches.
 * @param choices  answers in words, such as the stage that binds or the cheapest configuration.
 * @param marks    that stand in front of its numbers, such as that a device is not validated.
 */
public record PlanResult(
        String name,
        long seed,
        Map<String, String> facts,
        List<Measure> measures,
        List<Bound> bounds,
        Map<String, String> choices,
        List<String> marks) {
    /**
     * Throughput that a search found.
     *
     * @param low  the true value is not below, packets per second.
     * @param high nor above.
     */
    public record Bound(String name, double low, double high) {}

    public PlanResult {
        facts = new LinkedHashMap<>(facts);
        measures = List.copyOf(measures);
        bounds = List.copyOf(bounds);
        choices = new LinkedHashMap<>(choices);
        marks = List.copyOf(marks);
    }

    /** The measure of that name, null without one. */
    Measure measure(String wanted) {
        return measures.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElse(null);
    }

    /** The bounds of that name, null without any. */
    Bound bound(String wanted) {
        return bounds.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElse(null);
    }
}
