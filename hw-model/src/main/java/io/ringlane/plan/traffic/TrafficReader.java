// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.Mix.Order;
import io.ringlane.plan.traffic.Popularity.Kind;
import io.ringlane.plan.traffic.TrafficSpec.Layer;
import io.ringlane.plan.traffic.TrafficSpec.Side;
import io.ringlane.plan.traffic.TrafficSpec.Timing;
import io.ringlane.plan.traffic.arrival.ArrivalReader;
import io.ringlane.sa.EspTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads the traffic of a scenario. Any thread, owns nothing. */
final class TrafficReader {
    private static final int MOST_SAS = 1 << 22;
    private static final long SECOND = 1_000_000_000_000L;
    private static final long ALL = 1_000_000_000L;
    private static final int FEWEST_SUPER = 128;
    private static final int MOST_SUPER = 65_535;
    private static final long MOST_WEIGHT = 1L << 32;

    private enum Mode {
        TUNNEL,
        TRANSPORT
    }

    private enum Version {
        IPV4,
        IPV6
    }

    private TrafficReader() {}

    static TrafficSpec read(YamlNode node) {
        node.allow("mix", "order", "super-packets", "arrivals", "sas", "popularity", "esp", "rates");
        Timing timing = timing(node);
        Mix mix = mix(node, timing);
        Popularity popularity = node.has("popularity") ? popularity(node.get("popularity")) : Popularity.UNIFORM;
        boolean captured = timing instanceof TrafficSpec.Captured;
        if (popularity.kind() == Kind.TRACE && !captured) {
            throw node.get("popularity").fault("popularity 'trace' goes with arrivals of kind 'capture' only");
        }
        YamlNode rates = node.find("rates");
        EspShape esp = esp(node.find("esp"), mix);
        return new TrafficSpec(
                mix,
                timing,
                popularity,
                sas(node, timing, popularity),
                esp,
                rates != null && rates.allow("side", "layer").has("side")
                        ? rates.get("side").oneOf(Side.class)
                        : Side.CLEAR,
                rates != null && rates.has("layer") ? rates.get("layer").oneOf(Layer.class) : Layer.L2,
                node.has("super-packets") ? superBytes(node.get("super-packets"), timing, mix, esp) : 0);
    }

    /** As long as an IP packet can be; no frame of the mix may be too short to carry any of it. */
    private static int superBytes(YamlNode node, Timing timing, Mix mix, EspShape esp) {
        if (!(timing instanceof TrafficSpec.Drawn)) {
            throw node.fault("'super-packets' goes with arrivals that are drawn, not with streams or a capture");
        }
        int bytes = (int) node.quantity(Dimension.SIZE, FEWEST_SUPER, MOST_SUPER);
        try {
            mix.sizes().forEach(size -> esp.cut(size, bytes, mix.inner()));
            return bytes;
        } catch (IllegalArgumentException wrong) {
            throw node.fault("'super-packets': " + wrong.getMessage());
        }
    }

    private static int sas(YamlNode node, Timing timing, Popularity popularity) {
        if (!node.has("sas") && timing instanceof TrafficSpec.Captured captured && popularity.kind() == Kind.TRACE) {
            return captured.trace().flowCount();
        }
        return node.get("sas").count(1, MOST_SAS);
    }

    // ---- sizes

    private static Mix mix(YamlNode node, Timing timing) {
        if (timing instanceof TrafficSpec.Captured captured) {
            if (node.has("mix")) {
                throw node.get("mix")
                        .fault("'mix' and arrivals of kind 'capture' exclude each other: a capture has "
                                + "sizes of its own");
            }
            return captured.trace().mix();
        }
        YamlNode at = node.get("mix");
        try {
            Mix mix = at.isMap() ? custom(at) : named(at.text());
            return node.has("order") ? mix.ordered(order(node.get("order"), mix)) : mix;
        } catch (IllegalArgumentException wrong) {
            throw at.fault(wrong.getMessage());
        }
    }

    private static Order order(YamlNode at, Mix mix) {
        Order order = at.oneOf(Order.class);
        if ((order == Order.SEQUENCE) != (mix.order() == Order.SEQUENCE)) {
            throw at.fault("order 'sequence' goes with a genome, and a genome with no other");
        }
        return order;
    }

    private static Mix named(String text) {
        if (!text.matches("[0-9].*")) {
            return Mixes.find(text);
        }
        int size = size(text);
        return Mix.of(size + " B", "", 4, new int[] {size}, new long[] {1});
    }

    private static int size(String text) {
        String number = text.matches("[0-9]+") ? text + " B" : text;
        long size = Quantity.parseWhole(number, Dimension.SIZE);
        if (size < Mix.SMALLEST || size > Mix.LARGEST) {
            throw new IllegalArgumentException("frame size " + text + " is not allowed, " + Mix.SMALLEST + " to "
                    + Mix.LARGEST + " bytes are (FCS included)");
        }
        return (int) size;
    }

    private static Mix custom(YamlNode at) {
        if (at.has("genome")) {
            return Mix.ofGenome(at.allow("genome").get("genome").text());
        }
        List<String> keys = new ArrayList<>(at.keys());
        if (keys.isEmpty()) {
            throw at.fault("'mix' is empty, needs sizes with their weights such as {64: 7, 570: 4, 1518: 1}");
        }
        List<Integer> sizes = new ArrayList<>();
        for (String key : keys) {
            if (!key.matches("[0-9].*")) {
                throw at.get(key)
                        .fault("unknown key '" + key + "' in 'mix', allowed are 'genome', or sizes in bytes "
                                + "with their weights");
            }
            sizes.add(size(key));
        }
        List<Integer> order = new ArrayList<>(sizes);
        Collections.sort(order);
        List<Long> weights = order.stream()
                .map(size -> at.get(keys.get(sizes.indexOf(size))).quantity(Dimension.COUNT, 1, MOST_WEIGHT))
                .toList();
        return new Mix("custom", "", 4, order, weights, Order.RANDOM, List.of());
    }

    // ---- times

    private static Timing timing(YamlNode node) {
        YamlNode at = node.get("arrivals");
        List<String> kinds = new ArrayList<>(ArrivalReader.kinds());
        kinds.addAll(List.of("streams", "capture"));
        YamlNode kind = at.isMap() ? at.get("kind") : at;
        return switch (kind.oneOf(kinds)) {
            case "streams" -> streams(at);
            case "capture" -> capture(at);
            case String other -> new TrafficSpec.Drawn(ArrivalReader.read(other, at));
        };
    }

    private static Timing streams(YamlNode at) {
        if (!at.isMap()) {
            return new TrafficSpec.Streams(List.of());
        }
        at.allow("kind", "phases");
        List<Long> phases = at.has("phases")
                ? at.get("phases").items().stream()
                        .map(phase -> phase.quantity(Dimension.TIME, 0, SECOND))
                        .toList()
                : List.of();
        return new TrafficSpec.Streams(phases);
    }

    private static Timing capture(YamlNode at) {
        at.allow("kind", "file", "loop");
        YamlNode file = at.get("file");
        try {
            return new TrafficSpec.Captured(
                    CaptureTrace.read(file.file()),
                    !at.has("loop") || at.get("loop").yes());
        } catch (IllegalArgumentException wrong) {
            throw file.fault(wrong.getMessage());
        }
    }

    // ---- SAs

    private static Popularity popularity(YamlNode at) {
        if (!at.isMap()) {
            return switch (at.oneOf(List.of("uniform", "cyclic", "trace"))) {
                case "cyclic" -> new Popularity(Kind.CYCLIC, 0, 0);
                case "trace" -> new Popularity(Kind.TRACE, 0, 0);
                default -> Popularity.UNIFORM;
            };
        }
        at.allow("zipf", "hot", "share");
        if (at.has("zipf")) {
            Rational exponent = at.allow("zipf").get("zipf").rational(Dimension.NUMBER);
            if (exponent.numerator() <= 0 || exponent.compareTo(Rational.of(5)) > 0) {
                throw at.fault("'zipf' is " + at.get("zipf").text() + ", allowed is above 0 up to 5");
            }
            return new Popularity(Kind.ZIPF, exponent.asDouble(), 0);
        }
        double hot = at.get("hot").quantity(Dimension.SHARE, 1, ALL) / (double) ALL;
        double share = at.get("share").quantity(Dimension.SHARE, 1, ALL) / (double) ALL;
        return new Popularity(Kind.HOT_COLD, hot, share);
    }

    // ---- ESP

    private static EspShape esp(YamlNode at, Mix mix) {
        if (at == null) {
            return new EspShape(true, 4, false, EspTransform.aead(EspCipher.AES_GCM, 32, 16), false);
        }
        at.allow("mode", "outer", "udp", "algorithm", "auth", "icv", "clear-vlan");
        boolean tunnel = !at.has("mode") || at.get("mode").oneOf(Mode.class) == Mode.TUNNEL;
        if (!tunnel && at.has("outer")) {
            throw at.get("outer").fault("'outer' goes with 'mode: tunnel' only");
        }
        boolean six =
                tunnel ? at.has("outer") && at.get("outer").oneOf(Version.class) == Version.IPV6 : mix.inner() == 6;
        return new EspShape(
                tunnel,
                six ? 6 : 4,
                at.has("udp") && at.get("udp").yes(),
                transform(at),
                at.has("clear-vlan") && at.get("clear-vlan").yes());
    }

    private static EspTransform transform(YamlNode at) {
        List<String> ciphers =
                Arrays.stream(EspCipher.values()).map(EspCipher::label).toList();
        EspCipher cipher =
                at.has("algorithm") ? EspCipher.of(at.get("algorithm").oneOf(ciphers)) : EspCipher.AES_GCM;
        EspAuth auth = EspAuth.NONE;
        if (at.has("auth")) {
            List<String> names = Arrays.stream(EspAuth.values())
                    .map(EspAuth::label)
                    .filter(label -> !label.isEmpty())
                    .toList();
            auth = EspAuth.of(at.get("auth").oneOf(names));
        }
        int key = Collections.max(cipher.keyLengths());
        try {
            if (cipher.isAead()) {
                if (auth != EspAuth.NONE) {
                    throw at.get("auth").fault(cipher.label() + " authenticates by itself, leave 'auth' out");
                }
                return EspTransform.aead(cipher, key, icv(at, Collections.max(cipher.icvLengths())));
            }
            int icv = icv(at, Collections.max(auth.icvLengths()));
            return EspTransform.cipher(cipher, key, auth, auth.keyLength(), icv);
        } catch (IllegalArgumentException wrong) {
            throw at.fault(wrong.getMessage());
        }
    }

    private static int icv(YamlNode at, int usual) {
        return at.has("icv") ? (int) at.get("icv").quantity(Dimension.SIZE, 0, 64) : usual;
    }
}
