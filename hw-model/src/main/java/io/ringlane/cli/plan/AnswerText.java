// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints answers for people. Stateless. */
final class AnswerText {
    private static final double LARGE = 1e5;
    private static final double SMALL = 1e-3;

    private AnswerText() {}

    /** Sentences first, then tables, then what to be careful with. */
    static String print(Answer answer) {
        StringBuilder text = new StringBuilder("== " + answer.question() + "\n");
        answer.summary().forEach(line -> text.append(line).append('\n'));
        for (AnswerTable table : answer.tables()) {
            text.append('\n').append(table.title()).append('\n').append(print(table));
        }
        if (!answer.cautions().isEmpty()) {
            text.append("\nBe careful:\n");
            answer.cautions().forEach(line -> text.append("  - ").append(line).append('\n'));
        }
        return text.toString();
    }

    /** Columns as wide as their widest cell, numbers to the right. */
    private static String print(AnswerTable table) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns());
        table.rows().forEach(row -> lines.add(row.stream().map(AnswerText::cell).toList()));
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                boolean numbers =
                        !table.rows().isEmpty() && table.rows().stream().allMatch(row -> row.get(at) instanceof Number);
                String fill = " ".repeat(width - line.get(column).length());
                one.append("  ").append(numbers ? fill + line.get(column) : line.get(column) + fill);
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** A cell as it stands in tables: numbers with four to six digits, - where there is none. */
    static String cell(Object cell) {
        return switch (cell) {
            case Double number -> number(number);
            case Long whole -> String.format(Locale.ROOT, "%,d", whole);
            default -> cell.toString();
        };
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "any" : "-any";
        }
        double size = Math.abs(number);
        if (size == 0) {
            return "0";
        }
        if (size >= LARGE) {
            return String.format(Locale.ROOT, "%,.0f", number);
        }
        if (size < SMALL) {
            return String.format(Locale.ROOT, "%.2e", number);
        }
        int digits = Math.clamp(3 - (int) Math.floor(Math.log10(size)), 1, 6);
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    /** Facts under an answer, one a line. */
    static String facts(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder("== how this was worked out\n");
        facts.forEach((name, value) ->
                text.append(name).append(": ").append(lines(value)).append('\n'));
        return text.toString();
    }

    private static String lines(Object value) {
        return value instanceof List<?> list
                ? String.join("; ", list.stream().map(Object::toString).toList())
                : cell(value);
    }
}
