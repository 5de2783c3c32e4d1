// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.RequiresCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher up to its choice of a JDK; beyond that it would build. */
@RequiresCommand("bash")
final class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "ringlane").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void shouldSayOneLineWhenNamedFolderIsNoJdk() throws Exception {
        assertRefused(LAUNCHER, folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.2", "24.0.9", "17.0.15", "26"})
    void shouldSayOneLineWhenNamedJdkDoesNotFit(String version) throws Exception {
        assertRefused(LAUNCHER, jdk(version));
    }

    @Test
    void shouldFollowSymbolicLinkWhenCalledThroughOne() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("linked launcher"), LAUNCHER);
        assertRefused(link, jdk("25.0.1"));
    }

    @Test
    void shouldTellWhereTheJdkIsWhenAsked() throws Exception {
        Path jdk = jdk("25.0.3");
        assertThat(run(LAUNCHER, jdk, "--java-home")).isEqualTo(jdk + "\n");
    }

    /** A folder that looks like a JDK to the launcher. */
    private Path jdk(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("a jdk"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String command : new String[] {"java", "javac"}) {
            Path file = Files.createFile(bin.resolve(command));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private void assertRefused(Path launcher, Path jdk) throws Exception {
        assertThat(run(launcher, jdk, "--version"))
                .isEqualTo("ringlane: JAVA25_HOME=" + jdk + " is not a JDK 25 (25.0.3 or later)\nexit 2");
    }

    /** Output, and the exit code behind it if that is not 0. */
    private String run(Path launcher, Path jdk, String argument) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", launcher.toString(), argument)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA25_HOME", jdk.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 ? output : output + "exit " + code;
    }
}
