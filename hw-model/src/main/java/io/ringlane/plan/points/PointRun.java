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

/**
 * Asks the model for a published point: finds the greatest load that loses no more than it may, by halving, then takes
 * the figure there. One thread.
 */
public final class PointRun {
    private static final double WIDTH = 0.001;
    private static final double LEAST = 9001;
    private static final int BITS = 8;
    private static final int PORTS = 2;

    private final Bench bench;
    private final long packets;

    /** @param packets of a trial. */
    public PointRun(Bench bench, long packets) {
        this.bench = bench;
        this.packets = packets;
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

    /** Runs a point; one that is not modelled has NaN. */
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
        double load = load(scenario, point.loss());
        Run run = bench.run(new Point(scenario, load, packets, 0));
        double rate = run.rate();
        double value = switch (point.ask()) {
            case PACKETS -> rate;
            case PORT_PACKETS -> rate / PORTS;
            case CLEAR_BITS -> rate * scenario.traffic().mix().meanBytes().asDouble() * BITS;
            case PORT_BITS -> rate / PORTS * (bits(scenario, Side.CLEAR) + bits(scenario, Side.WIRE)) / 2;
            case LINK_BITS -> rate * (bits(scenario, Side.CLEAR) + bits(scenario, Side.WIRE)) / 2;
            case LATENCY -> run.latency().mean();
        };
        return point.ask().scaled(value);
    }

    private static double bits(Scenario scenario, Side side) {
        return scenario.traffic().meanBits(side, Layer.L2).asDouble();
    }

    /** The greatest load. */
    private double load(Scenario scenario, double loss) {
        double most = wire(scenario);
        LoadTest test = (load, seconds, repeat) -> {
            Run run = bench.run(new Point(scenario, load, packets, repeat));
            return new LoadTest.Outcome(
                    run.offered(), run.offered(), Math.min(run.offered(), run.lost() + run.growth()), seconds);
        };
        SearchGoal goal = SearchGoal.csit("point", loss).withWidth(WIDTH);
        GoalResult result = new BinarySearch(goal, Math.min(LEAST, most / 2), most, 0, test).run();
        if (result.kind() == GoalResult.Kind.NO_LOAD_PASSES) {
            throw new IllegalStateException("even " + result.high() + " packets a second lose more than " + loss);
        }
        return result.low();
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
