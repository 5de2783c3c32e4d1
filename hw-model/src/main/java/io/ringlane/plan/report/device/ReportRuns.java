// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.device;

import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import java.util.List;
import java.util.OptionalDouble;

/** Trials that a report's charts need beside those of its answers: so long that all fit their budget. One thread. */
final class ReportRuns {
    /** Trials that the charts of a report take, about. */
    static final int TRIALS = 130;
    /** Shares of the throughput at which the load curve has points. */
    static final List<Double> SHARES = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1);

    /** With fewer there is nothing to be seen; with so few the far percentiles are left out. */
    static final long LEAST_PACKETS = 5000;

    private static final int SEEDS = 3;

    private final Asking asking;
    private final long packets;
    private final double throughput;

    ReportRuns(Asking asking) {
        this.asking = asking;
        packets = Math.max(LEAST_PACKETS, asking.packets() / TRIALS);
        throughput = saturated(asking.scenario()).rate();
    }

    Asking asking() {
        return asking;
    }

    Scenario scenario() {
        return asking.scenario();
    }

    /** Packets of each trial. */
    long packets() {
        return packets;
    }

    /** Packets per second that come through when as much as possible is sent. */
    double throughput() {
        return throughput;
    }

    /** Packets per second at a share of the throughput, as far as they can be sent. */
    double load(double share) {
        return Math.min(share * throughput, asking.saturating(asking.scenario()));
    }

    /** With as much sent as possible. */
    Run saturated(Scenario variant) {
        return at(variant, asking.saturating(variant));
    }

    /** One trial. */
    Run at(Scenario variant, double load) {
        return asking.pool().run(point(variant, load));
    }

    /** Starts a trial that will be asked for. */
    void prepare(Scenario variant, double load) {
        asking.pool().prepare(point(variant, load));
    }

    /** The trial of a load. */
    Point point(Scenario variant, double load) {
        return new Point(variant, load, packets, 0);
    }

    /** Trials of several seeds. */
    List<Run> seeds(double load) {
        return asking.runs(asking.scenario(), load, packets, SEEDS);
    }

    /** A percentile in microseconds; none where there were too few samples. */
    static OptionalDouble microseconds(Run run, double percentile) {
        double nanoseconds = run.latency().percentile(percentile);
        return Double.isNaN(nanoseconds) || nanoseconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(nanoseconds / 1e3);
    }
}
