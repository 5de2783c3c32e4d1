// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.scenario.Questions.LoadAsked;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.study.TrialPool;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What all answers work with: the scenario, the pool of trials, and how many packets they may take. One thread asks.
 *
 * @param scenario as read.
 * @param pool     that runs trials.
 * @param packets  that the question may take.
 * @param limits   loads between which the device can be asked.
 */
public record Asking(Scenario scenario, TrialPool pool, long packets, LoadLimits limits) {
    /** Fewest packets of a trial that tells anything. */
    public static final long LEAST_TRIAL = 20_000;

    /** How load and frames of a scenario come together. */
    public interface LoadLimits {
        /** Packets per second that the senders can send at most. */
        double most(Scenario scenario);

        /** Bits of clear frames per packet on average, FCS included. */
        double clearBits(Scenario scenario);
    }

    /** The same for a question that may take so many packets. */
    public Asking forPackets(long share) {
        return new Asking(scenario, pool, share, limits);
    }

    /** Load at which the device is surely saturated: all that the senders can send. */
    public double saturating(Scenario variant) {
        return limits.most(variant);
    }

    /** One trial at the greatest load. */
    public Run saturated(Scenario variant, long trialPackets, int repeat) {
        return pool.run(new Point(variant, saturating(variant), trialPackets, repeat));
    }

    /** What holds a variant back, of a run at its greatest load. */
    public Bottleneck bottleneck(Run run, Scenario variant) {
        return Bottleneck.of(run, saturating(variant));
    }

    /** One trial for each seed, at the greatest load. */
    public List<Run> saturated(Scenario variant, long trialPackets, int first, int seeds) {
        return runs(variant, saturating(variant), trialPackets, seeds);
    }

    /** One trial for each seed. */
    public List<Run> runs(Scenario variant, double load, long trialPackets, int seeds) {
        return pool.run(points(variant, load, trialPackets, seeds));
    }

    /** The points of those trials. */
    public static List<Point> points(Scenario variant, double load, long trialPackets, int seeds) {
        List<Point> points = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            points.add(new Point(variant, load, trialPackets, seed));
        }
        return points;
    }

    /**
     * Packets per second of the mix that came through. A full buffer of bytes loses long packets rather than short
     * ones, so that the packets that a saturated device delivers are shorter than the mix: they count by their bits
     * where that is less.
     */
    public double through(Run run, Scenario variant) {
        return Math.min(run.rate(), run.clearBits() / limits.clearBits(variant));
    }

    /** The same for each seed. */
    public double[] through(List<Run> runs, Scenario variant) {
        return values(runs, run -> through(run, variant));
    }

    /** Packets per second of a load that was asked for; a share counts from the given throughput. */
    public double load(LoadAsked asked, Scenario variant, double throughput) {
        return switch (asked.kind()) {
            case PACKETS -> asked.value();
            case CLEAR_BITS -> asked.value() / limits.clearBits(variant);
            case SHARE -> asked.value() * throughput;
            case SPEED -> asked.value() * ownRate(asked, variant);
        };
    }

    /**
     * Packets per second of the scenario's capture in its own time.
     *
     * @throws YamlException where there is none.
     */
    public static double ownRate(LoadAsked asked, Scenario scenario) {
        if (scenario.traffic().timing() instanceof TrafficSpec.Captured captured) {
            return captured.trace().packetsPerSecond().asDouble();
        }
        throw new YamlException(
                asked.where(), "a load in x goes with arrivals of kind 'capture', whose own speed is 1 x");
    }

    /** A variant of the scenario. */
    public static Scenario with(Scenario scenario, List<Varied> changes) {
        Scenario variant = scenario;
        for (Varied change : changes) {
            variant = variant.with(change.key(), change.values().getFirst(), change.where());
        }
        return variant;
    }

    /** All combinations of the values, the last key changing fastest. */
    public static List<List<Varied>> combinations(List<Varied> vary) {
        List<List<Varied>> all = new ArrayList<>();
        all.add(List.of());
        for (Varied one : vary) {
            List<List<Varied>> more = new ArrayList<>();
            for (List<Varied> before : all) {
                for (String value : one.values()) {
                    List<Varied> combination = new ArrayList<>(before);
                    combination.add(new Varied(one.key(), List.of(value), one.where()));
                    more.add(combination);
                }
            }
            all = more;
        }
        return all;
    }

    /** One value of each run. */
    public static double[] values(List<Run> runs, ToDoubleFunction<Run> value) {
        return runs.stream().mapToDouble(value).toArray();
    }

    /** Mean over seeds. */
    public static Estimate mean(List<Run> runs, ToDoubleFunction<Run> value) {
        return Estimate.of(values(runs, value));
    }

    /** Median over seeds of a percentile in nanoseconds; NaN where a run has too few samples for it. */
    public static double median(List<Run> runs, double percentile) {
        double[] sorted = runs.stream()
                .mapToDouble(run -> run.latency().percentile(percentile))
                .sorted()
                .toArray();
        return Double.isNaN(sorted[sorted.length - 1]) ? Double.NaN : sorted[sorted.length / 2];
    }

    /** Keys and values of a combination as text. */
    public static String words(List<Varied> at) {
        return String.join(
                ", ",
                at.stream()
                        .map(one -> one.key() + " " + one.values().getFirst())
                        .toList());
    }
}
