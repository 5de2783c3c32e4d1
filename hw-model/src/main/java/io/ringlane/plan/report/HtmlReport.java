// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a report as one HTML file with everything in it: it opens without a network, now and in ten years. Words and
 * tables are HTML; charts are drawn from the data in the page. Stateless.
 */
public final class HtmlReport {
    /** The file is never longer. */
    public static final int MOST_BYTES = 5_000_000;

    private static final List<String> SCRIPTS = List.of(
            "vendor/echarts.min.js",
            "vendor/uplot.min.js",
            "theme.js",
            "curves.js",
            "grids.js",
            "timeline.js",
            "page.js");

    private HtmlReport() {}

    /**
     * The page. Time lines that would make it too long lose their finest levels, and the page says so.
     *
     * @throws IllegalArgumentException if it is still too long.
     */
    public static String of(ReportData data) {
        ReportData fitting = data;
        String page = page(fitting);
        while (bytes(page) > MOST_BYTES) {
            ReportData coarser = Coarser.timelines(fitting);
            if (coarser.equals(fitting)) {
                throw new IllegalArgumentException("the report page is " + bytes(page) + " bytes, " + MOST_BYTES
                        + " allowed; its data is in report.json");
            }
            fitting = coarser;
            page = page(fitting);
        }
        return page;
    }

    private static int bytes(String page) {
        return page.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String page(ReportData data) {
        StringBuilder scripts = new StringBuilder();
        SCRIPTS.forEach(
                name -> scripts.append("<script>").append(Assets.script(name)).append("</script>\n"));
        String style = Assets.text("vendor/uplot.min.css") + "\n" + Assets.text("page.css");
        String json = ReportJson.compact(data).replace("<", "\\u003c");
        return Assets.filled("page.html", name -> switch (name) {
            case "title" -> Html.escaped(data.title());
            case "style" -> style;
            case "body" -> body(data);
            case "data" -> json;
            case "scripts" -> scripts.toString();
            default -> throw new IllegalStateException("the page has no place " + name);
        });
    }

    private static String body(ReportData data) {
        Html html = new Html();
        html.open("header").element("h1", data.title());
        contents(html, data);
        html.close("header").open("main", "id", "main");
        HtmlSummary.write(html, data.summary());
        data.sections().forEach(section -> section(html, section));
        html.close("main");
        HtmlProvenance.write(html, data.provenance());
        return html.toString();
    }

    private static void contents(Html html, ReportData data) {
        html.open("nav", "aria-label", "Contents").open("ul");
        if (!data.summary().bottlenecks().isEmpty()) {
            link(html, "bottlenecks", "What binds");
        }
        data.sections().forEach(section -> link(html, "part-" + section.id(), section.title()));
        link(html, "not-modelled", "Not modelled");
        link(html, "provenance", "Made from");
        html.close("ul").close("nav");
    }

    private static void link(Html html, String id, String title) {
        html.open("li").element("a", title, "href", "#" + id).close("li");
    }

    private static void section(Html html, Section section) {
        html.open("section", "aria-labelledby", "part-" + section.id());
        html.element("h2", section.title(), "id", "part-" + section.id());
        html.paragraphs(section.paragraphs());
        section.charts().forEach(chart -> figure(html, chart));
        section.tables().forEach(table -> HtmlTables.write(html, table));
        html.close("section");
    }

    private static void figure(Html html, Chart chart) {
        html.open("figure", "id", chart.id(), "data-kind", kind(chart));
        html.open("figcaption").element("h3", chart.title()).element("p", chart.reading());
        html.close("figcaption");
        // A time line has buttons in it, so it is a group of things and not one image.
        String role = chart instanceof TimelineChart ? "group" : "img";
        html.element("div", "", "class", "plot", "role", role, "aria-label", chart.title() + ". " + chart.reading());
        html.open("details").element("summary", "The numbers");
        HtmlTables.write(html, chart.table());
        html.close("details").close("figure");
    }

    private static String kind(Chart chart) {
        return chart.getClass().getSimpleName();
    }
}
