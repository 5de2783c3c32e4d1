// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Asking.LoadLimits;
import io.ringlane.plan.scenario.Questions;
import io.ringlane.plan.scenario.Questions.LoadAsked;
import io.ringlane.plan.scenario.Questions.Other;
import io.ringlane.plan.scenario.Questions.SizeAsked;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import java.util.List;
import java.util.Locale;

/**
 * Refuses questions that cannot be answered, ahead of the first trial: values that a key cannot have, loads that nobody
 * can send, targets out of reach. What is wrong is a {@link YamlException}. Stateless.
 */
final class AskedCheck {
    /** Configurations of one question. */
    private static final int MOST = 20_000;

    private static final double MILLION = 1e6;
    private static final double GIGA = 1e9;

    private AskedCheck() {}

    static void require(Scenario scenario, List<String> wanted, LoadLimits limits) {
        Questions questions = scenario.questions();
        for (String question : wanted) {
            switch (question) {
                case "explain" -> {
                    each(scenario, questions.explain().changes());
                    possible(scenario, questions.explain().at(), limits, limits.most(scenario));
                }
                case "sweep" -> {
                    double most = combined(scenario, "sweep", questions.sweep().vary(), limits);
                    possible(scenario, questions.sweep().load(), limits, most);
                }
                case "size" -> size(scenario, questions.size(), limits);
                case "rehearse" -> possible(scenario, questions.rehearse().load(), limits, limits.most(scenario));
                case "stress" -> each(scenario, questions.stress().vary());
                case "forecast" -> others(scenario, questions.forecast().upgrades());
                case "compare" -> others(scenario, questions.compare().others());
                default -> {}
            }
        }
    }

    private static void size(Scenario scenario, SizeAsked asked, LoadLimits limits) {
        LoadAsked load = asked.target().load();
        if (load.kind() == LoadAsked.Kind.SHARE) {
            throw new YamlException(
                    load.where(), "'size' needs a load in pps or bit/s, a share of what fits says nothing");
        }
        possible(scenario, load, limits, combined(scenario, "size", asked.vary(), limits));
    }

    /** A load that no configuration's senders can send is no target. */
    private static void possible(Scenario scenario, LoadAsked load, LoadLimits limits, double most) {
        if (load == null || load.kind() == LoadAsked.Kind.SHARE) {
            return;
        }
        double bits = limits.clearBits(scenario);
        double wanted = load.value()
                * switch (load.kind()) {
                    case PACKETS -> 1;
                    case CLEAR_BITS -> 1 / bits;
                    default -> Asking.ownRate(load, scenario);
                };
        if (wanted > most) {
            throw new YamlException(
                    load.where(),
                    String.format(
                            Locale.ROOT,
                            "target load of %.3f Mpps (%.2f Gbit/s of clear frames) cannot be sent: the ports carry at"
                                    + " most %.3f Mpps of this mix",
                            wanted / MILLION,
                            wanted * bits / GIGA,
                            most / MILLION));
        }
    }

    private static void each(Scenario scenario, List<Varied> vary) {
        for (Varied one : vary) {
            one.values().forEach(value -> scenario.with(one.key(), value, one.where()));
        }
    }

    /** Makes all combinations once; the most that any can be sent, packets per second. */
    private static double combined(Scenario scenario, String question, List<Varied> vary, LoadLimits limits) {
        if (vary.isEmpty()) {
            return limits.most(scenario);
        }
        long count = vary.stream().mapToLong(one -> one.values().size()).reduce(1, (one, other) -> one * other);
        if (count > MOST) {
            throw new YamlException(
                    vary.getFirst().where(),
                    "'" + question + "' has " + count + " configurations, allowed are " + MOST);
        }
        return Asking.combinations(vary).stream()
                .mapToDouble(at -> limits.most(Asking.with(scenario, at)))
                .max()
                .orElseThrow();
    }

    private static void others(Scenario scenario, List<Other> others) {
        others.forEach(other -> Asking.with(scenario, other.changes()));
    }
}
