// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.points.PublishedPoint.Ask;
import io.ringlane.plan.points.PublishedPoint.Kind;
import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads published points: those that ship with the program, or a user's file of the same form. Stateless. */
public final class PointReader {
    private static final String BUNDLED = "/points/published.yaml";
    private static final double PPB = 1e9;
    private static final String[] KEYS = {
        "id", "what", "source", "kind", "measured", "bound", "ask", "loss", "load", "system", "with", "minus", "note"
    };

    private PointReader() {}

    /**
     * What a file holds.
     *
     * @param fitted numbers of profiles that were made to agree with points, in words.
     */
    public record Points(List<PublishedPoint> points, List<String> fitted) {
        /** Copies the lists. */
        public Points {
            points = List.copyOf(points);
            fitted = List.copyOf(fitted);
        }
    }

    /** Those that ship with the program. */
    public static Points bundled() {
        try (InputStream in = PointReader.class.getResourceAsStream(BUNDLED)) {
            return read(YamlNode.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "published.yaml"), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A user's; what is wrong with the file is a {@link YamlException}. */
    public static Points read(Path file) {
        return read(YamlNode.read(file), null);
    }

    /**
     * Those that a scenario names under {@code measured}; none if it names none.
     *
     * @return points of the scenario itself, but for those that name another system.
     */
    public static Points measured(Scenario scenario) {
        YamlNode named = scenario.part("measured");
        if (named == null) {
            return new Points(List.of(), List.of());
        }
        Path file = named.file();
        if (!Files.exists(file)) {
            throw named.fault("'measured' is '" + named.text() + "': no such file");
        }
        return read(YamlNode.read(file), scenario);
    }

    private static Points read(YamlNode root, Scenario measured) {
        root.allow("systems", "points", "fitted");
        List<String> fitted = new ArrayList<>();
        if (root.has("fitted")) {
            root.get("fitted").items().forEach(line -> fitted.add(line.text()));
        }
        Map<String, YamlNode> systems = new HashMap<>();
        if (measured == null || root.has("systems")) {
            YamlNode named = root.get("systems");
            named.keys().forEach(name -> systems.put(name, named.get(name)));
        }
        List<PublishedPoint> points = new ArrayList<>();
        for (YamlNode node : root.get("points").items()) {
            PublishedPoint point = point(node, systems, measured);
            if (points.stream().anyMatch(there -> there.id().equals(point.id()))) {
                throw node.fault("point '" + point.id() + "' is there twice");
            }
            points.add(point);
        }
        return new Points(points, fitted);
    }

    private static PublishedPoint point(YamlNode node, Map<String, YamlNode> systems, Scenario measured) {
        node.allow(KEYS);
        Kind kind = node.get("kind").oneOf(Kind.class);
        String note = node.has("note") ? node.get("note").text() : "";
        String id = node.get("id").text();
        String what = node.get("what").text();
        String source = node.get("source").text();
        if (kind == Kind.NOT_MODELLED) {
            Scenario of = node.has("system") ? scenario(node, systems, measured) : null;
            return new PublishedPoint(id, what, source, kind, 0, Double.NaN, null, 0, 0, of, null, note);
        }
        Scenario scenario = scenario(node, systems, measured);
        Scenario other = node.has("minus") ? changed(scenario, node.get("minus")) : null;
        return new PublishedPoint(
                id,
                what,
                source,
                kind,
                number(node.get("measured")),
                node.has("bound") ? share(node.get("bound")) : Double.NaN,
                node.get("ask").oneOf(Ask.class),
                node.has("loss") ? share(node.get("loss")) : 0,
                node.has("load") ? node.get("load").quantity(Dimension.PACKET_RATE, 1, Long.MAX_VALUE) : 0,
                scenario,
                other,
                note);
    }

    private static Scenario scenario(YamlNode node, Map<String, YamlNode> systems, Scenario measured) {
        if (measured != null && !node.has("system")) {
            return node.has("with") ? changed(measured, node.get("with")) : measured;
        }
        YamlNode system = node.get("system");
        YamlNode text = systems.get(system.oneOf(systems.keySet()));
        Scenario scenario = Scenario.parse(text.text(), text.where());
        return node.has("with") ? changed(scenario, node.get("with")) : scenario;
    }

    private static Scenario changed(Scenario scenario, YamlNode changes) {
        Scenario changed = scenario;
        for (String key : changes.keys()) {
            changed =
                    changed.with(key, changes.get(key).text(), changes.get(key).where());
        }
        return changed;
    }

    private static double share(YamlNode node) {
        return node.quantity(Dimension.SHARE) / PPB;
    }

    private static double number(YamlNode node) {
        try {
            double value = Double.parseDouble(node.text());
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            // told below, as every other value that cannot be
        }
        throw node.fault("'measured' is '" + node.text() + "', must be a number above 0 in the units of 'ask'");
    }
}
