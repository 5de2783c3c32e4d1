// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Nearest;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.answer.Planner;
import io.ringlane.plan.scenario.Questions;
import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a command line asks for. Immutable.
 *
 * @param scenario  with all changes of the command line.
 * @param text      of its file.
 * @param questions to answer, of those that it asks.
 */
record PlanInput(Scenario scenario, String text, List<String> questions) {
    private static final String COMPARE = "compare";
    private static final String SUFFIX = ".yaml";
    /** Two cards under traffic that operators measured, with a host that holds neither back. */
    private static final String PAIR = """
        # traffic of a mobile operator, with a host that holds neither card back; --scenario takes another one
        name: %s against %s
        device: %s
        traffic: {mix: mno-2+4, arrivals: poisson, sas: 1000}
        host: {cores: 16, burst: 64, cycle: 20 ns, encrypt: {packet: 20 ns}, decrypt: {packet: 20 ns}}
        questions:
          compare: {with: {%s: {device: %s}}}
        """;

    /** @param words a scenario's file, or a question and the file. */
    static PlanInput of(List<String> words, String seed, Map<String, String> changes) throws IOException {
        Path file = Path.of(words.getLast());
        if (Files.isDirectory(file)) {
            throw new YamlException(
                    words.getLast(), "is a folder, wanted is a scenario; two plans are compared by 'compare A B'");
        }
        Scenario scenario = changed(Scenario.read(file), seed, changes);
        return new PlanInput(scenario, Files.readString(file), questions(words, scenario.questions()));
    }

    /**
     * Two profiles beside each other.
     *
     * @param base scenario that says everything but the device; null for a usual one.
     */
    static PlanInput pair(String one, String other, Path base, String seed, Map<String, String> changes)
            throws IOException {
        Profiles.find(one);
        Profiles.find(other);
        String usual = PAIR.formatted(one, other, one, other, other);
        Scenario scenario = base == null
                ? Scenario.parse(usual, "usual traffic")
                : Scenario.read(base)
                        .with("device", one, one)
                        .with("questions", "{compare: {with: {" + other + ": {device: " + other + "}}}}", "compare");
        return new PlanInput(
                changed(scenario, seed, changes), base == null ? usual : Files.readString(base), List.of(COMPARE));
    }

    /** Whether a word of the command line names a profile rather than a plan's folder. */
    static boolean isProfile(String word) {
        return Profiles.names().contains(word) || word.endsWith(SUFFIX);
    }

    /** Refuses words that name neither. */
    static void requireKnown(String word) {
        if (!isProfile(word) && !Files.exists(Path.of(word))) {
            throw new YamlException(
                    word,
                    "neither a folder of a plan nor a profile, nearest is '" + Nearest.of(word, Profiles.names())
                            + "'");
        }
    }

    private static Scenario changed(Scenario scenario, String seed, Map<String, String> changes) {
        Scenario changed = seed == null ? scenario : scenario.with("seed", seed, "--seed");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            changed = changed.with(change.getKey(), change.getValue(), "--set " + change.getKey());
        }
        return changed;
    }

    private static List<String> questions(List<String> words, Questions questions) {
        List<String> asked = Planner.asked(questions);
        if (words.size() == 1) {
            if (asked.isEmpty()) {
                throw new YamlException(
                        words.getLast(),
                        "asks nothing: add 'questions', one or more of " + String.join(", ", Questions.NAMES));
            }
            return asked;
        }
        String wanted = words.getFirst();
        if (!Questions.NAMES.contains(wanted)) {
            throw new YamlException(
                    "'" + wanted + "'",
                    "no such question, nearest is '" + Nearest.of(wanted, Questions.NAMES) + "'; there are: "
                            + String.join(", ", Questions.NAMES));
        }
        if (!asked.contains(wanted)) {
            throw new YamlException(
                    words.getLast(),
                    "does not ask '" + wanted + "'; add it under 'questions', which has: " + String.join(", ", asked));
        }
        return List.of(wanted);
    }
}
