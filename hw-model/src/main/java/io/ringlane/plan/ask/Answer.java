// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.plan.study.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer to one question: sentences for people, tables beside them, values for programs, and what to be careful
 * with. Immutable.
 *
 * @param question as the scenario calls it.
 * @param summary  sentences, the answer first.
 * @param tables   that show it in full.
 * @param values   by name, numbers or text; in the order they were put in.
 * @param cautions such as ranges that were left, goals without an answer, budgets that were too small.
 * @param latencies by the name of their load, for percentile plots.
 * @param measures seed by seed, for comparing reports.
 */
public record Answer(
        String question,
        List<String> summary,
        List<AnswerTable> tables,
        Map<String, Object> values,
        List<String> cautions,
        Map<String, Latency> latencies,
        List<Measure> measures) {
    /** An answer without latencies. */
    public Answer(
            String question,
            List<String> summary,
            List<AnswerTable> tables,
            Map<String, Object> values,
            List<String> cautions) {
        this(question, summary, tables, values, cautions, Map.of(), List.of());
    }

    public Answer {
        summary = List.copyOf(summary);
        tables = List.copyOf(tables);
        cautions = List.copyOf(cautions);
        measures = List.copyOf(measures);
    }

    /** The same with measures. */
    public Answer with(List<Measure> seedBySeed) {
        return new Answer(question, summary, tables, values, cautions, latencies, seedBySeed);
    }

    /** The same with one more sentence at its end. */
    public Answer with(String sentence) {
        List<String> sentences = new ArrayList<>(summary);
        sentences.add(sentence);
        return new Answer(question, sentences, tables, values, cautions, latencies, measures);
    }
}
