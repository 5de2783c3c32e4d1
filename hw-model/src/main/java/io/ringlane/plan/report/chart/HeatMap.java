// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A value over two parameters, with the edge between the cells that meet a target and those that do not. The edge runs
 * along cells: nothing is interpolated between points that were never run. Immutable.
 *
 * @param columns values of the x axis, ascending.
 * @param rows    values of the y axis, ascending.
 * @param cells   what was found; a cell that is not there has no value, see {@code absent}.
 * @param absent  what it means that a cell has no value: it does not meet the target.
 * @param target  highest value that is good.
 */
public record HeatMap(
        String id,
        String title,
        String reading,
        Axis x,
        List<Double> columns,
        Axis y,
        List<Double> rows,
        Axis value,
        List<Cell> cells,
        String absent,
        double target)
        implements Chart {
    /** @param column index into the columns. */
    public record Cell(int column, int row, double value) {}

    public HeatMap {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        Checks.text("chart " + id + ": what a missing cell means", absent);
        columns = ascending(x, columns);
        rows = ascending(y, rows);
        cells = Checks.some("cells of chart " + id, cells);
        value.on(target);
        Set<Integer> places = new HashSet<>();
        for (Cell cell : cells) {
            value.on(cell.value());
            boolean inside =
                    cell.column() >= 0 && cell.column() < columns.size() && cell.row() >= 0 && cell.row() < rows.size();
            if (!inside || !places.add(cell.row() * columns.size() + cell.column())) {
                throw new IllegalArgumentException("chart " + id + ": cell " + cell.column() + ", " + cell.row()
                        + (inside ? " is there twice" : " is outside of it"));
            }
        }
    }

    private static List<Double> ascending(Axis axis, List<Double> values) {
        List<Double> copy = Checks.some("values of axis " + axis.label(), values);
        for (int at = 0; at < copy.size(); at++) {
            axis.on(copy.get(at));
            if (at > 0 && copy.get(at) <= copy.get(at - 1)) {
                throw new IllegalArgumentException("axis " + axis.label() + " does not ascend at " + copy.get(at));
            }
        }
        return copy;
    }

    @Override
    public Table table() {
        List<List<Object>> lines = new ArrayList<>();
        for (Cell cell : cells) {
            lines.add(List.of(
                    columns.get(cell.column()),
                    rows.get(cell.row()),
                    cell.value(),
                    cell.value() <= target ? "yes" : "no"));
        }
        return new Table(id, title, List.of(x.heading(), y.heading(), value.heading(), "meets the target"), lines);
    }
}
