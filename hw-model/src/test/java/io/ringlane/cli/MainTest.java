// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command in this JVM, with its streams caught. */
final class MainTest {
    private record Outcome(int code, String out, String err) {}

    @Test
    void shouldExitWithZeroWhenHelpOrVersionIsAsked() {
        assertThat(run("--help").code()).isZero();
        assertThat(run("--help").out()).contains("Usage: ringlane");
        assertThat(run("--version").code()).isZero();
        assertThat(run("--version").out()).contains("ringlane ", "JDK 25");
    }

    @Test
    void shouldSayOneLineAndExitWithTwoWhenCommandIsMissingOrUnknown() {
        for (Outcome outcome : new Outcome[] {run(), run("no-such-command"), run("--verzion")}) {
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err().lines()).hasSize(1).first().asString().startsWith("ringlane: ");
        }
    }

    @ParameterizedTest
    @CsvSource({"25.0.3,true", "25.0.4,true", "25.1,true", "25.0.2,false", "25,false", "24.0.9,false", "26,false"})
    void shouldAcceptOnlyFaultFreeBuildsOf25WhenChecked(String jdk, boolean fits) {
        assertThat(Main.fits(Runtime.Version.parse(jdk))).isEqualTo(fits);
    }

    private static Outcome run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(
                    Main.execute(args),
                    outBytes.toString(StandardCharsets.UTF_8),
                    errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
