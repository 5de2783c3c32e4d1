// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.profile.Context.Curve;
import io.ringlane.hw.profile.Context.Shape;
import io.ringlane.hw.profile.Lanes.Order;
import io.ringlane.hw.profile.Lanes.Times;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the crypto lanes of a profile, and what SA contexts cost. Any thread, owns nothing. */
final class CryptoReader {
    private static final long MILLISECOND = 1_000_000_000L;
    private static final long MICROSECOND = 1_000_000L;
    private static final int MOST_SLOTS = 1 << 24;
    private static final int THOUSAND = 1_000;

    private enum Replacement {
        LRU,
        RANDOM
    }

    private CryptoReader() {}

    static Context context(ProfileSection at) {
        at.allow("cache", "curves");
        if (at.has("cache") == at.has("curves")) {
            boolean both = at.has("cache");
            throw at.node()
                    .fault("'context' has " + (both ? "both 'cache' and 'curves'" : "neither 'cache' nor 'curves'")
                            + "; exactly one is needed, for both would count the same cost twice");
        }
        return at.has("cache") ? cache(at.section("cache")) : curves(at.section("curves"));
    }

    private static Context.Cache cache(ProfileSection at) {
        at.allow("slots", "ways", "replacement", "hit", "miss-bytes", "outstanding", "miss-latency");
        int slots = at.count("slots", 1, MOST_SLOTS);
        int ways = at.count("ways", 1, slots);
        if (slots % ways != 0) {
            throw at.node().get("ways").fault("'context.cache.ways' must divide 'context.cache.slots', " + slots);
        }
        return new Context.Cache(
                slots,
                ways,
                at.oneOf("replacement", Replacement.class) == Replacement.RANDOM,
                at.time("hit", MILLISECOND),
                at.bytes("miss-bytes", 0, 4096),
                at.count("outstanding", 1, 1 << 16),
                at.time("miss-latency", MILLISECOND));
    }

    private static Context.Curves curves(ProfileSection at) {
        at.allow("host", "in-nic");
        Map<ForwardingMode, Curve> byMode = new EnumMap<>(ForwardingMode.class);
        for (Map.Entry<String, ProfileSection> each : ProfileReader.each(at).entrySet()) {
            YamlNode key = each.getValue().node().withText(each.getKey());
            byMode.put(key.oneOf(ForwardingMode.class), curve(each.getValue()));
        }
        return new Context.Curves(byMode);
    }

    private static Curve curve(ProfileSection at) {
        at.allow("shape", "per-thousand", "origin", "base", "per-doubling", "slots", "fewest", "most");
        Shape shape = at.oneOf("shape", Shape.class);
        boolean linear = shape == Shape.LINEAR;
        for (String key : List.of("per-thousand", "origin")) {
            ProfileReader.onlyWith(at, key, linear, "shape: linear");
        }
        for (String key : List.of("base", "per-doubling")) {
            ProfileReader.onlyWith(at, key, !linear, "shape: log2");
        }
        long base = linear ? 0 : at.time("base", MILLISECOND);
        Rational slope = linear
                ? at.rational("per-thousand", Dimension.TIME, MILLISECOND).times(new Rational(1, THOUSAND))
                : at.rational("per-doubling", Dimension.TIME, MILLISECOND);
        Rational origin = linear ? at.rational("origin", Dimension.NUMBER, MOST_SLOTS) : Rational.ZERO;
        int fewest = at.count("fewest", 1, MOST_SLOTS);
        return new Curve(
                shape,
                base,
                slope,
                origin,
                at.count("slots", 1, MOST_SLOTS),
                fewest,
                at.count("most", fewest, MOST_SLOTS));
    }

    static Lanes lanes(ProfileSection at) {
        at.allow("count", "pools", "places", "order", "window", "fixed", "per-byte", "latency", "algorithms");
        Order order = at.oneOf("order", Order.class);
        ProfileReader.onlyWith(at, "window", order == Order.REORDER, "order: reorder");
        Map<String, Times> byAlgorithm = new LinkedHashMap<>();
        if (at.has("algorithms")) {
            ProfileReader.each(at.section("algorithms"))
                    .forEach(
                            (name, times) -> byAlgorithm.put(name, times(times.allow("fixed", "per-byte", "latency"))));
        }
        int count = at.count("count", 1, 1024);
        return new Lanes(
                count,
                at.count("places", count, 1 << 20),
                order,
                order == Order.REORDER ? at.count("window", 1, 1 << 20) : 0,
                at.count("pools", 1, 2),
                times(at),
                byAlgorithm);
    }

    private static Times times(ProfileSection at) {
        return new Times(
                at.time("fixed", MILLISECOND),
                at.rational("per-byte", Dimension.TIME_PER_BYTE, MICROSECOND),
                at.time("latency", MILLISECOND));
    }
}
