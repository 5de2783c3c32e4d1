// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.traffic.TookWindows;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.cli.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was predicted, and what was measured of it, for people. Main thread. */
final class PredictTables {
    private static final double NS = 1e9;
    private static final double PERCENT = 100;
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final Prediction prediction;
    private final List<WorkRow> anchors;
    private final List<WorkRow> cases;
    /** Packets a second of anchors and cases. */
    private final Map<WorkRow, Double> rates = new LinkedHashMap<>();

    private final Map<WorkRow, TookWindows> timed = new LinkedHashMap<>();
    private final List<String> shares = new ArrayList<>();

    /**
     * Predicts.
     *
     * @param anchors that were calibrated.
     * @param cases   that were not.
     */
    PredictTables(Prediction prediction, List<WorkRow> anchors, List<WorkRow> cases) {
        this.prediction = prediction;
        this.anchors = List.copyOf(anchors);
        this.cases = List.copyOf(cases);
        anchors.forEach(row -> rates.put(row, prediction.packetsPerSecond(row)));
        cases.forEach(row -> rates.put(row, prediction.packetsPerSecond(row)));
    }

    /** Predicts how long packets of a case take at a share of its predicted rate. */
    void addTimed(WorkRow row, double share) {
        WorkRow at = row.at(share * rates.get(row));
        timed.put(at, prediction.took(at, ""));
        shares.add(String.format(Locale.ROOT, "%.0f %%", PERCENT * share));
    }

    /** The rows at a rate. */
    List<WorkRow> timed() {
        return List.copyOf(timed.keySet());
    }

    /** What is said before anything is measured. */
    String predicted() {
        TextTable table = new TextTable("frames", "SAs", "burst", "predicted pps");
        cases.forEach(row -> {
            List<String> cells = new ArrayList<>(name(row));
            cells.add(number("%.0f", rates.get(row)));
            table.row(cells);
        });
        TextTable waits = new TextTable("frames", "SAs", "at pps", "load", "p50 ns", "p99 ns", "p99.9 ns");
        int at = 0;
        for (Map.Entry<WorkRow, TookWindows> one : timed.entrySet()) {
            List<String> cells = new ArrayList<>(timedName(one.getKey(), shares.get(at++)));
            for (double percentile : PERCENTILES) {
                cells.add("" + one.getValue().at(percentile));
            }
            waits.row(cells);
        }
        return table + "\n" + waits;
    }

    private static List<String> name(WorkRow row) {
        return List.of(row.frames().label(), "" + row.states(), "" + row.burst());
    }

    private static List<String> timedName(WorkRow row, String share) {
        return List.of(row.frames().label(), "" + row.states(), number("%.0f", row.perSecond()), share);
    }

    /** Whether all that was predicted has been measured. */
    boolean isComplete(RoundsResult measured) {
        return rates.keySet().stream().allMatch(row -> Double.isFinite(measured.ns(row)))
                && timed.keySet().stream().allMatch(row -> measured.timed(row) != null);
    }

    /** Predictions beside measurements. */
    String beside(RoundsResult measured) {
        return throughput(measured) + "\n" + latency(measured);
    }

    private String throughput(RoundsResult measured) {
        TextTable table = new TextTable(
                "frames", "SAs", "burst", "predicted pps", "measured pps", "off by", "beside anchors, off by");
        Errors raw = new Errors();
        Errors beside = new Errors();
        for (WorkRow row : rates.keySet()) {
            double pps = NS / measured.ns(row);
            double error = rates.get(row) / pps - 1;
            boolean isAnchor = anchors.contains(row);
            double drifted = isAnchor ? Double.NaN : rates.get(row) * drift(measured, row.states()) / pps - 1;
            List<String> cells = new ArrayList<>(name(row));
            cells.add(number("%.0f", rates.get(row)));
            cells.add(Double.isNaN(pps) ? "not quiet" : number("%.0f", pps));
            cells.add(percent(error));
            cells.add(isAnchor ? "anchor" : percent(drifted));
            table.row(cells);
            if (!isAnchor) {
                raw.add(error);
                beside.add(drifted);
            }
        }
        return table + "throughput of what was not calibrated: off by " + raw + "; beside the anchors " + beside
                + " (aim: 5 %)\n";
    }

    /**
     * By how much the machine is faster with so many SAs than when it was calibrated: of the anchors with as many, or
     * between those with fewer and more by the logarithm.
     */
    double drift(RoundsResult measured, int states) {
        Map<Integer, Errors> levels = new LinkedHashMap<>();
        for (WorkRow row : anchors) {
            levels.computeIfAbsent(row.states(), none -> new Errors()).add(NS / measured.ns(row) / rates.get(row));
        }
        int below = anchors.getFirst().states();
        for (int above : levels.keySet()) {
            if (states <= above) {
                double from = levels.get(below).signedMean();
                double width = Math.log((double) above / below);
                double into = width == 0 ? 1 : Math.max(0, Math.log((double) states / below) / width);
                return from + into * (levels.get(above).signedMean() - from);
            }
            below = above;
        }
        return levels.get(below).signedMean();
    }

    private String latency(RoundsResult measured) {
        TextTable table = new TextTable(
                "frames",
                "SAs",
                "at pps",
                "load",
                "percentile",
                "predicted ns",
                "measured ns",
                "off by",
                "of all windows ns",
                "packets",
                "as the machine is now",
                "off by");
        Errors p99 = new Errors();
        Errors p99Now = new Errors();
        int at = 0;
        for (Map.Entry<WorkRow, TookWindows> one : timed.entrySet()) {
            String share = shares.get(at++);
            RoundsResult.Timed row = measured.timed(one.getKey());
            if (row == null) {
                table.row(cells(one.getKey(), share, List.of("", "", "not quiet", "", "", "", "", "")));
                continue;
            }
            TookWindows now = prediction.took(one.getKey(), now(one.getKey(), measured));
            long[] values = {row.p50(), row.p99(), row.p999()};
            for (int i = 0; i < values.length; i++) {
                double error = off(one.getValue(), PERCENTILES[i], values[i]);
                double errorNow = off(now, PERCENTILES[i], values[i]);
                table.row(cells(
                        one.getKey(),
                        share,
                        List.of(
                                "p" + number(i == 2 ? "%.1f" : "%.0f", PERCENTILES[i]),
                                "" + one.getValue().at(PERCENTILES[i]),
                                "" + values[i],
                                percent(error),
                                i == 1 ? "" + row.p99All() : "",
                                "" + row.packets(),
                                "" + now.at(PERCENTILES[i]),
                                percent(errorNow))));
                if (i == 1) {
                    p99.add(error);
                    p99Now.add(errorNow);
                }
            }
        }
        return table + "p99: off by " + p99 + "; with speed and pauses as measured in the same rounds " + p99Now
                + " (aim: 25 %)\n";
    }

    /** Pauses as they were measured beside, and cores as slow as the same work as fast as it goes shows them. */
    private String now(WorkRow timed, RoundsResult measured) {
        WorkRow closed = timed.closed();
        double slower = rates.get(closed) * measured.ns(closed) / NS;
        return String.format(
                Locale.ROOT,
                ", pauses: %s%s",
                HostFile.inline(measured.pauses()),
                Double.isNaN(slower) ? "" : String.format(Locale.ROOT, ", scale: %.4f", slower));
    }

    private static List<String> cells(WorkRow row, String share, List<String> more) {
        List<String> cells = new ArrayList<>(timedName(row, share));
        cells.addAll(more);
        return cells;
    }

    private static double off(TookWindows predicted, double percentile, long measured) {
        return (double) predicted.at(percentile) / measured - 1;
    }

    private static String percent(double error) {
        return Double.isNaN(error) ? "" : number("%+.1f%%", PERCENT * error);
    }

    private static String number(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }

    /** Errors of many rows; those that were not measured do not count. */
    private static final class Errors {
        private double sum;
        private double signed;
        private double most;
        private int count;

        void add(double error) {
            if (!Double.isNaN(error)) {
                sum += Math.abs(error);
                signed += error;
                most = Math.max(most, Math.abs(error));
                count++;
            }
        }

        double signedMean() {
            return count == 0 ? Double.NaN : signed / count;
        }

        @Override
        public String toString() {
            return count == 0
                    ? "nothing quiet"
                    : String.format(
                            Locale.ROOT,
                            "%.1f %% in the mean of %d, %.1f %% at most",
                            PERCENT * sum / count,
                            count,
                            PERCENT * most);
        }
    }
}
