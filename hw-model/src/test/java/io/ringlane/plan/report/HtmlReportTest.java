// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Level;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page as text; what a browser makes of it is {@link BrowserTest}'s. */
class HtmlReportTest {
    private static final Pattern LOADED =
            Pattern.compile("<(link|script|img|iframe)[^>]*(src|href)=\"(?!data:)[^\"]*\"");

    private static ReportData with(Chart chart) {
        ReportData example = ExampleReport.make();
        Section section = new Section("only", "Only", List.of(), List.of(chart), List.of());
        return ReportData.of(example.title(), example.summary(), List.of(section), example.provenance());
    }

    private static TimelineChart timeline(int bins) {
        List<Track> tracks = IntStream.range(0, 20)
                .mapToObj(
                        number -> new Track("track " + number, "packets", 4096, List.of(level(bins), level(bins / 4))))
                .toList();
        return new TimelineChart("time", "Time", "It passes.", bins * 1000L, tracks, List.of(), null);
    }

    private static Level level(int bins) {
        return new Level(
                1000,
                Collections.nCopies(bins, 1000L),
                Collections.nCopies(bins, 1234.567),
                Collections.nCopies(bins, 4096L),
                Collections.nCopies(bins, 0.125));
    }

    @Test
    void shouldLoadNothingWhenPageIsOpened() {
        String page = HtmlReport.of(ExampleReport.make());

        String tags = page.replaceAll("(?s)<script[^>]*>.*?</script>", "");
        assertThat(tags).contains("<a class=\"skip\"").hasSizeLessThan(200_000);
        assertThat(LOADED.matcher(tags).find()).isFalse();
        assertThat(Pattern.compile("<script[^>]+src=").matcher(page).find()).isFalse();
        assertThat(page).contains("default-src 'none'");
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(HtmlReport.MOST_BYTES);
    }

    @Test
    void shouldSayAllWhenScriptsDoNotRun() {
        ReportData report = ExampleReport.make();

        String page = HtmlReport.of(report);

        assertThat(page).contains(Html.escaped(report.summary().answer()), "✓ The targets are met.");
        report.summary().warnings().forEach(warning -> assertThat(page).contains(Html.escaped(warning)));
        for (Chart chart : report.charts()) {
            assertThat(page)
                    .contains("<figure id=\"" + chart.id() + "\"", Html.escaped(chart.reading()))
                    .contains("<table id=\"table-" + chart.id() + "\">");
        }
        report.provenance().notModelled().forEach(thing -> assertThat(page).contains("<li>" + thing + "</li>"));
        assertThat(page).contains("sha256 0123456789abcdef", "Not validated: nobody", "<td class=\"assumed\">A</td>");
    }

    @Test
    void shouldEscapeWhenTextLooksLikeTags() {
        String page = HtmlReport.of(ExampleReport.make());

        assertThat(page).contains("mix: &lt;none &amp; nothing&gt;   # &quot;quoted&quot;");
        assertThat(page).doesNotContain("<none & nothing>");
        assertThat(page).as("in the data too").contains("\\u003cnone & nothing>");
    }

    @Test
    void shouldLeaveOutFinestBinsWhenPageWouldBeTooLong() {
        ReportData report = with(timeline(12_000));

        String page = HtmlReport.of(report);

        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(HtmlReport.MOST_BYTES);
        assertThat(page).contains("Its finest bins are left out of this page");
        assertThat(HtmlReport.of(with(timeline(400)))).doesNotContain("Its finest bins");
    }

    @Test
    void shouldShowFirstRowsWhenTableIsLong() {
        Html html = new Html();

        HtmlTables.write(
                html,
                new io.ringlane.plan.report.chart.Table(
                        "long", "Long", List.of("a"), Collections.nCopies(HtmlTables.ROWS + 1, List.of(1))));

        assertThat(html.toString()).contains("The first 400 of 401 rows; csv/long.csv has all.");
    }
}
