// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A package of JMH benchmarks, by its last name. */
enum Suite {
    MICRO,
    RING,
    CRYPTO,
    FLOW,
    LATENCY,
    SCALE;

    static final String ALL = "all";

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

    /** All words. */
    static String words() {
        return Arrays.stream(values()).map(Suite::word).collect(Collectors.joining(", ")) + ", pipeline, " + ALL;
    }
}
