// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.CurveChart.Point;
import io.ringlane.plan.report.chart.CurveChart.Style;
import io.ringlane.plan.report.chart.FlowChart;
import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Exact;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.report.chart.Waterfall;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.testing.RequiresCommand;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the page in a browser: nothing goes wrong, and each chart holds the points that its data has. */
@RequiresCommand("chromium")
class BrowserTest {
    private static final ReportData REPORT = ExampleReport.make();
    /** Behind all scripts; one of them has the first tag of it in a text. */
    private static final String END = "</body>\n</html>";

    private static final int PAPER_LIGHT = 0xffffffff;
    private static final int PAPER_DARK = 0xff12181e;

    @TempDir
    Path folder;

    private Browser browser;

    @BeforeEach
    void makeBrowser() {
        browser = new Browser(folder);
    }

    private Path page(String html) throws Exception {
        return Files.writeString(folder.resolve("report.html"), html);
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 390})
    void shouldDrawAllPointsWhenPageIsOpened(int width) throws Exception {
        Browser.Page page = browser.open(page(HtmlReport.of(REPORT)), width);

        assertThat(page.console()).isEmpty();
        assertThat(page.mark("ready")).isEqualTo("true");
        assertThat(page.mark("problems")).isEqualTo("0");
        assertThat(page.mark("overflow")).as("nothing is wider than the screen").isEqualTo("0");
        for (Chart chart : REPORT.charts()) {
            assertThat(page.mark(chart.id(), "points")).as(chart.id()).isEqualTo(points(chart));
            assertThat(page.mark(chart.id(), "shapes")).as(chart.id()).isGreaterThan(4);
        }
    }

    /** Points that are to be in the chart, by the way each kind is drawn. */
    private static int points(Chart chart) {
        return switch (chart) {
            case CurveChart curves ->
                curves.panels().stream()
                        .flatMap(panel -> panel.series().stream())
                        .mapToInt(BrowserTest::points)
                        .sum();
            case HeatMap map -> map.columns().size() * map.rows().size() + edges(map);
            case TimelineChart timeline ->
                timeline.tracks().stream()
                        .mapToInt(track -> track.levels().stream()
                                        .map(level -> level.least().size())
                                        .filter(bins -> bins <= 900)
                                        .findFirst()
                                        .orElseThrow()
                                + 1)
                        .sum();
            case Waterfall waterfall -> 3 * (waterfall.steps().size() + 1);
            case FlowChart flow -> flow.links().size();
            case Tornado tornado -> 2 * tornado.bars().size();
            case PublishedPoints published ->
                2
                        * (int) published.rows().stream()
                                .filter(row -> row.error().isPresent())
                                .count();
        };
    }

    /** Its points, and its whiskers or the pieces of its band. */
    private static int points(CurveChart.Series series) {
        int count = series.points().size();
        return series.style() == Style.BAND
                ? 2 * count - 1
                : count
                        + (int) series.points().stream()
                                .filter(BrowserTest::hasInterval)
                                .count();
    }

    private static boolean hasInterval(Point point) {
        return point.low() < point.high();
    }

    /** Pairs of neighbours of which one meets the target. */
    private static int edges(HeatMap map) {
        Set<Integer> good = new HashSet<>();
        int columns = map.columns().size();
        map.cells().stream()
                .filter(cell -> cell.value() <= map.target())
                .forEach(cell -> good.add(cell.row() * columns + cell.column()));
        int edges = 0;
        for (int row = 0; row < map.rows().size(); row++) {
            for (int column = 0; column < columns; column++) {
                boolean isGood = good.contains(row * columns + column);
                edges += column + 1 < columns && isGood != good.contains(row * columns + column + 1) ? 1 : 0;
                edges += row + 1 < map.rows().size() && isGood != good.contains((row + 1) * columns + column) ? 1 : 0;
            }
        }
        return edges;
    }

    @Test
    void shouldShowEachChangeWhenZoomedToFirstLoss() throws Exception {
        TimelineChart timeline = (TimelineChart) REPORT.charts().stream()
                .filter(TimelineChart.class::isInstance)
                .findFirst()
                .orElseThrow();
        String click = "<script>[...document.querySelectorAll('#occupancy button')]"
                + ".find((b) => b.textContent.startsWith('Each change')).click();"
                + "document.documentElement.dataset.zoomed = ringlaneReport.charts.occupancy.points();</script>";

        Browser.Page page = browser.open(page(HtmlReport.of(REPORT).replace(END, click + END)), 1200);

        Exact exact = timeline.exact();
        int expected = 0;
        for (int track = 0; track < timeline.tracks().size(); track++) {
            int number = track;
            expected += 1
                    + (int) IntStream.concat(
                                    IntStream.of(-1),
                                    IntStream.range(0, exact.atPs().size())
                                            .filter(i -> exact.track().get(i) == number))
                            .mapToLong(i -> i < 0 ? 0 : exact.atPs().get(i))
                            .distinct()
                            .count();
        }
        assertThat(Integer.parseInt(page.mark("zoomed"))).isEqualTo(expected);
        assertThat(page.dom()).contains("Every single change is shown.");
    }

    @Test
    void shouldSayWhichWhenChartCannotBeDrawn() throws Exception {
        String broken = HtmlReport.of(REPORT).replace("\"kind\":\"heat\"", "\"kind\":\"cold\"");

        Browser.Page page = browser.open(page(broken), 1200);

        assertThat(page.mark("problems")).isEqualTo("1");
        assertThat(page.dom()).contains("This chart could not be drawn; its numbers are in the table below.");
        assertThat(page.mark("throughput-latency", "points"))
                .as("the others are")
                .isPositive();
    }

    @Test
    void shouldTellConsoleWhenScriptFails() throws Exception {
        String broken = HtmlReport.of(REPORT).replace(END, "<script>nothingOfThatName();</script>" + END);

        assertThat(browser.open(page(broken), 1200).console()).hasSize(1);
    }

    @Test
    void shouldLoadNothingWhenPageIsToldTo() throws Exception {
        String greedy = HtmlReport.of(REPORT).replace(END, "<img src=\"http://127.0.0.1:9/x.png\">" + END);

        assertThat(browser.open(page(greedy), 1200).console())
                .singleElement()
                .asString()
                .contains("Content Security Policy");
    }

    @Test
    void shouldFollowColoursWhenSystemIsDark() throws Exception {
        Path page = page(HtmlReport.of(REPORT));

        BufferedImage light = ImageIO.read(browser.picture(page, false).toFile());
        BufferedImage dark = ImageIO.read(browser.picture(page, true).toFile());

        assertThat(light.getRGB(1, 1)).isEqualTo(PAPER_LIGHT);
        assertThat(dark.getRGB(1, 1)).isEqualTo(PAPER_DARK);
        assertThat(share(light, PAPER_LIGHT)).isBetween(0.4, 0.97);
        assertThat(share(dark, PAPER_DARK)).isBetween(0.4, 0.97);
    }

    private static double share(BufferedImage image, int colour) {
        long found = IntStream.range(0, image.getHeight())
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) == colour)
                        .count())
                .sum();
        return (double) found / image.getWidth() / image.getHeight();
    }

    @Test
    void shouldFillPagesWhenPrinted() throws Exception {
        byte[] pdf = Files.readAllBytes(browser.print(page(HtmlReport.of(REPORT))));

        assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        assertThat(pdf.length).as("pictures are in it").isGreaterThan(100_000);
    }
}
