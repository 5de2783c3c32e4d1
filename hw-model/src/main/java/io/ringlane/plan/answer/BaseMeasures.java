// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.List;

/** Measures that every plan has whatever it was asked, so that any two of them can be compared. Stateless. */
public final class BaseMeasures {
    /** Enough for intervals that tell something. */
    static final int SEEDS = 10;
    /** Such a part of the packets goes into each trial. */
    private static final int TRIALS = 100;

    private static final long LEAST_PACKETS = 5000;
    private static final double HALF = 0.5;
    private static final double PERCENT = 100;

    private BaseMeasures() {}

    /** Saturated throughput, and latency at half of it. */
    public static List<Measure> of(Asking asking) {
        Scenario scenario = asking.scenario();
        long packets = Math.max(LEAST_PACKETS, asking.packets() / TRIALS);
        List<Measure> measures = new ArrayList<>();
        List<Run> saturated = asking.saturated(scenario, packets, 0, SEEDS);
        Measure.add(measures, "saturated throughput", "Mpps", saturated, run -> run.rate() / 1e6);
        Measure.add(
                measures, "saturated throughput of clear frames", "Gbit/s", saturated, run -> run.clearBits() / 1e9);
        double half = HALF * Estimate.of(asking.through(saturated, scenario)).mean();
        List<Run> runs = asking.runs(scenario, half, packets, SEEDS);
        Measure.add(
                measures,
                "mean latency at half of it",
                "us",
                runs,
                run -> run.latency().mean() / 1e3);
        Measure.add(
                measures,
                "p99 latency at half of it",
                "us",
                runs,
                run -> run.latency().percentile(99) / 1e3);
        Measure.add(measures, "loss at half of it", "%", runs, run -> PERCENT * run.lossRatio());
        return measures;
    }
}
