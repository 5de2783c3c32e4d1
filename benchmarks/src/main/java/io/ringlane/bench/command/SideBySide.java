// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.report.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two sides in turn, A B B A in each round, so that a slow minute meets both; compared within a round only. One thread.
 */
final class SideBySide {
    /** One run of one side. */
    @FunctionalInterface
    interface Trial {
        /** Cost by name of the row; the less the better. Rows that cannot be trusted are left out. */
        Map<String, Double> run(Side side) throws IOException;
    }

    private final Side then;
    private final Side now;
    private final int rounds;
    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

    SideBySide(Side then, Side now, int rounds) {
        this.then = then;
        this.now = now;
        this.rounds = rounds;
    }

    /** Runs all rounds of a trial; its rows are added to those of trials before. */
    void run(Trial trial) throws IOException {
        for (int i = 0; i < rounds; i++) {
            Map<String, Double> first = trial.run(then);
            Map<String, Double> second = trial.run(now);
            Map<String, Double> third = trial.run(now);
            Map<String, Double> fourth = trial.run(then);
            for (String row : first.keySet()) {
                if (second.containsKey(row) && third.containsKey(row) && fourth.containsKey(row)) {
                    ratios.computeIfAbsent(row, key -> new ArrayList<>())
                            .add((first.get(row) + fourth.get(row)) / (second.get(row) + third.get(row)));
                }
            }
        }
    }

    /** By row; the ratio is how much faster {@code now} is. */
    Map<String, Verdict> verdicts() {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        ratios.forEach((row, values) -> verdicts.put(row, Verdict.of(values)));
        return verdicts;
    }
}
