// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.Provenance;
import io.ringlane.plan.report.data.Provenance.ProfileNote;
import io.ringlane.plan.report.data.Provenance.ProfileNumber;
import io.ringlane.plan.report.data.Provenance.Setting;
import io.ringlane.plan.report.data.ReportData;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.report.data.Summary;
import io.ringlane.plan.report.data.Summary.Bottleneck;
import io.ringlane.plan.report.data.Summary.Figure;
import io.ringlane.plan.report.data.Summary.Verdict;
import java.util.List;

/** A report with a chart of every kind. Its numbers are made up; it is the same each time it is made. */
final class ExampleReport {
    private ExampleReport() {}

    static ReportData make() {
        return ReportData.of(
                "Example with made-up numbers: two crypto lanes at 8 Mpps", summary(), sections(), provenance());
    }

    private static Summary summary() {
        return new Summary(
                "How many crypto lanes does this gateway need for 8 Mpps at p99.9 below 40 µs?",
                "Two crypto lanes are enough: 8.41 Mpps without loss, and a p99.9 of 37 µs at 8 Mpps.",
                Verdict.MET,
                List.of(
                        "With one lane the gateway loses packets from 3.1 Mpps on. A third lane adds 2.4 Mpps, then the"
                                + " wire binds.",
                        "The answer is most sensitive to the time a lane takes for each packet, which is an"
                                + " assumption."),
                List.of(
                        new Figure("No-drop rate (NDR)", "Mpps", 8.41, 8.37, 8.45, "conditional throughput 8.40"),
                        new Figure("Partial-drop rate (PDR 0.5 %)", "Mpps", 8.97, 8.93, 9.01, ""),
                        new Figure("p99.9 at 8 Mpps", "µs", 37.2, 36.1, 38.4, "response time"),
                        new Figure("Lanes", "", 2, 2, 2, "exact")),
                List.of(
                        new Bottleneck("crypto lanes", 0.97, 0, "one more lane: +2.4 Mpps ± 0.1"),
                        new Bottleneck("ESP on the wire", 0.74, 35, "IPv4 outer header stays: nothing to gain"),
                        new Bottleneck("host cores", 0.52, 92, "one core less would still do")),
                List.of(
                        "The profile is not validated: 4 of its 6 numbers are assumptions.",
                        "1518-byte frames become 1574 bytes: a carrier MTU of 1500 cuts them."));
    }

    private static List<Section> sections() {
        Table search = new Table(
                "search",
                "Search, each row a goal",
                List.of("goal", "loss allowed, %", "lower bound, Mpps", "upper bound, Mpps", "conditional, Mpps"),
                List.of(List.of("NDR", 0.0, 8.41, 8.45, 8.40), List.of("PDR", 0.5, 8.97, 9.01, 8.95)));
        return List.of(
                section(
                        "throughput",
                        "Throughput and latency",
                        List.of(search),
                        ExampleCharts.throughputLatency(),
                        ExampleCharts.percentiles(),
                        ExampleCharts.heat()),
                section("limits", "Limits", List.of(), ExampleCharts.packetSizes(), ExampleCharts.states()),
                section(
                        "inside",
                        "Inside the box",
                        List.of(),
                        ExampleCharts.waterfall(),
                        ExampleCharts.flow(),
                        ExampleTimeline.chart()),
                section("choices", "Choices", List.of(), ExampleCharts.pareto(), ExampleCharts.forecast()),
                section("trust", "How far to trust it", List.of(), ExampleCharts.published(), ExampleCharts.tornado()));
    }

    private static Section section(String id, String title, List<Table> tables, Chart... charts) {
        return new Section(id, title, List.of("All numbers of this part are made up."), List.of(charts), tables);
    }

    private static Provenance provenance() {
        return new Provenance(
                "0.1.0-SNAPSHOT",
                "./ringlane plan example.yaml --out report --seed 7",
                "example.yaml",
                "question: search\nprofile: made-up\ntraffic:\n  mix: <none & nothing>   # \"quoted\"\n",
                7,
                List.of(new ProfileNote(
                        "made-up",
                        "sha256 0123456789abcdef",
                        false,
                        "nobody has measured this device.",
                        List.of(
                                new ProfileNumber("lanes", "2", "A"),
                                new ProfileNumber("lane time per packet", "20 ns", "A"),
                                new ProfileNumber("lane time per byte", "0.0625 ns", "A"),
                                new ProfileNumber("port rate", "100 Gbit/s", "S19"),
                                new ProfileNumber("pps cap", "148.81 Mpps", "S18"),
                                new ProfileNumber("PCIe read latency", "700 ns", "A")))),
                List.of(
                        new Setting("Trials", "21 seeds of 1,000,000 packets, warm-up by MSER-5"),
                        new Setting("Intervals", "99 %, from 21 seeds"),
                        new Setting("Search", "MLRsearch, CSIT preset, width 0.5 %")),
                List.of("1024 B clear frames, genome e", "constant bit rate", "256 SAs, uniform"),
                "On published points: 0.4 % mean absolute error predicted, 1.4 % fitted.",
                List.of("IOMMU", "memory bandwidth of the host", "links longer than 10 m"));
    }
}
