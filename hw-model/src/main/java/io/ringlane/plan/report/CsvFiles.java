// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables as CSV (RFC 4180): one line of titles, numbers with all their digits, lines end in CR LF. Stateless. */
final class CsvFiles {
    private static final String END = "\r\n";

    private CsvFiles() {}

    static String of(Table table) {
        return Stream.concat(Stream.of(table.columns()), table.rows().stream())
                .map(CsvFiles::line)
                .collect(Collectors.joining(END, "", END));
    }

    private static String line(List<?> cells) {
        return cells.stream().map(cell -> field(cell.toString())).collect(Collectors.joining(","));
    }

    private static String field(String text) {
        boolean isPlain = text.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter < ' ');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
