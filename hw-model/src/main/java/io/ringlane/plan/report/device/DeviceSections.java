// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.data.ReportData.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Sections that every report has whatever was asked: what the device does over loads, packet sizes, SAs and crypto
 * lanes. Runs trials for them. One thread; trials have theirs.
 */
public final class DeviceSections {
    private DeviceSections() {}

    /**
     * Makes them.
     *
     * @param asking  the scenario, its trials, and the packets that all of them may take, about.
     * @param answers whose throughput is marked in the load curve.
     */
    public static List<Section> of(Asking asking, List<Answer> answers) {
        ReportRuns runs = new ReportRuns(asking);
        Section load = new Section(
                "load",
                "Latency and loss over the load, and where time goes",
                List.of(),
                List.of(LoadCharts.throughputLatency(runs, answers), BudgetChart.of(runs)),
                List.of());
        List<Chart> charts = new ArrayList<>();
        LimitCharts.packetSizes(runs).ifPresent(charts::add);
        LimitCharts.states(runs).ifPresent(charts::add);
        LaneChart.of(runs).ifPresent(charts::add);
        List<String> words = List.of("Each chart changes one thing of the scenario and keeps the rest. Trials of "
                + runs.packets() + " packets, the same seed throughout.");
        return charts.isEmpty()
                ? List.of(load)
                : List.of(load, new Section("limits", "Over packet sizes, SAs and lanes", words, charts, List.of()));
    }
}
