// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.ReportData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written beside the page. */
class ReportFilesTest {
    @TempDir
    Path folder;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldWriteFileForEachChartWhenReportIsWritten() throws IOException {
        ReportData report = ExampleReport.make();

        ReportFolder.write(folder, report, ExampleCharts.histograms());

        assertThat(names(folder)).containsExactly("csv", "hgrm", "png", "report.html", "report.json");
        List<String> charts = report.charts().stream().map(Chart::id).sorted().toList();
        assertThat(names(folder.resolve("png")))
                .containsExactlyElementsOf(
                        charts.stream().map(id -> id + ".png").toList());
        assertThat(names(folder.resolve("csv")))
                .containsExactlyElementsOf(Stream.concat(charts.stream(), Stream.of("search"))
                        .sorted()
                        .map(id -> id + ".csv")
                        .toList());
        assertThat(names(folder.resolve("hgrm"))).containsExactly("response.hgrm", "service.hgrm");
        for (String id : charts) {
            assertThat(colours(folder.resolve("png").resolve(id + ".png")))
                    .as(id)
                    .isGreaterThan(8);
        }
    }

    /** Different colours in it: an empty frame has fewer. */
    private static int colours(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }

    @Test
    void shouldBeTheSameBytesWhenReportIsMadeTwice() throws IOException {
        assertThat(ReportJson.pretty(ExampleReport.make())).isEqualTo(ReportJson.pretty(ExampleReport.make()));
        assertThat(HtmlReport.of(ExampleReport.make())).isEqualTo(HtmlReport.of(ExampleReport.make()));
    }

    @Test
    void shouldBeTheSameBytesWhenLocaleIsAnother() {
        String here = HtmlReport.of(ExampleReport.make());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(HtmlReport.of(ExampleReport.make())).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldReadWhatItWroteWhenReportIsJson() {
        ReportData report = ExampleReport.make();

        assertThat(ReportJson.read(ReportJson.pretty(report))).isEqualTo(report);
        assertThat(ReportJson.read(ReportJson.compact(report))).isEqualTo(report);
    }

    @Test
    void shouldSayWhereWhenJsonIsNoReport() {
        String json = ReportJson.pretty(ExampleReport.make());

        assertThatThrownBy(() -> ReportJson.read("{\n  \"nothing\": 1\n}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a report, line 3")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> ReportJson.read(json.replace("\"format\" : 1", "\"format\" : 9")))
                .hasMessageContaining("format 9");
        assertThatThrownBy(() -> ReportJson.read(json.replace("\"utilisation\" : 0.97", "\"utilisation\" : 9.7")))
                .hasMessageContaining("utilisation of crypto lanes");
    }

    @Test
    void shouldQuoteFieldsWhenTheyHoldCommas() {
        Table table =
                new Table("t", "T", List.of("a, unit", "b"), List.of(List.of("say \"so\"", 0.1), List.of(12L, true)));

        assertThat(CsvFiles.of(table)).isEqualTo("\"a, unit\",b\r\n\"say \"\"so\"\"\",0.1\r\n12,true\r\n");
    }

    @Test
    void shouldWriteMicrosecondsWhenHistogramIsOfPicoseconds() throws IOException {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(5_000_000);

        ReportFolder.write(folder, ExampleReport.make(), Map.of("one", histogram));

        assertThat(Files.readString(folder.resolve("hgrm/one.hgrm")))
                .as("to the histogram's three digits")
                .contains("5.001 0.000000000000          1");
    }

    @Test
    void shouldLeavePercentilesOutOfFilesWhenFewSamplesAreBeyond() throws IOException {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 1000; i++) {
            histogram.recordValue(1_000_000L * i);
        }

        ReportFolder.write(folder, ExampleReport.make(), Map.of("one", histogram));

        List<String> lines = Files.readAllLines(folder.resolve("hgrm/one.hgrm"));
        List<Long> counts = lines.stream()
                .map(line -> line.strip().split(" +"))
                .filter(columns -> columns.length == 4 && columns[2].matches("[0-9]+"))
                .map(columns -> Long.parseLong(columns[2]))
                .toList();
        // p99 has ten beyond it, the next step has fewer
        assertThat(counts).hasSizeGreaterThan(10).allMatch(count -> count <= 990);
        assertThat(counts.getLast()).isGreaterThan(950);
        assertThat(String.join(" ", lines)).contains("#[Mean").contains("Total count");
    }
}
