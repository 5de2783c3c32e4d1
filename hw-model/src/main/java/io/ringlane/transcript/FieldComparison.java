// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Compares the recorded fields of a step with those that came, each by its rule, and names the first difference. One
 * thread.
 */
final class FieldComparison {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TEXT = "step";

    /** Answers first, consequences afterwards. */
    private static final List<String> ORDER =
            List.of("add", "second", "update", "rc", "err", "out", "features", "states", "states_total", "driver");

    private final Step expected;
    private final ObjectNode got = MAPPER.createObjectNode();
    private String difference;

    FieldComparison(Step expected) {
        this.expected = expected;
    }

    /** Notes what came; a field that the recording does not have is not judged. */
    FieldComparison put(String field, Object value) {
        got.set(field, MAPPER.valueToTree(value));
        return this;
    }

    /** The answer to a request as the recorder writes it; {@code errno} is positive or 0. */
    static Map<String, Object> answer(int errno, String words) {
        return Map.of("errno", errno, "errname", KernelNames.errorName(errno), "extack", words);
    }

    /** The first difference, null if there is none. */
    String difference() {
        List<String> fields = new ArrayList<>();
        expected.fields().fieldNames().forEachRemaining(fields::add);
        fields.sort(Comparator.comparingInt(FieldComparison::place));
        for (String field : fields) {
            if (!field.equals(TEXT) && got.has(field)) {
                field(field, expected.get(field), got.get(field));
            }
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static int place(String field) {
        int place = ORDER.indexOf(field);
        return place < 0 ? ORDER.size() : place;
    }

    /** Recorded fields that nothing here answers to. */
    List<String> unknown() {
        List<String> fields = new ArrayList<>();
        expected.fields().fieldNames().forEachRemaining(fields::add);
        fields.removeIf(field -> field.equals(TEXT) || got.has(field));
        return fields;
    }

    private void field(String field, JsonNode right, JsonNode other) {
        switch (field) {
            case "driver", "out" -> lines(field, right.asText(), other.asText());
            case "debugfs" -> debugFile(right.asText(), other.asText());
            case "err" -> error(right.asText(), other.asText());
            default -> tree(field, right, other);
        }
    }

    /** A tree that has more or fewer members differs at the first of these. */
    private void tree(String path, JsonNode right, JsonNode other) {
        if (difference != null || right.equals(other)) {
            return;
        }
        if (right.isObject() && other.isObject()) {
            right.fieldNames().forEachRemaining(name -> tree(path + "." + name, right.get(name), other.path(name)));
        } else if (right.isArray() && other.isArray()) {
            for (int i = 0; i < Math.max(right.size(), other.size()); i++) {
                tree(path + "[" + i + "]", right.path(i), other.path(i));
            }
        } else if (!right.isNumber() || !other.isNumber() || right.asLong() != other.asLong()) {
            differ(path, shown(right), shown(other));
        }
    }

    private void lines(String field, String right, String other) {
        List<String> wanted = right.lines().toList();
        List<String> seen = other.lines().toList();
        for (int i = 0; i < Math.max(wanted.size(), seen.size()); i++) {
            String one = i < wanted.size() ? wanted.get(i) : null;
            String two = i < seen.size() ? seen.get(i) : null;
            if (difference == null && (one == null || !one.equals(two))) {
                differ(field + " line " + (i + 1), quoted(one), quoted(two));
            }
        }
    }

    /** A recorded file that ends inside a line was cut there: no more of it is compared. */
    private void debugFile(String right, String other) {
        if (right.endsWith("\n") || right.isEmpty()) {
            lines("debugfs", right, other);
            return;
        }
        long kept = right.lines().count();
        lines("debugfs", right, String.join("\n", other.lines().limit(kept).toList()));
    }

    /** What a command says in front of the kernel's reason is its own. */
    private void error(String right, String other) {
        String reason = right.contains(": ") ? right.substring(right.lastIndexOf(": ") + 2) : right;
        if (!reason.equals(other)) {
            differ("err", quoted(reason), quoted(other));
        }
    }

    private void differ(String field, String right, String other) {
        if (difference == null) {
            difference = "field " + field + ": expected " + right + " got " + other;
        }
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }

    private static String quoted(String text) {
        return text == null ? "nothing" : "\"" + text + "\"";
    }
}
