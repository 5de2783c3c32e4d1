// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.data;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Checks;
import io.ringlane.plan.report.chart.Table;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a report says, before it has a form: pages, files and pictures are made of this and nothing else.
 * Checked when made, so that what is written later cannot fail on it. Immutable.
 *
 * @param format version of this structure, as JSON has it.
 */
public record ReportData(int format, String title, Summary summary, List<Section> sections, Provenance provenance) {
    /** Present version of the structure. */
    public static final int FORMAT = 1;

    /** A part of the report: text, then charts, then tables; each may be missing. */
    public record Section(String id, String title, List<String> paragraphs, List<Chart> charts, List<Table> tables) {
        public Section {
            Checks.name("id of a section", id);
            Checks.text("title of section " + id, title);
            paragraphs = List.copyOf(paragraphs);
            charts = List.copyOf(charts);
            tables = List.copyOf(tables);
        }
    }

    public ReportData {
        if (format != FORMAT) {
            throw new IllegalArgumentException("report has format " + format + ", this version reads " + FORMAT);
        }
        Checks.text("title", title);
        if (summary == null || provenance == null) {
            throw new IllegalArgumentException("report '" + title + "' has no summary or no provenance");
        }
        sections = Checks.some("sections of the report", sections);
        Checks.unique("section", sections.stream().map(Section::id).toList());
        Checks.unique(
                "chart or table",
                Stream.concat(
                                sections.stream()
                                        .flatMap(part -> part.charts().stream().map(Chart::id)),
                                sections.stream()
                                        .flatMap(part -> part.tables().stream().map(Table::id)))
                        .toList());
    }

    /** A report of the present format. */
    public static ReportData of(String title, Summary summary, List<Section> sections, Provenance provenance) {
        return new ReportData(FORMAT, title, summary, sections, provenance);
    }

    /** Charts of all sections, in order. */
    public List<Chart> charts() {
        return sections.stream().flatMap(part -> part.charts().stream()).toList();
    }

    /** Tables of all sections that are not part of a chart, in order. */
    public List<Table> tables() {
        return sections.stream().flatMap(part -> part.tables().stream()).toList();
    }
}
