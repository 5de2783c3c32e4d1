// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A program that was run to its end.
 *
 * @param lines of its output, errors among them.
 */
public record ChildProcess(int code, List<String> lines) {
    private static final int TAIL = 12;

    /** Runs a program. @param folder to run it in, null for this one. */
    public static ChildProcess run(Path folder, List<String> command) {
        return run(folder, command, line -> {});
    }

    /**
     * Runs a program and hands each line on as it comes. Ends with it when this JVM ends.
     *
     * @throws UncheckedIOException if there is no such program.
     */
    public static ChildProcess run(Path folder, List<String> command, Consumer<String> sink) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        try {
            Process process = builder.start();
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            List<String> lines = new ArrayList<>();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                    sink.accept(line);
                }
            }
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return new ChildProcess(code, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The program's output in one line, or null if it failed or is not there. */
    public static String line(Path folder, String... command) {
        try {
            ChildProcess child = run(folder, List.of(command));
            return child.isDone() ? String.join(" ", child.lines).strip() : null;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    public boolean isDone() {
        return code == 0;
    }

    /** The last lines. */
    public String tail() {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
