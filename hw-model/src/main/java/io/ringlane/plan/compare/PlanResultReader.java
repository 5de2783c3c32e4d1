// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.compare.PlanResult.Bound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what {@code plan --out} wrote. What is wrong is told in one line that begins with the file. Stateless. */
public final class PlanResultReader {
    /** The file in a plan's folder. */
    public static final String FILE = "answers.json";

    /** Values in words that are worth comparing. */
    private static final List<String> CHOICES = List.of("binding", "next", "cheapest");

    private static final String HIGH = "High";
    private static final String LOW = "Low";

    private PlanResultReader() {}

    /**
     * Reads a plan's folder, or the file in it.
     *
     * @throws IllegalArgumentException in one line, if it is none.
     */
    public static PlanResult read(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(FILE) : folderOrFile;
        if (!Files.exists(file)) {
            String hint = file.equals(folderOrFile)
                    ? ""
                    : "; 'ringlane plan SCENARIO.yaml --out " + folderOrFile + "' makes it";
            throw new IllegalArgumentException(file + ": no such file" + hint);
        }
        try {
            return read(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (JsonProcessingException wrong) {
            int line = wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    file + ":" + line + ": is no JSON; wanted is " + FILE + " of a plan", wrong);
        } catch (IOException wrong) {
            throw new IllegalArgumentException(file + ": cannot be read as UTF-8 text", wrong);
        }
    }

    /** The same out of a text. */
    static PlanResult read(String json, String file) throws JsonProcessingException {
        JsonNode root = new ObjectMapper().readTree(json);
        if (!root.path("facts").isObject() || !root.path("answers").isArray()) {
            throw new IllegalArgumentException(file
                    + ": is not what a plan found: no 'facts' and 'answers' in it; wanted is " + FILE + " of a plan");
        }
        if (!root.path("measures").isArray()) {
            throw new IllegalArgumentException(
                    file + ": has no 'measures', an older version wrote it; run its plan again");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        root.get("facts").properties().forEach(fact -> {
            if (fact.getValue().isValueNode()) {
                facts.put(fact.getKey(), fact.getValue().asText());
            } else if (fact.getKey().equals("traffic")) {
                List<String> lines = new ArrayList<>();
                fact.getValue().forEach(line -> lines.add(line.asText()));
                facts.put("traffic", String.join("; ", lines));
            }
        });
        List<Measure> measures = new ArrayList<>(measures(root, "", file));
        List<Bound> bounds = new ArrayList<>();
        Map<String, String> choices = new LinkedHashMap<>();
        for (JsonNode answer : root.get("answers")) {
            String question = answer.path("question").asText();
            measures.addAll(measures(answer, question + ": ", file));
            bounds(answer.path("values"), question, bounds);
            for (String choice : CHOICES) {
                String value = answer.path("values").path(choice).asText();
                if (!value.isEmpty()) {
                    choices.put(question + ": " + choice, value);
                }
            }
        }
        String device = facts.getOrDefault("device", "").split(",", 2)[0];
        return new PlanResult(
                root.path("scenario").asText() + " on " + device,
                root.get("facts").path("seed").asLong(),
                facts,
                measures,
                bounds,
                choices,
                marks(root.get("facts")));
    }

    private static List<Measure> measures(JsonNode parent, String before, String file) {
        List<Measure> measures = new ArrayList<>();
        for (JsonNode node : parent.path("measures")) {
            List<Double> values = new ArrayList<>();
            node.path("values").forEach(value -> values.add(value.isNumber() ? value.doubleValue() : Double.NaN));
            try {
                measures.add(new Measure(
                        before + node.path("name").asText(), node.path("unit").asText(), values));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
            }
        }
        return measures;
    }

    /** A goal has a value, and its bounds under the same name. */
    private static void bounds(JsonNode values, String question, List<Bound> bounds) {
        values.fieldNames().forEachRemaining(name -> {
            JsonNode low = values.path(name + LOW);
            JsonNode high = values.path(name + HIGH);
            if (low.isNumber() && high.isNumber()) {
                bounds.add(new Bound(
                        question + ": " + name.toUpperCase(Locale.ROOT), low.doubleValue(), high.doubleValue()));
            }
        });
    }

    private static List<String> marks(JsonNode facts) {
        List<String> marks = new ArrayList<>();
        facts.path("modelError").forEach(line -> {
            if (line.asText().startsWith("UNVALIDATED") || line.asText().startsWith("EXTRAPOLATED")) {
                marks.add(line.asText());
            }
        });
        return marks;
    }
}
