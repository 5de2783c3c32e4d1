// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The model against what others measured: the error of each point, and the band it is to stay in. Immutable.
 *
 * @param bandPercent of the chart; a row may have a looser bound of its own.
 */
public record PublishedPoints(String id, String title, String reading, double bandPercent, List<Row> rows)
        implements Chart {
    /** What the model knew of a point before it was asked. */
    public enum Standing {
        /** Nothing: this is what counts. */
        PREDICTED,
        /** A parameter was set by it. */
        FITTED,
        /** The source tells a shape, not a figure. */
        SHAPE_ONLY,
        /** The model says nothing about it. */
        NOT_MODELLED
    }

    /**
     * One point.
     *
     * @param point        its name in the list of published points.
     * @param unit         of both figures.
     * @param model        0 where it is not modelled.
     * @param boundPercent error that is allowed; 0 where it is not held to a figure.
     * @param source       tag of where it was published.
     * @param note         why it is not modelled, or what was assumed; may be empty.
     */
    public record Row(
            String point,
            String what,
            String unit,
            double measured,
            double model,
            double boundPercent,
            Standing standing,
            String source,
            String note) {
        public Row {
            Checks.text("name of a published point", point);
            Checks.text("what " + point + " is", what);
            Checks.text("source of " + point, source);
            Checks.finite("model of " + point, model);
            if (Checks.finite("measured " + point, measured) <= 0) {
                throw new IllegalArgumentException("measured " + point + " is " + measured + ", want it above 0");
            }
            if (Checks.finite("bound of " + point, boundPercent) < 0 || standing == null || note == null) {
                throw new IllegalArgumentException("point " + point + " has no bound, standing or note");
            }
        }

        /** Error of the model in percent, signed; none where it is not modelled. */
        public OptionalDouble error() {
            return standing == Standing.NOT_MODELLED
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(100 * (model - measured) / measured);
        }
    }

    public PublishedPoints {
        Checks.name("id of a chart", id);
        Checks.text("title of chart " + id, title);
        Checks.text("reading of chart " + id, reading);
        Checks.finite("band of chart " + id, bandPercent);
        rows = Checks.some("points of chart " + id, rows);
        Checks.unique("published point", rows.stream().map(Row::point).toList());
    }

    /** Mean absolute error in percent over the points of a standing; none where there are no such points. */
    public OptionalDouble meanError(Standing standing) {
        return rows.stream()
                .filter(row -> row.standing() == standing && row.error().isPresent())
                .mapToDouble(row -> Math.abs(row.error().getAsDouble()))
                .average();
    }

    @Override
    public Table table() {
        List<List<Object>> lines = new ArrayList<>();
        for (Row row : rows) {
            boolean modelled = row.error().isPresent();
            lines.add(List.of(
                    row.point(),
                    row.what(),
                    row.measured(),
                    modelled ? row.model() : "",
                    row.unit(),
                    modelled ? row.error().getAsDouble() : "",
                    row.boundPercent() > 0 ? row.boundPercent() : "",
                    row.standing().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    row.source(),
                    row.note()));
        }
        return new Table(
                id,
                title,
                List.of(
                        "point",
                        "what",
                        "measured",
                        "model",
                        "unit",
                        "error, %",
                        "allowed, %",
                        "standing",
                        "source",
                        "note"),
                lines);
    }
}
