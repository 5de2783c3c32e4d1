// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.hw.device.GatewaySpec.Crypto;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.search.BinarySearch;
import io.ringlane.plan.search.GoalResult;
import io.ringlane.plan.search.LoadTest;
import io.ringlane.plan.search.SearchGoal;
import io.ringlane.plan.study.Bench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.traffic.TrafficSpec.Layer;
import io.ringlane.plan.traffic.TrafficSpec.Side;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks the model for a published point: finds the greatest load that loses no more than it may, by halving, then takes
 * the figure there. Any thread, as far as the bench may be asked by any.
 */
public final class PointRun {
    private static final double WIDTH = 0.001;
    /** Enough to draw an error with. */
    private static final double COARSE_WIDTH = 0.004;
    /** Around what a saturated device carries. */
    private static final double AROUND = 0.03;

    private static final double LEAST = 9001;
    private static final int BITS = 8;
    private static final int PORTS = 2;

    private final Bench bench;
    private final long packets;
    private final boolean isQuick;

    /** @param packets of a trial. */
    public PointRun(Bench bench, long packets) {
        this(bench, packets, false);
    }

    private PointRun(Bench bench, long packets, boolean isQuick) {
        this.bench = bench;
        this.packets = packets;
        this.isQuick = isQuick;
    }

    /** For charts: looks around what the saturated device carries first, and not as close. */
    public static PointRun quick(Bench bench, long packets) {
        return new PointRun(bench, packets, true);
    }

    /** Trials that a quick run takes for a point, about. */
    public static int quickTrials(PublishedPoint point) {
        int each = point.ask() == null ? 0 : point.load() > 0 ? 1 : 8;
        return point.other() == null ? each : 2 * each + 4;
    }

    /**
     * What the model says.
     *
     * @param value in the point's units.
     */
    public record Outcome(PublishedPoint point, double value) {
        /** Share by which the model is off. */
        public double error() {
            return (value - point.measured()) / point.measured();
        }

        /** Whether the model keeps the bound; true where there is none. */
        public boolean keeps() {
            return Double.isNaN(point.bound()) || Math.abs(error()) <= point.bound();
        }
    }

    /** Runs a point; NaN comes of one that is not modelled, or of which no load passes. */
    public Outcome run(PublishedPoint point) {
        if (point.ask() == null) {
            return new Outcome(point, Double.NaN);
        }
        double value = value(point, point.scenario());
        if (point.other() != null) {
            value -= value(point, point.other());
        }
        return new Outcome(point, value);
    }

    private double value(PublishedPoint point, Scenario scenario) {
        double load = point.load() > 0 ? point.load() : load(scenario, point);
        if (Double.isNaN(load)) {
            return load;
        }
        Run run = bench.run(new Point(scenario, load, packets, 0));
        double rate = run.rate();
        double value = switch (point.ask()) {
            case PACKETS -> rate;
            case OFFERED -> load;
            case PORT_PACKETS -> rate / PORTS;
            case CLEAR_BITS -> rate * scenario.traffic().mix().meanBytes().asDouble() * BITS;
            case PORT_BITS -> rate / PORTS * (bits(scenario, Side.CLEAR) + bits(scenario, Side.WIRE)) / 2;
            case LINK_BITS -> rate * (bits(scenario, Side.CLEAR) + bits(scenario, Side.WIRE)) / 2;
            case LATENCY -> run.latency().mean();
            case LATENCY_P50 -> run.latency().percentile(50);
            case LATENCY_P99 -> run.latency().percentile(99);
            case LATENCY_P999 -> run.latency().percentile(99.9);
        };
        return point.ask().scaled(value);
    }

    private static double bits(Scenario scenario, Side side) {
        return scenario.traffic().meanBits(side, Layer.L2).asDouble();
    }

    /** The greatest load; NaN where none passes. */
    private double load(Scenario scenario, PublishedPoint point) {
        double loss = point.loss();
        // of a difference each side is to be as close as ever
        double width = isQuick && point.other() == null ? COARSE_WIDTH : WIDTH;
        double most = wire(scenario);
        Map<Double, Run> runs = new HashMap<>();
        LoadTest test = (load, seconds, repeat) -> {
            Run run = runs.computeIfAbsent(load, at -> bench.run(new Point(scenario, at, packets, repeat)));
            return new LoadTest.Outcome(
                    run.offered(), run.offered(), Math.min(run.offered(), run.lost() + run.growth()), seconds);
        };
        double least = Math.min(LEAST, most / 2);
        if (isQuick) {
            double guess = bench.run(new Point(scenario, most, packets, 0)).rate() / (1 - loss);
            double low = Math.max(least, (1 - AROUND) * guess);
            double high = Math.min(most, (1 + AROUND) * guess);
            if (low < high && passes(test, low, loss) && !(high < most && passes(test, high, loss))) {
                return search(loss, width, low, high, test);
            }
        }
        return search(loss, width, least, most, test);
    }

    private static boolean passes(LoadTest test, double load, double loss) {
        return test.run(load, 1, 0).lossRatio() <= loss;
    }

    private double search(double loss, double width, double least, double most, LoadTest test) {
        SearchGoal goal = SearchGoal.csit("point", loss).withWidth(width);
        GoalResult result = new BinarySearch(goal, least, most, 0, test).run();
        return result.kind() == GoalResult.Kind.NO_LOAD_PASSES ? Double.NaN : result.low();
    }

    /** What the senders' lines can carry: no more can be offered. */
    private static double wire(Scenario scenario) {
        double bits = scenario.device().ports().bitRate();
        double clear = scenario.traffic().meanBits(Side.CLEAR, Layer.L1).asDouble();
        boolean isClear = scenario.path().crypto() == Crypto.NONE;
        double cipher = scenario.traffic()
                .meanBits(isClear ? Side.CLEAR : Side.WIRE, Layer.L1)
                .asDouble();
        return switch (scenario.path().route()) {
            case SOURCE, ENCRYPT -> bits / clear;
            case DECRYPT -> bits / cipher;
            case BOTH, SERIES -> 2 * bits / clear;
            case MIXED -> 2 * bits / ((clear + cipher) / 2);
        };
    }
}
