// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks the sources of one module against the budgets of docs/design.md: lengths of files and methods, depth of
 * nesting, types per package, and the few habits that a compiler or a formatter does not see.
 */
public final class SourceBudgets {
    static final int FILE_LINES = 450;
    static final int FILE_LINES_P90 = 300;
    static final int METHOD_STATEMENTS = 45;
    static final int METHOD_STATEMENTS_P99 = 30;
    static final int METHOD_STATEMENTS_P90 = 12;
    static final int NESTING = 3;
    static final int LINE_COLUMNS = 120;
    static final int PACKAGE_TYPES = 12;
    /** Packages that may hold more, each argued for in docs/decisions. */
    private static final Map<String, Integer> PACKAGE_TYPES_OF = Map.of("sa", 16, "dev", 15, "engine", 14);
    /** Fewer measurements than this have no percentile worth the name. */
    private static final int ENOUGH = 20;

    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0";

    private final List<String> faults = new ArrayList<>();
    private final List<Integer> fileLines = new ArrayList<>();
    private final List<Integer> methodStatements = new ArrayList<>();

    private SourceBudgets() {}

    /** Faults of main sources, one line each; all budgets hold for them. */
    public static List<String> mainFaults(Path sources) throws IOException {
        SourceBudgets budgets = new SourceBudgets();
        Map<Path, Integer> typesOf = new TreeMap<>();
        for (SourceFile source : SourceFile.parse(sources(sources))) {
            Path file = source.file();
            budgets.text(file);
            budgets.lengths(file, source);
            if (!file.endsWith("package-info.java")) {
                typesOf.merge(file.getParent(), 1, Integer::sum);
            }
        }
        typesOf.forEach((folder, types) -> budgets.limit(
                folder + ": types in the package",
                types,
                PACKAGE_TYPES_OF.getOrDefault(folder.getFileName().toString(), PACKAGE_TYPES)));
        budgets.percentiles(sources);
        return budgets.faults;
    }

    /** Faults of test sources, one line each: head line, line length and habits only. */
    public static List<String> testFaults(Path sources) throws IOException {
        SourceBudgets budgets = new SourceBudgets();
        for (SourceFile source : SourceFile.parse(sources(sources))) {
            budgets.text(source.file());
            budgets.faults.addAll(source.habitFaults());
            budgets.faults.addAll(source.finalFaults());
        }
        return budgets.faults;
    }

    private void text(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(LICENCE)) {
            faults.add(file + ":1: the first line must be " + LICENCE);
        }
        for (int i = 0; i < lines.size(); i++) {
            String where = file + ":" + (i + 1);
            limit(where + ": columns", lines.get(i).length(), LINE_COLUMNS);
            if (lines.get(i).contains("TO" + "DO") || lines.get(i).contains("FIX" + "ME")) {
                faults.add(where + ": open mark; make it an issue");
            }
        }
    }

    private void lengths(Path file, SourceFile source) throws IOException {
        int lines = Files.readAllLines(file).size();
        fileLines.add(lines);
        limit(file + ": lines", lines, FILE_LINES);
        faults.addAll(source.habitFaults());
        faults.addAll(source.finalFaults());
        faults.addAll(source.docFaults());
        for (SourceFile.Method method : source.methods()) {
            methodStatements.add(method.statements());
            limit(
                    file + ":" + method.line() + ": statements of " + method.name(),
                    method.statements(),
                    METHOD_STATEMENTS);
            limit(file + ":" + method.line() + ": nesting of " + method.name(), method.nesting(), NESTING);
        }
        for (SourceFile.Import used : source.imports()) {
            String fault = PackageRules.fault(source.packageName(), used.packageName());
            if (fault != null) {
                faults.add(file + ":" + used.line() + ": " + fault);
            }
        }
    }

    private void percentiles(Path sources) {
        limit(sources + ": lines of a file, p90", percentile(fileLines, 90), FILE_LINES_P90);
        limit(sources + ": statements of a method, p90", percentile(methodStatements, 90), METHOD_STATEMENTS_P90);
        limit(sources + ": statements of a method, p99", percentile(methodStatements, 99), METHOD_STATEMENTS_P99);
    }

    private void limit(String what, int value, int allowed) {
        if (value > allowed) {
            faults.add(what + ": " + value + ", " + allowed + " allowed");
        }
    }

    /** Nearest rank; 0 while there are too few values. */
    static int percentile(List<Integer> values, int percent) {
        if (values.size() < ENOUGH) {
            return 0;
        }
        List<Integer> sorted = values.stream().sorted().toList();
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private static List<Path> sources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
