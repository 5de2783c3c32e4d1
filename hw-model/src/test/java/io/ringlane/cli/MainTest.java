// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command in this JVM, with its streams caught. */
final class MainTest {
    @Test
    void shouldExitWithZeroWhenHelpOrVersionIsAsked() {
        assertThat(CommandRun.of("--help").code()).isZero();
        assertThat(CommandRun.of("--help").out()).contains("Usage: ringlane");
        assertThat(CommandRun.of("--version").code()).isZero();
        assertThat(CommandRun.of("--version").out()).contains("ringlane ", "JDK 25");
    }

    @Test
    void shouldSayOneLineAndExitWithTwoWhenCommandIsMissingOrUnknown() {
        for (CommandRun outcome :
                new CommandRun[] {CommandRun.of(), CommandRun.of("no-such-command"), CommandRun.of("--verzion")}) {
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err().lines()).hasSize(1).first().asString().startsWith("ringlane: ");
        }
    }

    @Test
    void shouldNameTheCommandsWhenOneIsUnknown() {
        assertThat(CommandRun.of("zzz").err())
                .contains("'zzz'", "commands are transmit, receive, mtu, lint, conformance, nic");
    }

    @ParameterizedTest
    @CsvSource({"25.0.3,true", "25.0.4,true", "25.1,true", "25.0.2,false", "25,false", "24.0.9,false", "26,false"})
    void shouldAcceptOnlyFaultFreeBuildsOf25WhenChecked(String jdk, boolean fits) {
        assertThat(Main.fits(Runtime.Version.parse(jdk))).isEqualTo(fits);
    }
}
