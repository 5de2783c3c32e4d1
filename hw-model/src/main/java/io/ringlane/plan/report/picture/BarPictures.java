// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.FlowChart;
import io.ringlane.plan.report.chart.FlowChart.Link;
import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.PublishedPoints.Row;
import io.ringlane.plan.report.chart.PublishedPoints.Standing;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.report.chart.Tornado.Bar;
import io.ringlane.plan.report.chart.Waterfall;
import io.ringlane.plan.report.chart.Waterfall.Step;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;

/** Draws what has names on an axis as bars. Stateless. */
final class BarPictures {
    private static final int FRAME = 130;
    private static final int BAR = 34;
    private static final int TURN = 30;
    private static final int LABELS = 16;
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private BarPictures() {}

    /** A chart for each level: each stage begins where the one before it ends. */
    static List<CategoryChart> draw(Waterfall waterfall) {
        List<CategoryChart> charts = new ArrayList<>();
        for (int level = 0; level < waterfall.levels().size(); level++) {
            charts.add(level(waterfall, level));
        }
        return charts;
    }

    private static CategoryChart level(Waterfall waterfall, int level) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Palette.WIDTH)
                .height(Palette.HEIGHT)
                .title(waterfall.title() + ": " + waterfall.levels().get(level))
                .yAxisTitle("latency, " + waterfall.unit())
                .build();
        Palette.style(chart.getStyler());
        chart.getStyler().setStacked(true).setXAxisLabelRotation(TURN);
        List<String> stages = waterfall.steps().stream().map(Step::stage).toList();
        List<Double> before = new ArrayList<>();
        double passed = 0;
        for (Step step : waterfall.steps()) {
            before.add(passed);
            passed += step.total(level);
        }
        chart.addSeries("before", stages, before).setFillColor(NOTHING).setShowInLegend(false);
        chart.addSeries("waits", stages, values(waterfall, step -> step.waits().get(level)))
                .setFillColor(Palette.colour(1));
        chart.addSeries("works", stages, values(waterfall, step -> step.works().get(level)))
                .setFillColor(Palette.colour(0));
        return chart;
    }

    private static List<Double> values(Waterfall waterfall, Function<Step, Double> value) {
        return waterfall.steps().stream().map(value).toList();
    }

    /** Bars to both sides of the base. */
    static HorizontalBarChart draw(Tornado tornado) {
        HorizontalBarChart chart = chart(
                tornado.title(), tornado.answer().heading(), 2 * tornado.bars().size());
        chart.setCustomXAxisTickLabelsFormatter(change -> Palette.text(tornado.base() + change));
        List<Bar> bars = tornado.bars();
        List<String> names = bars.stream()
                .map(bar -> bar.input() + " [" + bar.tag() + "] " + bar.lower() + " .. " + bar.higher())
                .toList();
        List<Double> larger =
                bars.stream().map(bar -> bar.atHigher() - tornado.base()).toList();
        List<Double> smaller =
                bars.stream().map(bar -> bar.atLower() - tornado.base()).toList();
        chart.addSeries("smaller", smaller, names).setFillColor(Palette.colour(1));
        chart.addSeries("larger", larger, names).setFillColor(Palette.colour(0));
        return chart;
    }

    /** A bar for each pair. */
    static HorizontalBarChart draw(FlowChart flow) {
        List<Link> links = flow.links();
        HorizontalBarChart chart = chart(flow.title(), "share of the run, %", Math.max(1, links.size()));
        chart.getStyler().setLegendVisible(false);
        List<String> names = links.isEmpty()
                ? List.of(flow.nobody())
                : links.stream()
                        .map(link -> link.waits() + " waits for " + link.blockedBy())
                        .toList();
        List<Double> shares =
                links.isEmpty() ? List.of(0.0) : links.stream().map(Link::share).toList();
        chart.addSeries("share", shares, names).setFillColor(Palette.colour(0));
        return chart;
    }

    /** The error of each point that is modelled, by standing, and the band. */
    static HorizontalBarChart draw(PublishedPoints published) {
        List<Row> rows =
                published.rows().stream().filter(row -> row.error().isPresent()).toList();
        HorizontalBarChart chart = chart(published.title(), "error of the model, %", Math.max(1, rows.size()));
        List<String> names = rows.isEmpty()
                ? List.of("none is modelled")
                : rows.stream().map(row -> row.point() + " " + row.what()).toList();
        List<Standing> standings = List.of(Standing.PREDICTED, Standing.FITTED, Standing.SHAPE_ONLY);
        for (Standing standing : standings) {
            ToDoubleFunction<Row> error =
                    row -> row.standing() == standing ? row.error().orElse(0) : 0;
            List<Double> errors = rows.isEmpty()
                    ? List.of(0.0)
                    : rows.stream().mapToDouble(error).boxed().toList();
            chart.addSeries(standing.name().toLowerCase(Locale.ROOT).replace('_', ' '), errors, names)
                    .setFillColor(Palette.colour(standings.indexOf(standing)));
        }
        chart.addAnnotation(new AnnotationLine(published.bandPercent(), true, false));
        chart.addAnnotation(new AnnotationLine(-published.bandPercent(), true, false));
        return chart;
    }

    private static HorizontalBarChart chart(String title, String heading, int bars) {
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(Palette.WIDTH)
                .height(FRAME + BAR * bars)
                .title(title)
                .xAxisTitle(heading)
                .build();
        Palette.style(chart.getStyler());
        chart.getStyler().setLabelsVisible(false);
        chart.getStyler().setXAxisTickMarkSpacingHint(LABELS);
        return chart;
    }
}
