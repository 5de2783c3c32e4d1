// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.scenario.Questions;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.TrialPool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Answers the questions of a scenario, one after the other, each with its share of the packets. One thread. */
public final class Planner {
    /** How many packets a question may take, to be divided by the sum of those asked. */
    private static final Map<String, Integer> WEIGHTS = Map.of(
            "search", 12, "explain", 5, "sweep", 6, "size", 6, "rehearse", 2, "stress", 3, "forecast", 1, "compare", 3);

    private final Scenario scenario;
    private final TrialPool pool;
    private final Asking.LoadLimits limits;
    private final long budget;

    /** @param budget packets that all questions together may take, about. */
    public Planner(Scenario scenario, TrialPool pool, Asking.LoadLimits limits, long budget) {
        this.scenario = scenario;
        this.pool = pool;
        this.limits = limits;
        this.budget = budget;
    }

    /** How the packets are divided: by question, in the order of answering. */
    public static Map<String, Long> shares(List<String> asked, long budget) {
        int sum = asked.stream().mapToInt(WEIGHTS::get).sum();
        Map<String, Long> shares = new LinkedHashMap<>();
        asked.forEach(question -> shares.put(question, budget * WEIGHTS.get(question) / sum));
        return shares;
    }

    /** Questions that are asked, in the order of answering. */
    public static List<String> asked(Questions questions) {
        return Questions.NAMES.stream()
                .filter(name -> questions.asked(name) != null)
                .toList();
    }

    /** Refuses questions that cannot be answered with a {@link YamlException}, ahead of the first trial. */
    public static void require(Scenario scenario, List<String> questions, Asking.LoadLimits limits) {
        AskedCheck.require(scenario, questions, limits);
    }

    /**
     * Answers.
     *
     * @param questions to be answered, of those that the scenario asks.
     * @param begins    is told the name of each before it is worked on.
     */
    public List<Answer> answers(List<String> questions, Consumer<String> begins) {
        require(scenario, questions, limits);
        Map<String, Long> shares = shares(questions, budget);
        List<Answer> answers = new ArrayList<>();
        for (String question : questions) {
            begins.accept(question);
            answers.add(answer(question, new Asking(scenario, pool, shares.get(question), limits)));
        }
        return answers;
    }

    private Answer answer(String question, Asking asking) {
        Questions questions = scenario.questions();
        return switch (question) {
            case "search" -> new SearchAnswer(asking, questions.search()).answer();
            case "explain" -> new ExplainAnswer(asking, questions.explain()).answer();
            case "sweep" -> new SweepAnswer(asking, questions.sweep()).answer();
            case "size" -> new SizeAnswer(asking, questions.size()).answer();
            case "rehearse" -> new RehearseAnswer(asking, questions.rehearse()).answer();
            case "stress" -> new StressAnswer(asking, questions.stress()).answer();
            case "forecast" -> new ForecastAnswer(asking, questions.forecast()).answer();
            case "compare" -> new CompareAnswer(asking, questions.compare()).answer();
            default -> throw new IllegalArgumentException("no such question: " + question);
        };
    }
}
