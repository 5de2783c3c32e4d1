// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.scenario;

import io.ringlane.plan.search.SearchGoal;
import java.util.List;
import java.util.Map;

/** What a scenario asks, as records without behaviour; what is not asked is null. Immutable. */
public record Questions(
        SearchAsked search,
        ExplainAsked explain,
        SweepAsked sweep,
        SizeAsked size,
        RehearseAsked rehearse,
        StressAsked stress,
        ForecastAsked forecast,
        CompareAsked compare) {
    /** Names as they stand in a file, in the order they are answered. */
    public static final List<String> NAMES =
            List.of("search", "explain", "sweep", "size", "rehearse", "stress", "forecast", "compare");

    /** What is asked under a name, null if nothing. */
    public Record asked(String name) {
        return switch (name) {
            case "search" -> search;
            case "explain" -> explain;
            case "sweep" -> sweep;
            case "size" -> size;
            case "rehearse" -> rehearse;
            case "stress" -> stress;
            case "forecast" -> forecast;
            case "compare" -> compare;
            default -> throw new IllegalArgumentException("no such question: " + name);
        };
    }

    /**
     * Some values of one key, such as {@code device.lanes.count}.
     *
     * @param where the file and line, for messages.
     */
    public record Varied(String key, List<String> values, String where) {
        public Varied {
            values = List.copyOf(values);
        }
    }

    /**
     * How much is offered: packets per second, bits per second of clear frames, or a share of what the device can do.
     */
    public record LoadAsked(Kind kind, double value, String where) {
        /** What a load is told in. */
        public enum Kind {
            PACKETS,
            CLEAR_BITS,
            /** Times the capture's own packets per second. */
            SPEED,
            /** Of the throughput with partial loss, or of the saturated one. */
            SHARE
        }
    }

    /**
     * @param latency whether latency at shares of the partial drop rate is asked.
     * @param binary  whether a plain binary search is run beside.
     */
    public record SearchAsked(List<SearchGoal> goals, boolean latency, boolean binary) {
        public SearchAsked {
            goals = List.copyOf(goals);
        }
    }

    /**
     * @param at      load at which the time of a packet is told.
     * @param seeds   pairs of trials for each change.
     * @param changes whose effect is asked, beside the usual ones.
     */
    public record ExplainAsked(LoadAsked at, int seeds, List<Varied> changes) {
        public ExplainAsked {
            changes = List.copyOf(changes);
        }
    }

    /**
     * @param vary  keys with their values: all combinations are run.
     * @param load  null for the saturated throughput.
     * @param seeds trials of each point.
     */
    public record SweepAsked(List<Varied> vary, LoadAsked load, int seeds) {
        public SweepAsked {
            vary = List.copyOf(vary);
        }
    }

    /**
     * @param cost  of a unit of a key, in whatever money; a key that is missing costs nothing.
     * @param watts of a unit of a key.
     */
    public record SizeAsked(
            List<Varied> vary, Map<String, Double> cost, Map<String, Double> watts, Target target, int seeds) {
        public SizeAsked {
            vary = List.copyOf(vary);
            cost = Map.copyOf(cost);
            watts = Map.copyOf(watts);
        }
    }

    /**
     * What a configuration must do.
     *
     * @param loss       share of packets that may be lost.
     * @param percentile such as 99.9; 0 without a limit.
     * @param limitNs    of that percentile of the latency.
     */
    public record Target(LoadAsked load, double loss, double percentile, double limitNs) {}

    /**
     * @param events  what happens, each for itself: lane, port, core, queue, link, rekey, burst.
     * @param lastsPs how long a failure lasts.
     * @param rekeyPs of a core for each SA that is put in place of another.
     */
    public record RehearseAsked(LoadAsked load, List<String> events, int seeds, long lastsPs, long rekeyPs) {
        public RehearseAsked {
            events = List.copyOf(events);
        }
    }

    /**
     * @param vary bounds: keys with the values that may occur.
     */
    public record StressAsked(List<Varied> vary, int rounds) {
        public StressAsked {
            vary = List.copyOf(vary);
        }
    }

    /**
     * @param nowBits     traffic today, bits per second of clear frames.
     * @param growth      a year, such as 0.3.
     * @param uncertainty standard deviation of the growth of a year.
     * @param years       looked ahead.
     * @param upgrades    what could be bought, each by name.
     */
    public record ForecastAsked(
            double nowBits, double growth, double uncertainty, int years, List<Other> upgrades, int seeds) {
        public ForecastAsked {
            upgrades = List.copyOf(upgrades);
        }
    }

    /** @param others what is compared with the scenario: each sets keys to one value. */
    public record CompareAsked(List<Other> others, int seeds) {
        public CompareAsked {
            others = List.copyOf(others);
        }
    }

    /** A variant by name. */
    public record Other(String name, List<Varied> changes) {
        public Other {
            changes = List.copyOf(changes);
        }
    }
}
