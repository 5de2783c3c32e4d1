// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.scenario;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.scenario.Questions.CompareAsked;
import io.ringlane.plan.scenario.Questions.ExplainAsked;
import io.ringlane.plan.scenario.Questions.ForecastAsked;
import io.ringlane.plan.scenario.Questions.LoadAsked;
import io.ringlane.plan.scenario.Questions.Other;
import io.ringlane.plan.scenario.Questions.RehearseAsked;
import io.ringlane.plan.scenario.Questions.SearchAsked;
import io.ringlane.plan.scenario.Questions.SizeAsked;
import io.ringlane.plan.scenario.Questions.StressAsked;
import io.ringlane.plan.scenario.Questions.SweepAsked;
import io.ringlane.plan.scenario.Questions.Target;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.search.SearchGoal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the questions of a scenario. Stateless. */
final class QuestionReader {
    private static final double LEAST_SPEED = 0.001;
    private static final double MOST_SPEED = 1e6;
    private static final List<String> EVENTS = List.of("lane", "port", "core", "queue", "link", "rekey", "burst");
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "p99.99");
    private static final double PPB = 1e9;
    private static final int MOST_SEEDS = 1000;
    private static final int USUAL_SEEDS = 10;
    private static final int FEW_SEEDS = 5;
    private static final double USUAL_SHARE = 0.9;
    private static final double PS_PER_NS = 1000;
    private static final long SECOND_PS = 1_000_000_000_000L;
    private static final long USUAL_FAULT_PS = 200_000_000;
    /** Of a core, to put a new SA in place of an old one; assumed. */
    private static final long USUAL_REKEY_PS = 1_000_000;

    private QuestionReader() {}

    static Questions read(YamlNode node) {
        if (node == null) {
            return new Questions(null, null, null, null, null, null, null, null);
        }
        node.allow(Questions.NAMES.toArray(String[]::new));
        return new Questions(
                node.has("search") ? search(node.find("search")) : null,
                node.has("explain") ? explain(node.find("explain")) : null,
                node.has("sweep") ? sweep(node.find("sweep")) : null,
                node.has("size") ? size(node.find("size")) : null,
                node.has("rehearse") ? rehearse(node.find("rehearse")) : null,
                node.has("stress") ? stress(node.find("stress")) : null,
                node.has("forecast") ? forecast(node.find("forecast")) : null,
                node.has("compare") ? compare(node.find("compare")) : null);
    }

    /** Whether the question stands alone, as in {@code explain: yes}. */
    private static boolean isBare(YamlNode node) {
        return node.isText();
    }

    // ---- search

    private static SearchAsked search(YamlNode node) {
        if (isBare(node)) {
            return new SearchAsked(List.of(SearchGoal.csit("NDR", 0), SearchGoal.csit("PDR", 0.005)), true, false);
        }
        node.allow("goals", "width", "seeds", "latency", "binary");
        List<SearchGoal> goals = new ArrayList<>();
        if (node.has("goals")) {
            node.get("goals").items().forEach(goal -> goals.add(goal(goal)));
        } else {
            goals.add(SearchGoal.csit("NDR", 0));
            goals.add(SearchGoal.csit("PDR", 0.005));
        }
        List<SearchGoal> shaped = goals.stream().map(goal -> shaped(goal, node)).toList();
        return new SearchAsked(shaped, flag(node, "latency", true), flag(node, "binary", false));
    }

    private static SearchGoal shaped(SearchGoal goal, YamlNode node) {
        SearchGoal shaped = node.has("width") ? goal.withWidth(share(node.get("width"), 0.0001, 0.5)) : goal;
        if (node.has("seeds")) {
            shaped = shaped.withTrials(node.get("seeds").count(1, MOST_SEEDS));
        }
        return shaped;
    }

    private static SearchGoal goal(YamlNode node) {
        if (node.isText()) {
            return switch (node.oneOf(List.of("ndr", "pdr", "rfc2544", "tst009"))) {
                case "ndr" -> SearchGoal.csit("NDR", 0);
                case "pdr" -> SearchGoal.csit("PDR", 0.005);
                case "rfc2544" -> SearchGoal.rfc2544();
                default -> SearchGoal.tst009();
            };
        }
        node.allow("name", "loss", "exceed");
        SearchGoal plain = SearchGoal.csit(node.get("name").text(), share(node.get("loss"), 0, 0.99));
        return node.has("exceed") ? plain.withExceed(share(node.get("exceed"), 0, 0.99)) : plain;
    }

    // ---- the others

    private static ExplainAsked explain(YamlNode node) {
        if (isBare(node)) {
            return new ExplainAsked(usual(USUAL_SHARE, node), FEW_SEEDS, List.of());
        }
        node.allow("at", "seeds", "changes");
        return new ExplainAsked(
                node.has("at") ? load(node.get("at")) : usual(USUAL_SHARE, node),
                seeds(node, FEW_SEEDS),
                varied(node.find("changes")));
    }

    private static SweepAsked sweep(YamlNode node) {
        node.allow("vary", "load", "seeds");
        return new SweepAsked(
                varied(node.get("vary")), node.has("load") ? load(node.get("load")) : null, seeds(node, FEW_SEEDS));
    }

    private static SizeAsked size(YamlNode node) {
        node.allow("vary", "cost", "watts", "target", "seeds");
        return new SizeAsked(
                varied(node.get("vary")),
                prices(node.find("cost"), Dimension.NUMBER, 1),
                prices(node.find("watts"), Dimension.POWER, 1000),
                target(node.get("target")),
                seeds(node, USUAL_SEEDS));
    }

    private static Target target(YamlNode node) {
        List<String> allowed = new ArrayList<>(List.of("load", "loss"));
        allowed.addAll(PERCENTILES);
        node.allow(allowed.toArray(String[]::new));
        double percentile = 0;
        double limitNs = 0;
        for (String name : PERCENTILES) {
            if (node.has(name)) {
                if (percentile > 0) {
                    throw node.get(name).fault("one percentile can be a target, '" + name + "' is a second one");
                }
                percentile = Double.parseDouble(name.substring(1));
                limitNs = node.get(name).quantity(Dimension.TIME, 1, Long.MAX_VALUE) / PS_PER_NS;
            }
        }
        double loss = node.has("loss") ? share(node.get("loss"), 0, 0.99) : 0;
        return new Target(load(node.get("load")), loss, percentile, limitNs);
    }

    private static RehearseAsked rehearse(YamlNode node) {
        if (isBare(node)) {
            return new RehearseAsked(
                    usual(0.8, node), List.of("lane", "burst"), FEW_SEEDS, USUAL_FAULT_PS, USUAL_REKEY_PS);
        }
        node.allow("load", "events", "seeds", "for", "rekey-cost");
        List<String> events = new ArrayList<>();
        node.get("events").items().forEach(event -> events.add(event.oneOf(EVENTS)));
        return new RehearseAsked(
                node.has("load") ? load(node.get("load")) : usual(0.8, node),
                events,
                seeds(node, FEW_SEEDS),
                node.has("for") ? node.get("for").quantity(Dimension.TIME, 1, SECOND_PS) : USUAL_FAULT_PS,
                node.has("rekey-cost")
                        ? node.get("rekey-cost").quantity(Dimension.TIME, 0, SECOND_PS)
                        : USUAL_REKEY_PS);
    }

    private static StressAsked stress(YamlNode node) {
        node.allow("vary", "rounds");
        return new StressAsked(
                varied(node.get("vary")),
                node.has("rounds") ? node.get("rounds").count(1, 100) : 3);
    }

    private static ForecastAsked forecast(YamlNode node) {
        node.allow("now", "growth", "uncertainty", "years", "upgrades", "seeds");
        return new ForecastAsked(
                node.get("now").quantity(Dimension.BIT_RATE, 1, Long.MAX_VALUE),
                share(node.get("growth"), -0.9, 10),
                node.has("uncertainty") ? share(node.get("uncertainty"), 0, 10) : 0,
                node.has("years") ? node.get("years").count(1, 50) : 10,
                node.has("upgrades") ? others(node.get("upgrades")) : List.of(),
                seeds(node, FEW_SEEDS));
    }

    private static CompareAsked compare(YamlNode node) {
        node.allow("with", "seeds");
        return new CompareAsked(others(node.get("with")), seeds(node, USUAL_SEEDS));
    }

    private static List<Other> others(YamlNode with) {
        List<Other> others = new ArrayList<>();
        for (String name : with.keys()) {
            List<Varied> changes = varied(with.get(name));
            for (Varied change : changes) {
                if (change.values().size() != 1) {
                    throw with.get(name)
                            .fault("'" + change.key() + "' of variant '" + name + "' needs one value, has "
                                    + change.values().size());
                }
            }
            others.add(new Other(name, changes));
        }
        return others;
    }

    // ---- parts

    private static int seeds(YamlNode node, int usual) {
        return node.has("seeds") ? node.get("seeds").count(2, MOST_SEEDS) : usual;
    }

    private static boolean flag(YamlNode node, String key, boolean usual) {
        return node.has(key) ? node.get(key).yes() : usual;
    }

    private static double share(YamlNode node, double least, double most) {
        double share = node.rational(Dimension.SHARE).asDouble() / PPB;
        if (share < least || share > most) {
            throw node.fault("'" + node.path() + "' is " + node.text() + ", allowed are " + 100 * least + " % to "
                    + 100 * most + " %");
        }
        return share;
    }

    private static LoadAsked usual(double share, YamlNode node) {
        return new LoadAsked(LoadAsked.Kind.SHARE, share, node.where());
    }

    private static LoadAsked load(YamlNode node) {
        String text = node.text();
        if (text.endsWith("%")) {
            return new LoadAsked(LoadAsked.Kind.SHARE, share(node, 0.0001, 10), node.where());
        }
        if (text.endsWith("pps")) {
            return new LoadAsked(
                    LoadAsked.Kind.PACKETS, node.quantity(Dimension.PACKET_RATE, 1, Long.MAX_VALUE), node.where());
        }
        if (text.endsWith("bit/s")) {
            return new LoadAsked(
                    LoadAsked.Kind.CLEAR_BITS, node.quantity(Dimension.BIT_RATE, 1, Long.MAX_VALUE), node.where());
        }
        if (text.matches("[0-9.]+ ?x")) {
            return new LoadAsked(LoadAsked.Kind.SPEED, speed(node), node.where());
        }
        throw node.fault("'" + node.path() + "' is '" + text
                + "': a load needs a unit; allowed are pps, kpps, Mpps, Gbit/s of clear frames, % of what fits, and x"
                + " of a capture's own speed");
    }

    private static double speed(YamlNode node) {
        try {
            double speed = Double.parseDouble(node.text().replace("x", "").strip());
            if (speed >= LEAST_SPEED && speed <= MOST_SPEED) {
                return speed;
            }
        } catch (NumberFormatException noNumber) {
            // told below
        }
        throw node.fault("'" + node.path() + "' is " + node.text() + ", allowed are 0.001 x to 1000000 x");
    }

    static List<Varied> varied(YamlNode node) {
        List<Varied> all = new ArrayList<>();
        if (node == null) {
            return all;
        }
        for (String key : node.keys()) {
            YamlNode value = node.get(key);
            List<String> values = new ArrayList<>();
            value.items().forEach(item -> values.add(item.text()));
            all.add(new Varied(key, values, value.where()));
        }
        return all;
    }

    private static Map<String, Double> prices(YamlNode node, Dimension dimension, double divisor) {
        Map<String, Double> prices = new LinkedHashMap<>();
        if (node == null) {
            return prices;
        }
        for (String key : node.keys()) {
            double price = node.get(key).rational(dimension).asDouble() / divisor;
            if (price < 0) {
                throw node.get(key).fault("'" + key + "' is " + node.get(key).text() + ", must not be below 0");
            }
            prices.put(key, price);
        }
        return prices;
    }
}
