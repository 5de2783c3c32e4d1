// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs the command in this JVM. */
final class MainTest {
    @Test
    void shouldExitWithZeroWhenHelpIsAsked() {
        assertThat(Main.execute("--help")).isZero();
        assertThat(Main.execute("--version")).isZero();
    }

    @Test
    void shouldExitWithTwoWhenCommandIsMissingOrUnknown() {
        assertThat(Main.execute()).isEqualTo(2);
        assertThat(Main.execute("no-such-command")).isEqualTo(2);
    }
}
