// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.report.Charts;
import io.ringlane.bench.report.ChildProcess;
import io.ringlane.bench.report.JmhResult;
import io.ringlane.bench.report.RunFolder;
import io.ringlane.bench.report.Verdict;
import io.ringlane.cli.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs JMH suites and writes what came out: table, JSON, charts, and the comparison asked for. One thread, which only
 * waits: everything that is measured runs in processes of its own.
 */
final class SuiteRun {
    private final Side now;
    private final RunFolder folder;
    private final PrintWriter out;
    private final Consumer<String> progress;
    private final StringBuilder text = new StringBuilder();

    /** @param progress gets a line now and then. */
    SuiteRun(Side now, RunFolder folder, PrintWriter out, Consumer<String> progress) {
        this.now = now;
        this.folder = folder;
        this.out = out;
        this.progress = progress;
    }

    /** The results as Markdown. */
    String text() {
        return text.toString();
    }

    /** One suite: its results are in the folder afterwards. */
    List<JmhResult> measure(Suite suite, String only, List<String> arguments) throws IOException {
        List<String> names = names(now, suite, only);
        if (names.isEmpty()) {
            progress.accept(suite.word() + ": no benchmark matches");
            return List.of();
        }
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-prof", "gc"));
        all.addAll(names);
        Path json = folder.path().resolve(suite.word() + ".json");
        List<JmhResult> results = JmhProcess.run(now, all, json, line -> progress.accept(suite.word() + ": " + line));
        show(suite.word(), table(results));
        for (String chart : Charts.draw(folder.path(), results)) {
            text.append("![").append(chart).append("](").append(chart).append(")\n\n");
        }
        return results;
    }

    /** The suite's other programs, one after another: what they print is kept. */
    void programs(Suite suite, boolean quick, String crypto) {
        for (List<String> program : suite.programs(quick, crypto)) {
            String name = String.join(" ", program).replaceAll("(\\w+\\.)+", "");
            progress.accept(name);
            ChildProcess child = ChildProcess.run(null, now.java(program));
            if (!child.isDone()) {
                progress.accept("failed: " + child.tail());
            }
            show(name, String.join("\n", child.lines()) + "\n");
        }
    }

    /** Benchmarks of a suite that match, as patterns for JMH. */
    static List<String> names(Side side, Suite suite, String only) {
        return JmhProcess.list(side, suite.pattern()).stream()
                .filter(name -> only == null || name.matches(".*(" + only + ").*"))
                .map(name -> "^" + name.replace(".", "\\.") + "$")
                .toList();
    }

    private static String table(List<JmhResult> results) {
        TextTable table = new TextTable("benchmark", "parameters", "score", "+-", "unit", "B/op");
        for (JmhResult result : results) {
            table.row(List.of(
                    result.benchmark(),
                    result.parameterText(),
                    number(result.score()),
                    number(result.error()),
                    result.unit(),
                    number(result.bytes())));
        }
        return table.toString();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    /** Each benchmark of a suite in turn with the same of another revision. */
    void compare(Suite suite, String only, List<String> arguments, Side then, int rounds) throws IOException {
        List<String> mine = names(now, suite, only);
        List<String> theirs = names(then, suite, only);
        SideBySide sides = new SideBySide(then, now, rounds);
        int done = 0;
        for (String name : mine) {
            progress.accept(suite.word() + " against " + then.name() + ": " + done++ + " of " + mine.size());
            if (theirs.contains(name)) {
                sides.run(side -> costs(side, name, arguments));
            }
        }
        show(suite.word() + " against " + then.name(), table(sides) + "\n");
        List<String> added =
                mine.stream().filter(name -> !theirs.contains(name)).toList();
        if (!added.isEmpty()) {
            show("not in " + then.name(), String.join("\n", added).replaceAll("[\\\\^$]", "") + "\n");
        }
    }

    private static Map<String, Double> costs(Side side, String name, List<String> arguments) throws IOException {
        Path json = Files.createTempFile("ringlane-bench", ".json");
        List<String> all = new ArrayList<>(arguments);
        all.add(name);
        Map<String, Double> costs = new LinkedHashMap<>();
        JmhProcess.run(side, all, json, line -> {}).forEach(result -> costs.put(result.name(), result.cost()));
        Files.delete(json);
        return costs;
    }

    /** Verdict of each row. */
    static String table(SideBySide sides) {
        TextTable table = new TextTable("benchmark", "now : then [99 %]", "rounds", "verdict");
        sides.verdicts()
                .forEach((name, verdict) -> table.row(
                        List.of(name, verdict.figures(), Integer.toString(verdict.rounds()), verdict.text())));
        return table.toString();
    }

    /** Beside results of another sitting: ratios, and no verdict. */
    void compare(List<JmhResult> results, List<JmhResult> recorded) {
        Map<String, JmhResult> then = new HashMap<>();
        recorded.forEach(result -> then.put(result.name(), result));
        TextTable table = new TextTable("benchmark", "now : then [99 %]");
        for (JmhResult result : results) {
            JmhResult other = then.get(result.name());
            if (other != null && other.unit().equals(result.unit())) {
                table.row(List.of(
                        result.name(),
                        Verdict.ofSittings(result.costs(), other.costs()).figures()));
            }
        }
        show(
                "Another sitting: no verdict",
                "The core's speed changes from one sitting to the next, and the interval does not know.\n"
                        + "For a verdict name a revision: it is run in turn with this one.\n\n" + table);
    }

    /** Prints, and keeps for the README. */
    void show(String title, String body) {
        out.println(title);
        out.println(body);
        out.flush();
        text.append("## ").append(title).append("\n\n```\n").append(body).append("```\n\n");
    }
}
