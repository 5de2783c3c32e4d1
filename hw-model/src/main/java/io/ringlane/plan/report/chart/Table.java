// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.List;

/**
 * Rows under titled columns: the numbers of a chart in words that a screen reader and a spreadsheet read, or a result
 * that needs no chart. Immutable.
 *
 * @param id      name of it, for files and links.
 * @param columns titles, each with its unit where it has one: {@code load, Mpps}.
 * @param rows    cells are String, Long, Integer, Double or Boolean; an empty text where there is nothing.
 */
public record Table(String id, String title, List<String> columns, List<List<Object>> rows) {
    public Table {
        Checks.name("id of a table", id);
        Checks.text("title of table " + id, title);
        columns = Checks.some("columns of table " + id, columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "table " + id + ": a row has " + row.size() + " cells for " + columns.size() + " columns");
            }
            row.forEach(cell -> cell(id, cell));
        }
    }

    private static void cell(String id, Object cell) {
        switch (cell) {
            case Double number -> Checks.finite("cell of table " + id, number);
            case String text -> {}
            case Long number -> {}
            case Integer number -> {}
            case Boolean flag -> {}
            default -> throw new IllegalArgumentException("table " + id + " cannot hold a " + cell.getClass());
        }
    }
}
