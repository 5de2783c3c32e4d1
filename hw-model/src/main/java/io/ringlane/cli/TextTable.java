// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Columns for people: text to the left, numbers to the right. Built and printed by one thread. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] numeric;

    public TextTable(String... titles) {
        widths = new int[titles.length];
        numeric = new boolean[titles.length];
        Arrays.fill(numeric, true);
        numeric[0] = false;
        add(List.of(titles));
    }

    /** A row with one cell for each title. */
    public void row(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            numeric[i] &= i > 0 && cells.get(i).matches("[0-9,.]*%?");
        }
        add(cells);
    }

    private void add(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
        rows.add(cells);
    }

    /** With thousands separated by commas. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String fill = " ".repeat(widths[i] - row.get(i).length());
                line.append(GAP).append(numeric[i] ? fill + row.get(i) : row.get(i) + fill);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
