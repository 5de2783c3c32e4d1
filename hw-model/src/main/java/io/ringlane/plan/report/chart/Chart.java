// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/** One picture of a report and all the numbers in it. Immutable; whoever draws it asks nobody else. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CurveChart.class, name = "curves"),
    @JsonSubTypes.Type(value = HeatMap.class, name = "heat"),
    @JsonSubTypes.Type(value = TimelineChart.class, name = "timeline"),
    @JsonSubTypes.Type(value = Waterfall.class, name = "waterfall"),
    @JsonSubTypes.Type(value = FlowChart.class, name = "flow"),
    @JsonSubTypes.Type(value = Tornado.class, name = "tornado"),
    @JsonSubTypes.Type(value = PublishedPoints.class, name = "published"),
})
public sealed interface Chart
        permits CurveChart, HeatMap, TimelineChart, Waterfall, FlowChart, Tornado, PublishedPoints {
    /** Name of it, for files and links; unique in a report. */
    String id();

    /** What is plotted against what. */
    String title();

    /** What is to be seen in it, in words: read in place of the picture by who cannot see it. */
    String reading();

    /** All numbers of it; of a time line the figures of each track. */
    Table table();

    /** How an axis runs. */
    enum Scale {
        LINEAR,
        /** Values above 0. */
        LOG,
        /** Percentiles from 0 to below 100, spread towards 100: each nine takes the same room. */
        PERCENTILE
    }

    /**
     * An axis.
     *
     * @param unit empty for a bare number.
     */
    record Axis(String label, String unit, Scale scale) {
        public Axis {
            Checks.text("label of an axis", label);
            if (unit == null || scale == null) {
                throw new IllegalArgumentException("axis " + label + " has no unit or no scale");
            }
        }

        /** An axis in even steps. */
        public static Axis of(String label, String unit) {
            return new Axis(label, unit, Scale.LINEAR);
        }

        /** An axis in even factors. */
        public static Axis log(String label, String unit) {
            return new Axis(label, unit, Scale.LOG);
        }

        /** Label and unit, as a title. */
        public String heading() {
            return unit.isEmpty() ? label : label + ", " + unit;
        }

        /** @return the value, which the axis can show. */
        double on(double value) {
            Checks.finite(label, value);
            boolean fits = switch (scale) {
                case LINEAR -> true;
                case LOG -> value > 0;
                case PERCENTILE -> value >= 0 && value < 100;
            };
            if (!fits) {
                throw new IllegalArgumentException(label + " is " + value + ", not to be shown on a "
                        + scale.name().toLowerCase(Locale.ROOT) + " axis");
            }
            return value;
        }
    }
}
