// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks of the peers' scripts that need neither root nor a peer: syntax, options, arithmetic of the ratio table. */
final class PeerScriptsTest {
    private static final Path FOLDER = Path.of("peers");

    @Test
    void shouldParseWhenScriptIsRead() throws Exception {
        assumeTrue(has("bash"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> scripts =
                    files.filter(file -> file.toString().endsWith(".sh")).toList();
            assertThat(scripts).hasSizeGreaterThan(4);
            for (Path script : scripts) {
                assertThat(run("bash", "-n", script.toString())).isEqualTo("0 ");
            }
        }
    }

    @Test
    void shouldCountRightWhenTableIsMadeOfKnownRows() throws Exception {
        assumeTrue(has("python3"));
        assertThat(run("python3", FOLDER.resolve("ratios.py").toString(), "--self-test"))
                .startsWith("0 ")
                .contains("checks right");
    }

    @Test
    void shouldSayWhatIsAllowedWhenOptionIsWrong() throws Exception {
        assumeTrue(has("bash"));
        String command = FOLDER.resolve("run.sh").toString();
        assertThat(run("bash", command, "--sizes", "63,64"))
                .isEqualTo("2 run.sh: --sizes 63 is out of range, allowed is 64 to 1420\n");
        assertThat(run("bash", command, "--rounds", "0"))
                .isEqualTo("2 run.sh: --rounds '0' is not a number from 1 to 1000\n");
        assertThat(run("bash", command, "--peers", "none")).startsWith("2 run.sh: --peers none is unknown");
        assertThat(run("bash", command, "--out")).isEqualTo("2 run.sh: --out needs a value\n");
        assertThat(run("bash", command, "fast")).startsWith("2 run.sh: option fast is unknown");
    }

    private static boolean has(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Exit code, a blank, and what was printed. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + text;
    }
}
