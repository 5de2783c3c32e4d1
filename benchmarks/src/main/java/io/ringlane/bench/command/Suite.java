// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.latency.FlagsMain;
import io.ringlane.bench.latency.LatencyMain;
import io.ringlane.bench.scale.StateMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A package of benchmarks, by its last name: JMH's, and programs beside them. */
enum Suite {
    MICRO,
    RING,
    CRYPTO,
    FLOW,
    LATENCY,
    SCALE,
    MODEL;

    static final String ALL = "all";

    private static final String LATENCY_MAIN = LatencyMain.class.getName();
    private static final String FLAGS_MAIN = FlagsMain.class.getName();
    private static final String MEMORY_MAIN = StateMemory.class.getName();

    /** The suites that a word means; none if it means nothing. */
    static List<Suite> of(String word) {
        return Arrays.stream(values())
                .filter(suite -> word.equals(ALL) || word.equals(suite.word()))
                .toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For JMH: all benchmarks of the package. */
    String pattern() {
        return "^io\\.ringlane\\.bench\\." + word() + "\\.";
    }

    /**
     * Programs of the suite that are no JMH benchmarks, each as flags of the JVM, class and arguments.
     *
     * @param crypto name of the provider.
     */
    List<List<String>> programs(boolean quick, String crypto) {
        List<List<String>> programs = new ArrayList<>();
        if (this == LATENCY) {
            // at less than half load a core that a neighbour halves is not overloaded either
            for (String load : List.of("80", "40")) {
                for (String size : List.of("64", "512", "1420")) {
                    programs.add(
                            List.of(LATENCY_MAIN, "--size", size, "--load", load, "--seconds", quick ? "3" : "20"));
                }
            }
            if (!quick) {
                programs.add(List.of(FLAGS_MAIN, "5", "--seconds", "10"));
            }
        } else if (this == SCALE) {
            programs.add(List.of("-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch", MEMORY_MAIN, crypto, "100000"));
        }
        return programs;
    }

    /** All words. */
    static String words() {
        return Arrays.stream(values()).map(Suite::word).collect(Collectors.joining(", ")) + ", pipeline, " + ALL;
    }
}
