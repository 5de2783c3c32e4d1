// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Table;
import java.util.List;

/** Writes tables: those that stand in the text, and those that stand behind a chart in its place. Stateless. */
final class HtmlTables {
    /** A page shows no more rows of one table; the CSV file has them all. */
    static final int ROWS = 400;

    private HtmlTables() {}

    /** A table with its title. */
    static void write(Html html, Table table) {
        html.open("div", "class", "wide").open("table", "id", "table-" + table.id());
        html.element("caption", table.title());
        head(html, table);
        html.open("tbody");
        table.rows().stream().limit(ROWS).forEach(row -> row(html, row));
        html.close("tbody").close("table").close("div");
        if (table.rows().size() > ROWS) {
            html.element(
                    "p",
                    "The first " + ROWS + " of " + table.rows().size() + " rows; csv/" + table.id() + ".csv has all.",
                    "class",
                    "soft");
        }
    }

    private static void head(Html html, Table table) {
        html.open("thead").open("tr");
        for (int column = 0; column < table.columns().size(); column++) {
            String title = table.columns().get(column);
            if (isNumeric(table, column)) {
                html.element("th", title, "scope", "col", "class", "number");
            } else {
                html.element("th", title, "scope", "col");
            }
        }
        html.close("tr").close("thead");
    }

    private static boolean isNumeric(Table table, int column) {
        return table.rows().stream().anyMatch(row -> row.get(column) instanceof Number);
    }

    private static void row(Html html, List<Object> row) {
        html.open("tr");
        for (Object cell : row) {
            if (cell instanceof Number) {
                html.element("td", text(cell), "class", "number");
            } else {
                html.element("td", text(cell));
            }
        }
        html.close("tr");
    }

    /** A cell as it is shown. */
    static String text(Object cell) {
        return switch (cell) {
            case Double number -> Numbers.text(number);
            case Long number -> Numbers.text(number);
            case Integer number -> Numbers.text(number.longValue());
            case Boolean flag -> flag ? "yes" : "no";
            default -> cell.toString();
        };
    }
}
