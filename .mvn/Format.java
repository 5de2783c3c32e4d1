// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Formats the sources of all modules, or checks that they are formatted. Run by the build, in the parent's validate
 * phase: {@code mvn -B -ntp -q -N validate} checks, the same with {@code -Dformat=write} mends, with
 * {@code -Dformat=strict} it takes final off parameters and local variables too.
 */
public final class Format {
    private static final List<String> TASKS = List.of("check", "write", "strict");
    private static final List<String> ROOTS = List.of("engine/src", "hw-model/src", "benchmarks/src");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final Path top;
    private final String task;
    private int faults;

    private Format(Path top, String task) {
        this.top = top;
        this.task = task;
    }

    public static void main(String[] args) throws IOException {
        if (!TASKS.contains(args[1])) {
            System.err.println("-Dformat=" + args[1] + ": allowed are " + String.join(", ", TASKS));
            System.exit(2);
        }
        Format format = new Format(Path.of(args[0]), args[1]);
        for (String root : ROOTS) {
            format.tree(Path.of(args[0], root));
        }
        if (format.faults > 0) {
            System.err.println(format.faults + " file(s) not formatted; mend: mvn -B -ntp -q -N validate -Dformat=write");
            System.exit(1);
        }
    }

    private void tree(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> sources;
        try (Stream<Path> walk = Files.walk(root)) {
            sources = walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        for (Path source : sources) {
            file(source);
        }
    }

    private void file(Path file) throws IOException {
        String before = Files.readString(file);
        String after;
        try {
            String source = "strict".equals(task) ? withoutLocalFinals(file, before) : before;
            after = formatter.formatSourceAndFixImports(source);
        } catch (FormatterException unreadable) {
            fault(file + ": " + unreadable.getMessage());
            return;
        }
        if (after.equals(before)) {
            return;
        }
        if (!"check".equals(task)) {
            Files.writeString(file, after);
            System.out.println("formatted " + top.relativize(file));
        } else {
            fault(top.relativize(file) + ":" + firstDifference(before, after) + " is not formatted");
        }
    }

    private static String withoutLocalFinals(Path file, String text) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Long> places = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file.toFile()));
            CompilationUnitTree unit = task.parse().iterator().next();
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitVariable(VariableTree variable, Void unused) {
                    boolean isField = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
                    if (!isField && variable.getModifiers().getFlags().contains(Modifier.FINAL)) {
                        places.add(positions.getStartPosition(unit, variable.getModifiers()));
                    }
                    return super.visitVariable(variable, unused);
                }
            }.scan(unit, null);
        }
        StringBuilder result = new StringBuilder(text);
        for (long place : places.stream().sorted(Comparator.reverseOrder()).toList()) {
            int at = result.indexOf("final", (int) place);
            result.delete(at, at + "final ".length());
        }
        return result.toString();
    }

    private void fault(String text) {
        faults++;
        System.err.println(text);
    }

    private static int firstDifference(String before, String after) {
        String[] a = before.split("\n", -1);
        String[] b = after.split("\n", -1);
        int line = 0;
        while (line < a.length && line < b.length && a[line].equals(b[line])) {
            line++;
        }
        return line + 1;
    }
}
