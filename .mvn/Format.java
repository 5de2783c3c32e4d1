// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats the sources of all modules, or checks that they are formatted. Run by the build, in the parent's validate
 * phase: {@code mvn -B -ntp -q -N validate} checks, the same with {@code -Dformat=write} mends.
 */
public final class Format {
    private static final List<String> ROOTS = List.of("engine/src", "hw-model/src", "benchmarks/src");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final Path top;
    private final boolean write;
    private int faults;

    private Format(Path top, boolean write) {
        this.top = top;
        this.write = write;
    }

    public static void main(String[] args) throws IOException {
        Format format = new Format(Path.of(args[0]), "write".equals(args[1]));
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

    private void file(Path source) throws IOException {
        String before = Files.readString(source);
        String after;
        try {
            after = formatter.formatSourceAndFixImports(before);
        } catch (FormatterException unreadable) {
            fault(source + ": " + unreadable.getMessage());
            return;
        }
        if (after.equals(before)) {
            return;
        }
        if (write) {
            Files.writeString(source, after);
            System.out.println("formatted " + top.relativize(source));
        } else {
            fault(top.relativize(source) + ":" + firstDifference(before, after) + " is not formatted");
        }
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
