// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.report.JmhResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs JMH of one side in a process of its own, as JMH's forks take their class path from it. Stateless. */
final class JmhProcess {
    /** For a first look: one fork, few short iterations. */
    static final List<String> QUICK = List.of("-f", "1", "-wi", "3", "-w", "500ms", "-i", "5", "-r", "200ms");

    /** For comparisons: warm-up as the class says, then short windows whose median a slow moment does not move. */
    static final List<String> WINDOWS = List.of("-f", "1", "-i", "20", "-r", "50ms");

    private static final String JMH = "org.openjdk.jmh.Main";
    private static final String PROGRESS = "# Run progress: ";
    private static final String FAILURE = "<failure>";

    private JmhProcess() {}

    /** Benchmarks that match, by full name. */
    static List<String> list(Side side, String pattern) {
        ChildProcess child = ChildProcess.run(null, side.java(JMH, List.of("-l", pattern)));
        require(child);
        return child.lines().stream()
                .filter(line -> line.matches("[a-z][\\w.]+\\.\\w+"))
                .toList();
    }

    /**
     * Runs and reads the results. A benchmark that cannot run, for want of a library say, has none.
     *
     * @param json where JMH writes them.
     * @param progress gets a line before each benchmark, and what a failed one said.
     */
    static List<JmhResult> run(Side side, List<String> arguments, Path json, Consumer<String> progress)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("-rf", "json", "-rff", json.toString()));
        all.addAll(arguments);
        boolean[] failed = {false};
        require(ChildProcess.run(null, side.java(JMH, all), line -> {
            if (line.startsWith(PROGRESS)) {
                progress.accept(line.substring(PROGRESS.length()));
            } else if (failed[0] && !line.isBlank()) {
                progress.accept("failed: " + line);
                failed[0] = false;
            } else if (line.endsWith(FAILURE)) {
                failed[0] = true;
            }
        }));
        if (!Files.exists(json) || Files.size(json) == 0) {
            throw new IOException("JMH wrote no results");
        }
        JmhResult.anonymise(json);
        return JmhResult.read(json);
    }

    private static void require(ChildProcess child) {
        if (!child.isDone()) {
            throw new IllegalStateException("JMH failed:\n" + child.tail());
        }
    }
}
