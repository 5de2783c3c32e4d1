// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.report.chart.Table;
import io.ringlane.plan.report.data.ReportData.Section;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.traffic.TrafficSpec;
import io.ringlane.plan.traffic.TrafficStatistics;
import java.util.ArrayList;
import java.util.List;

/** What was sent, in words and counted: sizes, rate, and how bursty on which scale. Stateless. */
public final class TrafficSection {
    /** Enough for windows of a millisecond at a few Mpps, and drawn in an instant. */
    private static final long PACKETS = 500_000;

    private static final double PS_PER_SECOND = 1e12;
    private static final int BITS = 8;
    private static final int GAP = 20;

    private TrafficSection() {}

    /** @param load packets per second at which packets are drawn and counted. */
    public static Section of(Scenario scenario, double load) {
        TrafficSpec traffic = scenario.traffic();
        Rational rate = Rational.of(Math.max(1, Math.round(load)));
        TrafficStatistics counted = TrafficStatistics.of(traffic.open(rate, scenario.seed(), 0), PACKETS);
        List<List<Object>> rows = new ArrayList<>();
        double packets = PS_PER_SECOND / counted.meanGapPs();
        rows.add(row("rate, Mpps", load / 1e6, packets / 1e6, ""));
        rows.add(row("clear frame, bytes", traffic.meanClearBytes().asDouble(), counted.meanClear(), "FCS included"));
        rows.add(row("encrypted frame, bytes", traffic.meanWireBytes().asDouble(), counted.meanWire(), "FCS included"));
        rows.add(row(
                "clear, Gbit/s of frames",
                gigabits(load, traffic.meanClearBytes().asDouble()),
                gigabits(packets, counted.meanClear()),
                "L2"));
        rows.add(row(
                "clear, Gbit/s on the line",
                gigabits(load, traffic.meanClearBytes().asDouble() + GAP),
                gigabits(packets, counted.meanClear() + GAP),
                "L1: with preamble and gap"));
        rows.add(row(
                "encrypted, Gbit/s of frames",
                gigabits(load, traffic.meanWireBytes().asDouble()),
                gigabits(packets, counted.meanWire()),
                "L2"));
        rows.add(row("gaps: squared variation", Double.NaN, counted.gapVariation(), "0 constant rate, 1 Poisson"));
        for (int i = 0; i < TrafficStatistics.windowsPs().length; i++) {
            long microseconds = TrafficStatistics.windowsPs()[i] / 1_000_000;
            double dispersion = counted.dispersion().get(i);
            rows.add(row(
                    "index of dispersion at " + microseconds + " us",
                    Double.NaN,
                    dispersion,
                    Double.isNaN(dispersion) ? "left out: fewer than 30 windows" : "0 constant rate, 1 Poisson"));
        }
        List<String> words = new ArrayList<>(traffic.describe());
        words.addAll(traffic.warnings());
        Table table = new Table(
                "traffic",
                "Traffic as described, and as counted over " + counted.packets() + " packets of seed "
                        + scenario.seed(),
                List.of("what", "described", "counted", "note"),
                rows);
        return new Section("traffic", "What was sent", words, List.of(), List.of(table));
    }

    private static List<Object> row(String what, double described, double counted, String note) {
        return List.of(
                what, Double.isFinite(described) ? described : "", Double.isFinite(counted) ? counted : "", note);
    }

    private static double gigabits(double packets, double bytes) {
        return packets * bytes * BITS / 1e9;
    }
}
