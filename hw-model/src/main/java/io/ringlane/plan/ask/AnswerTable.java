// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of an answer for people and for CSV files: cells are text or numbers. Filled by one thread, then only read.
 */
public final class AnswerTable {
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /** @param columns names with their units. */
    public AnswerTable(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** A row with one cell for each column, a {@link String}, {@link Double} or {@link Long}. */
    public void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(title + " has " + columns.size() + " columns, not " + cells.length);
        }
        rows.add(List.of(cells));
    }

    public String title() {
        return title;
    }

    public List<String> columns() {
        return columns;
    }

    public List<List<Object>> rows() {
        return rows;
    }
}
