// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.scenario;

import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.device.host.HostProfile.SaCost;
import io.ringlane.hw.device.host.HostProfile.Work;
import io.ringlane.hw.device.host.LengthCost;
import io.ringlane.hw.device.host.PauseProfile;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads what packets cost a host: a map in the scenario, or a file that {@code ringlane calibrate} wrote. Numbers may
 * carry tags of their source, such as {@code [measured]}. Stateless.
 */
final class HostReader {
    private static final String[] KEYS = {
        "name",
        "cores",
        "burst",
        "cycle",
        "idle",
        "reap",
        "interrupt",
        "encrypt",
        "decrypt",
        "working-set",
        "from",
        "stages",
        "timing",
        "scale",
        "pauses"
    };
    /** Costs of no host in particular, all of them assumed. */
    private static final String USUAL = """
        cores: 1
        burst: 32
        cycle: 60 ns [A]
        idle: 100 ns [A]
        reap: 5 ns [A]
        interrupt: 2 us [A]
        encrypt:
          packet: 60 ns [A]
          byte: 0.05 ns/B [A]
        decrypt:
          packet: 60 ns [A]
          byte: 0.05 ns/B [A]
        """;

    private static final Rational LEAST_SCALE = new Rational(1, 100);
    private static final Rational MOST_SCALE = Rational.of(100);
    private static final int MOST_CORES = 1024;
    private static final int MOST_BURST = 4096;

    private HostReader() {}

    /** The host of a scenario; null takes usual, assumed costs. */
    static HostProfile read(YamlNode node) {
        if (node == null) {
            return read(YamlNode.parse(USUAL, "usual host"));
        }
        if (node.isText()) {
            return read(file(node));
        }
        YamlNode usual = YamlNode.parse(USUAL, "usual host");
        YamlNode from = node.allow(KEYS).has("from") ? file(node.get("from")) : usual;
        HostProfile host = new HostProfile(
                count(part(node, from, usual, "cores"), MOST_CORES),
                count(part(node, from, usual, "burst"), MOST_BURST),
                time(part(node, from, usual, "cycle")),
                time(part(node, from, usual, "idle")),
                time(part(node, from, usual, "reap")),
                time(part(node, from, usual, "interrupt")),
                work(part(node, from, usual, "encrypt")),
                // what was measured one way only is taken for the other way too
                work(
                        node.has("decrypt") || from.has("decrypt") || !node.has("encrypt") && !from.has("encrypt")
                                ? part(node, from, usual, "decrypt")
                                : part(node, from, usual, "encrypt")),
                workingSet(node.has("working-set") ? node.get("working-set") : from.find("working-set")),
                pauses(node.has("pauses") ? node.get("pauses") : from.find("pauses")));
        return node.has("scale") ? host.times(scale(node.get("scale"))) : host;
    }

    /** How many times as long the cores take. */
    private static Rational scale(YamlNode node) {
        Rational value = rational(node, Dimension.COUNT);
        if (value.compareTo(LEAST_SCALE) < 0 || value.compareTo(MOST_SCALE) > 0) {
            throw node.fault("'" + node.path() + "' is " + node.text() + ", allowed are 0.01 to 100");
        }
        return value;
    }

    private static YamlNode file(YamlNode node) {
        if (!node.text().endsWith(".yaml")) {
            throw node.fault("'host' is '" + node.text()
                    + "', allowed are a map of costs and a file that ends in .yaml, such as calibrate writes");
        }
        Path path = node.file();
        try {
            // inside braces YAML takes a tag for a list
            String plain = Files.readString(path).replaceAll(" \\[[A-Za-z0-9, ]+](?=\\s*[,}\\n])", "");
            return YamlNode.parse(plain, path.toString()).allow(KEYS);
        } catch (IOException wrong) {
            throw node.fault(
                    "'host' is '" + node.text() + "': " + (Files.exists(path) ? "cannot be read" : "no such file"));
        }
    }

    private static int count(YamlNode node, int most) {
        try {
            long count = Quantity.parseWhole(untagged(node), Dimension.COUNT);
            if (count < 1 || count > most) {
                throw node.fault("'" + node.path() + "' is " + count + ", allowed are 1 to " + most);
            }
            return (int) count;
        } catch (IllegalArgumentException wrong) {
            throw node.fault("'" + node.path() + "': " + wrong.getMessage());
        }
    }

    private static String untagged(YamlNode node) {
        return node.text().replaceAll("\\s*\\[.*", "");
    }

    private static YamlNode part(YamlNode node, YamlNode from, YamlNode usual, String key) {
        if (node.has(key)) {
            return node.get(key);
        }
        return from.has(key) ? from.get(key) : usual.get(key);
    }

    private static Work work(YamlNode node) {
        node.allow("packet", "byte", "segment", "change", "lengths");
        long packet = node.has("packet") || !node.has("lengths") ? time(node.get("packet")) : 0;
        Rational perByte = node.has("byte") ? rational(node.get("byte"), Dimension.TIME_PER_BYTE) : Rational.ZERO;
        long segment = node.has("segment") ? time(node.get("segment")) : 0;
        long change = node.has("change") ? time(node.get("change")) : 0;
        try {
            return new Work(
                    packet, perByte, segment, change, node.has("lengths") ? lengths(node.get("lengths")) : List.of());
        } catch (IllegalArgumentException wrong) {
            throw node.fault("'" + node.path() + ".lengths': " + wrong.getMessage());
        }
    }

    /** Costs by number of SAs, then by bytes. */
    private static List<LengthCost> lengths(YamlNode node) {
        List<LengthCost> all = new ArrayList<>();
        for (String tunnels : node.keys()) {
            YamlNode table = node.get(tunnels);
            try {
                List<LengthCost.Knot> knots = new ArrayList<>();
                for (String bytes : table.keys()) {
                    knots.add(new LengthCost.Knot((int) number(bytes), time(table.get(bytes))));
                }
                knots.sort(Comparator.comparingInt(LengthCost.Knot::bytes));
                all.add(new LengthCost(number(tunnels), knots));
            } catch (IllegalArgumentException wrong) {
                throw table.fault("'" + table.path() + "': " + wrong.getMessage());
            }
        }
        all.sort(Comparator.comparingLong(LengthCost::tunnels));
        return all;
    }

    private static long number(String key) {
        long number = Quantity.parseWhole(key, Dimension.COUNT);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + key + "' must be 1 to " + Integer.MAX_VALUE);
        }
        return number;
    }

    /** Null without; costs of a file that tells of no gaps hold the pauses, as they were measured. */
    private static PauseProfile pauses(YamlNode node) {
        if (node == null || node.isText() && node.text().equals("none")) {
            return null;
        }
        if (node.isText()) {
            throw node.fault("'pauses' is '" + node.text() + "', allowed are none, and a map of gaps and lengths");
        }
        node.allow("per-second", "share", "gaps", "lengths");
        if (!node.has("gaps")) {
            return null;
        }
        try {
            return new PauseProfile(parts(node.get("gaps")), parts(node.get("lengths")));
        } catch (IllegalArgumentException wrong) {
            throw node.fault(wrong.getMessage());
        }
    }

    private static List<PauseProfile.Part> parts(YamlNode node) {
        List<PauseProfile.Part> parts = new ArrayList<>();
        for (String share : node.keys()) {
            parts.add(
                    new PauseProfile.Part(Quantity.parse(share, Dimension.COUNT).asDouble(), time(node.get(share))));
        }
        parts.sort(Comparator.comparingDouble(PauseProfile.Part::share));
        return parts;
    }

    private static List<SaCost> workingSet(YamlNode node) {
        List<SaCost> points = new ArrayList<>();
        if (node == null) {
            return points;
        }
        for (String key : node.keys()) {
            YamlNode value = node.get(key);
            try {
                points.add(new SaCost(Quantity.parseWhole(key, Dimension.COUNT), time(value)));
            } catch (IllegalArgumentException wrong) {
                throw value.fault("number of SAs '" + key + "': " + wrong.getMessage());
            }
        }
        points.sort((one, other) -> Long.compare(one.tunnels(), other.tunnels()));
        return points;
    }

    private static long time(YamlNode node) {
        Rational value = rational(node, Dimension.TIME);
        if (value.compareTo(Rational.ZERO) < 0) {
            throw node.fault("'" + node.path() + "' is " + node.text() + ", must not be below 0");
        }
        return value.rounded();
    }

    private static Rational rational(YamlNode node, Dimension dimension) {
        try {
            return Quantity.parse(untagged(node), dimension);
        } catch (IllegalArgumentException wrong) {
            throw node.fault("'" + node.path() + "': " + wrong.getMessage());
        }
    }
}
