// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.HeatMap.Cell;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.HeatMapStyler;

/** Draws a heat map: blue where the target is met, white at it, orange beyond. Stateless. */
final class HeatPicture {
    private static final int FRAME = 160;
    private static final int ROW = 44;
    private static final int LABELS = 16;
    /** Beyond so many times the target all is the same. */
    private static final double REACH = 2.5;

    private static final Color[] RANGE = {new Color(0x6aaed6), Color.WHITE, new Color(0xe6853a)};

    private HeatPicture() {}

    static HeatMapChart draw(HeatMap map) {
        String target = "blue: at most " + Palette.text(map.target()) + " "
                + map.value().unit();
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(Palette.WIDTH)
                .height(FRAME + ROW * map.rows().size())
                .title(map.title() + ", " + map.value().unit() + " (" + target + "; empty: " + map.absent() + ")")
                .xAxisTitle(map.x().heading())
                .yAxisTitle(map.y().heading())
                .build();
        Palette.style(chart.getStyler());
        colours(chart.getStyler(), map);
        chart.getStyler().setXAxisTickMarkSpacingHint(LABELS);
        List<Number[]> cells = new ArrayList<>();
        map.cells().forEach(cell -> cells.add(new Number[] {cell.column(), cell.row(), cell.value()}));
        chart.addSeries(
                map.value().label(),
                map.columns().stream().map(Palette::text).toList(),
                map.rows().stream().map(Palette::text).toList(),
                cells);
        return chart;
    }

    /** As far to one side of the target as to the other, so that white stands at it. */
    private static void colours(HeatMapStyler styler, HeatMap map) {
        double farthest = map.cells().stream()
                .mapToDouble(Cell::value)
                .map(value -> Math.min(Math.abs(value - map.target()), (REACH - 1) * Math.abs(map.target())))
                .max()
                .orElse(1);
        double half = farthest == 0 ? 1 : farthest;
        styler.setRangeColors(RANGE)
                .setMin(map.target() - half)
                .setMax(map.target() + half)
                .setShowValue(true)
                .setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setHeatMapValueDecimalPattern("0.##")
                .setLegendVisible(false);
    }
}
