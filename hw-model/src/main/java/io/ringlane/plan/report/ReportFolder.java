// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.StandardCharts;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.picture.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/**
 * Writes a report into a folder: {@code report.html}, {@code report.json}, {@code csv/} and {@code png/} with a file a
 * chart, {@code hgrm/} with a file a histogram. What is there is overwritten. One owner thread.
 */
public final class ReportFolder {
    /** The page. */
    public static final String PAGE = "report.html";

    /** The data. */
    public static final String DATA = "report.json";

    private static final double PS_PER_US = 1e6;
    private static final int TICKS_PER_HALF = 5;

    private ReportFolder() {}

    /**
     * Writes all of it, the page last.
     *
     * @param histograms of picoseconds, by name of the file; written in microseconds.
     */
    public static void write(Path folder, ReportData data, Map<String, ? extends AbstractHistogram> histograms)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(DATA), ReportJson.pretty(data));
        Path csv = Files.createDirectories(folder.resolve("csv"));
        Path png = Files.createDirectories(folder.resolve("png"));
        for (Chart chart : data.charts()) {
            csv(csv, chart.table());
            Pictures.write(chart, png.resolve(chart.id() + ".png"));
        }
        for (Table table : data.tables()) {
            csv(csv, table);
        }
        Path hgrm = Files.createDirectories(folder.resolve("hgrm"));
        for (Map.Entry<String, ? extends AbstractHistogram> entry : histograms.entrySet()) {
            hgrm(hgrm.resolve(entry.getKey() + ".hgrm"), entry.getValue());
        }
        Files.writeString(folder.resolve(PAGE), HtmlReport.of(data));
    }

    private static void csv(Path folder, Table table) throws IOException {
        Files.writeString(folder.resolve(table.id() + ".csv"), CsvFiles.of(table));
    }

    /** As HdrHistogram's own plotter reads it, without lines of percentiles that have too few samples beyond them. */
    private static void hgrm(Path file, AbstractHistogram histogram) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, TICKS_PER_HALF, PS_PER_US, false);
        }
        long last = histogram.getTotalCount() - StandardCharts.SAMPLES_BEYOND;
        StringBuilder text = new StringBuilder();
        bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> tells(line, last))
                .forEach(line -> text.append(line).append('\n'));
        Files.writeString(file, text);
    }

    /** Lines of percentiles count samples up to theirs in the third column; the first of them stays in any case. */
    private static boolean tells(String line, long last) {
        String[] columns = line.strip().split(" +");
        boolean isPercentile = columns.length >= 3 && columns[0].matches("[0-9.]+") && columns[2].matches("[0-9]+");
        return !isPercentile || Long.parseLong(columns[2]) <= last || Double.parseDouble(columns[1]) == 0;
    }
}
