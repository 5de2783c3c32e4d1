// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

/** Looks for commands in folders of its own, and shows that the condition lets a test run. */
final class RequiresCommandTest {
    private static boolean ranWithCommand;

    @Test
    void shouldFindOnlyExecutableFilesWhenPathIsSearched(@TempDir Path folder) throws IOException {
        Path tool = Files.createFile(folder.resolve("tool"));
        Files.createFile(folder.resolve("text"));
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        String path = "/nowhere" + File.pathSeparator + File.pathSeparator + folder;

        assertThat(RequiresCommandCondition.isOnPath("tool", path)).isTrue();
        assertThat(RequiresCommandCondition.isOnPath("text", path)).isFalse();
        assertThat(RequiresCommandCondition.isOnPath("absent", path)).isFalse();
        assertThat(RequiresCommandCondition.isOnPath("tool", null)).isFalse();
    }

    @Test
    @RequiresCommand("sh")
    void shouldRunWhenCommandIsThere() {
        ranWithCommand = true;
    }

    @Test
    void shouldSkipAndSayWhyWhenACommandIsAbsent() {
        ConditionEvaluationResult result =
                RequiresCommandCondition.evaluate("SomeTest", new String[] {"sh", "no-such"}, System.getenv("PATH"));

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).contains("SomeTest needs no-such, which is not on the PATH");
    }

    @AfterAll
    static void shouldHaveRunWhatCouldRun() {
        assertThat(ranWithCommand).isTrue();
    }
}
