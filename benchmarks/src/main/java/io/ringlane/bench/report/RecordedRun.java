// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.time.LocalDate;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What goes into perf-results: the numbers, and beside them what they were measured on and how.
 *
 * @param commit  that was measured.
 * @param command arguments of the program.
 */
record RecordedRun(String commit, String command) {
    /** One JSON object. */
    String json(Collection<RoundSummary> summaries) {
        return summaries.stream()
                .map(RoundSummary::json)
                .collect(Collectors.joining(",\n", head() + "  \"results\": [\n", "\n  ]\n}\n"));
    }

    private String head() {
        return "{\n"
                + field("date", LocalDate.now().toString())
                + field("commit", commit)
                + field("command", command.replace("\\", "\\\\").replace("\"", "\\\""))
                + field("jvm", System.getProperty("java.vm.name") + " " + Runtime.version())
                + field("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                + "  \"processors\": " + Runtime.getRuntime().availableProcessors() + ",\n";
    }

    private static String field(String name, String value) {
        return "  \"" + name + "\": \"" + value + "\",\n";
    }
}
