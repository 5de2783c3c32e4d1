// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import java.util.List;

/** Reads how packets follow each other: one word, or a map with {@code kind}. Any thread, owns nothing. */
public final class ArrivalReader {
    private static final long SECOND = 1_000_000_000_000L;
    private static final int LARGEST_BATCH = 1 << 20;
    private static final int MOST_SOURCES = 1 << 16;

    private enum Spacing {
        POISSON,
        EVEN
    }

    private enum Size {
        FIXED,
        GEOMETRIC
    }

    private ArrivalReader() {}

    /** The kinds that this class reads; the caller may know more. */
    public static List<String> kinds() {
        return List.of("constant", "poisson", "batches", "on-off", "mmpp", "pareto-on-off", "bursts");
    }

    /**
     * @param kind one of {@link #kinds}.
     * @param at   the word, or the map that has {@code kind}.
     */
    public static ArrivalSpec read(String kind, YamlNode at) {
        if (!at.isMap() && !kind.equals("constant") && !kind.equals("poisson")) {
            throw at.fault("arrivals '" + kind + "' need a map such as " + example(kind));
        }
        return switch (kind) {
            case "constant" -> constant(at);
            case "poisson" -> poisson(at);
            case "batches" -> batches(at.allow("kind", "packets", "size"));
            case "on-off" -> onOff(at.allow("kind", "on", "off", "spacing"));
            case "mmpp" -> modulated(at.allow("kind", "high", "low", "high-stay", "low-stay", "spacing"));
            case "pareto-on-off" -> pareto(at.allow("kind", "sources", "shape", "on", "off"));
            case "bursts" -> bursts(at.allow("kind", "packets", "peak", "bursts"));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String example(String kind) {
        return switch (kind) {
            case "batches" -> "{kind: batches, packets: 8, size: fixed}";
            case "on-off" -> "{kind: on-off, on: 10 us, off: 10 us}";
            case "mmpp" -> "{kind: mmpp, high: 1.6, low: 0.4, high-stay: 10 us, low-stay: 10 us}";
            case "pareto-on-off" -> "{kind: pareto-on-off, sources: 32, shape: 1.5, on: 10 us, off: 20 us}";
            default -> "{kind: bursts, packets: 64, peak: 148.8 Mpps}";
        };
    }

    private static ArrivalSpec constant(YamlNode at) {
        if (!at.isMap()) {
            return new ArrivalSpec.Constant(0, 0);
        }
        at.allow("kind", "phase", "jitter");
        return new ArrivalSpec.Constant(timeOrNone(at, "phase"), timeOrNone(at, "jitter"));
    }

    private static ArrivalSpec poisson(YamlNode at) {
        if (at.isMap()) {
            at.allow("kind");
        }
        return new ArrivalSpec.Batches(Rational.ONE, false);
    }

    private static ArrivalSpec batches(YamlNode at) {
        boolean geometric = at.has("size") && at.get("size").oneOf(Size.class) == Size.GEOMETRIC;
        YamlNode packets = at.get("packets");
        Rational mean = packets.rational(Dimension.NUMBER);
        if (mean.compareTo(Rational.ONE) < 0 || mean.compareTo(Rational.of(LARGEST_BATCH)) > 0) {
            throw packets.fault("'packets' of a batch is " + packets.text() + ", allowed are 1 to " + LARGEST_BATCH);
        }
        if (!geometric && !mean.isWhole()) {
            throw packets.fault("'packets' of a batch is " + packets.text() + ", must be whole unless size: geometric");
        }
        return new ArrivalSpec.Batches(mean, geometric);
    }

    private static ArrivalSpec onOff(YamlNode at) {
        return new ArrivalSpec.Modulated(Rational.ONE, Rational.ZERO, time(at, "on"), time(at, "off"), isEven(at));
    }

    private static ArrivalSpec modulated(YamlNode at) {
        Rational high = at.get("high").rational(Dimension.NUMBER);
        Rational low = at.get("low").rational(Dimension.NUMBER);
        if (low.numerator() < 0 || high.compareTo(low) <= 0) {
            throw at.fault("'high' must be above 'low', and 'low' not below 0");
        }
        return new ArrivalSpec.Modulated(high, low, time(at, "high-stay"), time(at, "low-stay"), isEven(at));
    }

    private static boolean isEven(YamlNode at) {
        return at.has("spacing") && at.get("spacing").oneOf(Spacing.class) == Spacing.EVEN;
    }

    private static ArrivalSpec pareto(YamlNode at) {
        YamlNode shape = at.get("shape");
        Rational value = shape.rational(Dimension.NUMBER);
        if (value.compareTo(new Rational(101, 100)) < 0 || value.compareTo(Rational.of(10)) > 0) {
            throw shape.fault("'shape' is " + shape.text() + ", allowed are 1.01 to 10 (1 or less has no mean)");
        }
        return new ArrivalSpec.ParetoOnOff(
                at.get("sources").count(1, MOST_SOURCES), value, time(at, "on"), time(at, "off"));
    }

    private static ArrivalSpec bursts(YamlNode at) {
        long packets = at.get("packets").quantity(Dimension.COUNT, 1, Integer.MAX_VALUE);
        YamlNode peak = at.get("peak");
        Rational rate = peak.rational(Dimension.PACKET_RATE);
        if (rate.numerator() <= 0) {
            throw peak.fault("'peak' is " + peak.text() + ", must be above 0 pps");
        }
        long bursts = at.has("bursts") ? at.get("bursts").quantity(Dimension.COUNT, 1, Integer.MAX_VALUE) : 0;
        return new ArrivalSpec.Bursts(packets, rate, bursts);
    }

    private static long time(YamlNode at, String key) {
        return at.get(key).quantity(Dimension.TIME, 1, SECOND);
    }

    private static long timeOrNone(YamlNode at, String key) {
        return at.has(key) ? at.get(key).quantity(Dimension.TIME, 0, SECOND) : 0;
    }
}
