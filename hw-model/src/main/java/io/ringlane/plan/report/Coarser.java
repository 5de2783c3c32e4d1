// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import java.util.List;

/** Makes a report shorter where its size lies: in the finest bins of time lines. Stateless. */
final class Coarser {
    private static final String TOLD = " Its finest bins are left out of this page for its size; report.json has them.";

    private Coarser() {}

    /** The report without the finest level of each time line that has more than one; equal to it if none has. */
    static ReportData timelines(ReportData data) {
        List<Section> sections = data.sections().stream()
                .map(section -> new Section(
                        section.id(),
                        section.title(),
                        section.paragraphs(),
                        section.charts().stream().map(Coarser::chart).toList(),
                        section.tables()))
                .toList();
        return new ReportData(data.format(), data.title(), data.summary(), sections, data.provenance());
    }

    private static Chart chart(Chart chart) {
        if (!(chart instanceof TimelineChart timeline)
                || timeline.tracks().stream().allMatch(track -> track.levels().size() == 1)) {
            return chart;
        }
        List<Track> tracks = timeline.tracks().stream().map(Coarser::track).toList();
        String reading = timeline.reading().endsWith(TOLD) ? timeline.reading() : timeline.reading() + TOLD;
        return new TimelineChart(
                timeline.id(),
                timeline.title(),
                reading,
                timeline.endPs(),
                tracks,
                timeline.events(),
                timeline.exact());
    }

    private static Track track(Track track) {
        return track.levels().size() == 1
                ? track
                : new Track(
                        track.name(),
                        track.unit(),
                        track.capacity(),
                        track.levels().subList(1, track.levels().size()));
    }
}
