// SPDX-License-Identifier: Apache-2.0
package io.ringlane.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of the documentation runs, and the documentation shows what runs. */
class FirstEngineTest {
    private static final Path SOURCE = Path.of("src/test/java/io/ringlane/example/FirstEngine.java");
    private static final Path PAGE = Path.of("../docs/embedding.md");

    @Test
    void shouldSendOneProtectedFrameWhenRun() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstEngine.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        // 20 outer header, 8 ESP, 8 IV, 120 inner, 2 padding, 2 trailer, 16 ICV
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("frame of 176 bytes")
                .contains("in=1, born=0");
    }

    @Test
    void shouldStandInTheDocumentationAsItIs() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("public final class FirstEngine"));

        assertThat(Files.readString(PAGE)).contains(shown.strip());
    }
}
