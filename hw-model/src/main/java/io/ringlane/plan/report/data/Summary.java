// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.data;

import io.ringlane.plan.report.chart.Checks;
import java.util.List;

/**
 * What was asked and what came out, in words that need no knowledge of the model, and the figures with their intervals.
 * Immutable.
 *
 * @param question    as a planner would ask it.
 * @param answer      in one sentence.
 * @param verdict     whether the targets are met.
 * @param sentences   the reason, and what would change it.
 * @param figures     numbers of the answer.
 * @param bottlenecks the resource that binds first, then those that would bind next.
 * @param warnings    what a reader must know before using the answer; may be empty.
 */
public record Summary(
        String question,
        String answer,
        Verdict verdict,
        List<String> sentences,
        List<Figure> figures,
        List<Bottleneck> bottlenecks,
        List<String> warnings) {
    /** Whether targets are met. */
    public enum Verdict {
        MET,
        MISSED,
        /** The interval around the answer lies on both sides of the target. */
        UNDECIDED,
        /** There was no target. */
        ANSWERED
    }

    /**
     * A number of the answer.
     *
     * @param low  lower end of its confidence interval, the value itself where it is exact.
     * @param high upper end.
     * @param note how it is to be understood; may be empty.
     */
    public record Figure(String label, String unit, double value, double low, double high, String note) {
        public Figure {
            Checks.text("label of a figure", label);
            Checks.interval("figure " + label, low, value, high);
            if (unit == null || note == null) {
                throw new IllegalArgumentException("figure " + label + " has no unit or no note");
            }
        }
    }

    /**
     * A resource that limits the answer.
     *
     * @param utilisation of it at the answer, 0 to 1.
     * @param distance    how much more of the load it would take, in percent; 0 for the one that binds.
     * @param price       what one more of it buys, in words; may be empty.
     */
    public record Bottleneck(String resource, double utilisation, double distance, String price) {
        public Bottleneck {
            Checks.text("name of a resource", resource);
            Checks.interval("utilisation of " + resource, 0, utilisation, 1);
            Checks.finite("distance of " + resource, distance);
            if (price == null) {
                throw new IllegalArgumentException("resource " + resource + " has no price");
            }
        }
    }

    public Summary {
        Checks.text("question", question);
        Checks.text("answer", answer);
        if (verdict == null) {
            throw new IllegalArgumentException("the summary has no verdict");
        }
        sentences = Checks.some("sentences of the summary", sentences);
        figures = Checks.some("figures of the summary", figures);
        bottlenecks = List.copyOf(bottlenecks);
        warnings = List.copyOf(warnings);
    }
}
