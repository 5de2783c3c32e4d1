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
import org.junit.jupiter.api.io.TempDir;

/** The page about keys and the program in it do not drift apart. */
final class KeyRingTest {
    private static final Path PAGE = Path.of("..", "docs", "keys-and-lifetimes.md");
    private static final Path SOURCE = Path.of("src/test/java/io/ringlane/example/KeyRing.java");

    private static String block(String page, String from) {
        int start = page.indexOf("```" + from + "\n") + 4 + from.length();
        return page.substring(start, page.indexOf("```", start));
    }

    @Test
    void shouldBeTheProgramOfThePage() throws IOException {
        String source = Files.readString(SOURCE);

        assertThat(source).endsWith(block(Files.readString(PAGE), "java"));
    }

    @Test
    void shouldPrintWhatThePageSaysInTheFirstRunAndLater(@TempDir Path folder) throws IOException {
        String page = Files.readString(PAGE);
        String output = block(page.substring(page.indexOf("It prints")), "");
        String file = folder.resolve("numbers").toString();

        assertThat(run(file)).isEqualTo(output);
        assertThat(run(file)).isEqualTo(output);
    }

    private static String run(String file) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            KeyRing.main(new String[] {file});
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
