// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that each budget can be overdrawn, on sources written for the purpose. */
final class SourceBudgetsTest {
    private static final String HEAD = "// SPDX-License-Identifier: Apache-2.0\npackage io.ringlane.sa;\n";
    private static final String TYPE = "/** Role. */\nfinal class A {\n";

    @TempDir
    private Path sources;

    @Test
    void shouldFindNothingWhenSourceIsInOrder() throws IOException {
        assertThat(faults(HEAD + TYPE + "    int one() {\n        return 1;\n    }\n}\n"))
                .isEmpty();
    }

    @Test
    void shouldFailWhenFileIsTooLong() throws IOException {
        assertThat(faults(HEAD + TYPE + "\n".repeat(445) + "}\n")).isEmpty();
        assertThat(faults(HEAD + TYPE + "\n".repeat(446) + "}\n"))
                .singleElement()
                .asString()
                .endsWith("A.java: lines: 451, 450 allowed");
    }

    @Test
    void shouldFailWhenLineIsTooLongOrHeadIsMissing() throws IOException {
        assertThat(faults(HEAD + TYPE + "// " + "x".repeat(118) + "\n}\n"))
                .singleElement()
                .asString()
                .endsWith("A.java:5: columns: 121, 120 allowed");
        assertThat(faults("package io.ringlane.sa;\n" + TYPE + "}\n"))
                .singleElement()
                .asString()
                .contains("first line");
    }

    @Test
    void shouldFailWhenMethodHasTooManyStatements() throws IOException {
        assertThat(faults(method("a();".repeat(45)))).isEmpty();
        assertThat(faults(method("a();".repeat(46))))
                .singleElement()
                .asString()
                .contains("statements of a: 46, 45 allowed");
    }

    @Test
    void shouldCountStatementsWithinControlStructures() throws IOException {
        String loop = "for (int i = 0; i < 3; i++) { a(); if (i == 1) { a(); } else { a(); } }";
        Files.writeString(sources.resolve("A.java"), method(loop));
        SourceFile.Method method =
                SourceFile.parse(sources.resolve("A.java")).methods().getFirst();

        assertThat(method.statements()).isEqualTo(5);
        assertThat(method.nesting()).isEqualTo(2);
    }

    @Test
    void shouldFailWhenNestingIsTooDeep() throws IOException {
        String three = "if (b) { while (b) { try { a(); } finally { a(); } } }";
        assertThat(faults(method(three))).isEmpty();
        assertThat(faults(method("for (;;) { " + three + " }")))
                .singleElement()
                .asString()
                .contains("nesting of a: 4, 3 allowed");
    }

    @Test
    void shouldNotNestDeeperWhenElseIfGoesOn() throws IOException {
        assertThat(faults(method("if (b) { a(); }" + " else if (b) { a(); }".repeat(6))))
                .isEmpty();
    }

    @Test
    void shouldFailWhenHabitsAreBroken() throws IOException {
        assertThat(faults(method("var x = 1;"))).singleElement().asString().contains("var is not used: x");
        assertThat(faults(HEAD + "final class A {}\n"))
                .singleElement()
                .asString()
                .contains("needs Javadoc");
        assertThat(faults(HEAD + "import java.util.*;\n" + TYPE + "}\n"))
                .singleElement()
                .asString()
                .contains("import the types by name");
        assertThat(faults(HEAD + TYPE + "// TO" + "DO later\n}\n"))
                .singleElement()
                .asString()
                .contains("open mark");
    }

    @Test
    void shouldFindFinalWhenItIsNotOnAField() throws IOException {
        Files.writeString(
                sources.resolve("A.java"),
                HEAD + TYPE + "final int f = 1; void a(final int p) { final int l = p; }\n}\n");
        assertThat(SourceFile.parse(sources.resolve("A.java")).finalFaults())
                .satisfiesExactly(
                        first -> assertThat(first).contains("final is for fields only: p"),
                        second -> assertThat(second).contains("final is for fields only: l"));
    }

    @Test
    void shouldFailWhenSourceImportsUpwardsThoughNoClassFileShowsIt() throws IOException {
        assertThat(faults(HEAD + "import static io.ringlane.tx.Backlog.LIMIT;\n" + TYPE + "}\n"))
                .singleElement()
                .asString()
                .contains("io.ringlane.sa must not import io.ringlane.tx");
    }

    @Test
    void shouldFailWhenPackageHasTooManyTypes() throws IOException {
        for (int i = 0; i < 13; i++) {
            Files.writeString(sources.resolve("T" + i + ".java"), HEAD + "/** Role. */\nfinal class T" + i + " {}\n");
        }
        assertThat(SourceBudgets.mainFaults(sources)).singleElement().asString().contains("types in the package: 13");
    }

    @Test
    void shouldFailWhenManyMethodsAreLongerThanMost() throws IOException {
        StringBuilder text = new StringBuilder(HEAD + TYPE);
        for (int i = 0; i < 20; i++) {
            text.append("void m")
                    .append(i)
                    .append("() { ")
                    .append("a();".repeat(i < 17 ? 1 : 13))
                    .append(" }\n");
        }
        assertThat(faults(text + "}\n")).singleElement().asString().contains("statements of a method, p90: 13, 12");
    }

    @Test
    void shouldTakeNearestRankWhenPercentileIsAsked() {
        List<Integer> hundred = IntStream.rangeClosed(1, 100).boxed().toList();
        assertThat(SourceBudgets.percentile(hundred, 90)).isEqualTo(90);
        assertThat(SourceBudgets.percentile(hundred, 99)).isEqualTo(99);
        assertThat(SourceBudgets.percentile(Collections.nCopies(19, 7), 90)).isZero();
    }

    private static String method(String body) {
        return HEAD + TYPE + "    boolean b;\n    void a() {\n" + body.replace(";", ";\n") + "\n    }\n}\n";
    }

    private List<String> faults(String source) throws IOException {
        Files.writeString(sources.resolve("A.java"), source);
        return SourceBudgets.mainFaults(sources);
    }
}
