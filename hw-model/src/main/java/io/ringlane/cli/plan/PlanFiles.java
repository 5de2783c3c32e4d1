// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.compare.PlanResultReader;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.StudyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers as text, JSON and CSV files. Main thread. */
final class PlanFiles {
    private final Scenario scenario;
    private final List<Answer> answers;
    private final Map<String, Object> facts;
    private final List<Measure> measures;

    /** @param measures that every plan has; none where nothing is kept of it. */
    PlanFiles(Scenario scenario, List<Answer> answers, Map<String, Object> facts, List<Measure> measures) {
        this.scenario = scenario;
        this.answers = answers;
        this.facts = facts;
        this.measures = measures;
    }

    String text() {
        StringBuilder text =
                new StringBuilder(scenario.name() + " on " + scenario.device().name() + "\n");
        marks().forEach(mark -> text.append(mark).append('\n'));
        answers.forEach(answer -> text.append('\n').append(AnswerText.print(answer)));
        return text.append('\n').append(AnswerText.facts(facts)).toString();
    }

    /** What a reader must see before the numbers. */
    private List<String> marks() {
        List<?> lines = (List<?>) facts.get("modelError");
        return lines.stream()
                .map(Object::toString)
                .filter(line -> line.startsWith("UNVALIDATED") || line.startsWith("EXTRAPOLATED"))
                .toList();
    }

    String json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("scenario", scenario.name());
        root.put("facts", facts);
        root.put("measures", measures);
        root.put("answers", answers.stream().map(PlanFiles::answer).toList());
        return json(root);
    }

    /** An answer as JSON has it. */
    static Map<String, Object> answer(Answer answer) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("question", answer.question());
        one.put("summary", answer.summary());
        one.put("values", finite(answer.values()));
        one.put("cautions", answer.cautions());
        one.put("tables", answer.tables().stream().map(PlanFiles::table).toList());
        one.put("measures", answer.measures());
        return one;
    }

    /** Text of a JSON object, with a line end behind it. */
    static String json(Map<String, Object> root) {
        try {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            return mapper.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, Object> table(AnswerTable table) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("title", table.title());
        all.put("columns", table.columns());
        all.put(
                "rows",
                table.rows().stream()
                        .map(row -> row.stream().map(PlanFiles::finite).toList())
                        .toList());
        return all;
    }

    private static Map<String, Object> finite(Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, finite(value)));
        return all;
    }

    /** JSON has no numbers without a value: they are texts there. */
    private static Object finite(Object value) {
        return value instanceof Double number && (number.isNaN() || number.isInfinite()) ? number.toString() : value;
    }

    /** Writes text and JSON into a folder, and the tables into the study's database, where they can be queried. */
    void write(Path folder, StudyStore store) throws IOException {
        Files.writeString(folder.resolve("answers.txt"), text());
        Files.writeString(folder.resolve(PlanResultReader.FILE), json());
        for (Answer answer : answers) {
            if (answer.question().equals("stress")) {
                WorstTraffic.write(scenario, answer, folder);
            }
            for (int i = 0; i < answer.tables().size(); i++) {
                AnswerTable table = answer.tables().get(i);
                store.table(answer.question() + "_" + (i + 1), table.columns(), table.rows());
            }
        }
    }
}
