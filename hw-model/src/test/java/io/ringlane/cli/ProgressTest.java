// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The progress line, with a clock set by hand. */
final class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    private String run(PrintStream terminal, long stepNs) {
        try (Progress progress = new Progress(terminal, () -> now)) {
            for (int i = 0; i < 1000; i++) {
                now += stepNs;
                progress.progress(i, 1000, 12_345);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private PrintStream terminal() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayNothingWhenRunIsOverWithinASecond() {
        assertThat(run(terminal(), 900_000)).isEmpty();
    }

    @Test
    void shouldShowShareAndPacketsWhenRunTakesLongerThanASecond() {
        String text = run(terminal(), 10_000_000);
        assertThat(text).contains(" 95 %, 12,345 packets sent").doesNotContain("  3 %");
        assertThat(text).endsWith("\r\u001b[K");
    }

    @Test
    void shouldSayNothingWhenThereIsNoTerminal() {
        assertThat(run(null, 10_000_000)).isEmpty();
    }
}
