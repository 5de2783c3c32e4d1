// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The build's own checks of one module; each module's tests have one class that extends this one. */
public abstract class ModuleRules {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TEST = Path.of("src", "test", "java");
    private static final Path HOT_PATH = Path.of("src", "test", "resources", "hot-path.txt");

    @Test
    void shouldImportOnlyDownwardsWhenPackagesUseEachOther() throws IOException {
        assertThat(ClassDependencies.faults(CLASSES)).isEmpty();
    }

    @Test
    void shouldKeepBudgetsWhenMainSourcesAreMeasured() throws IOException {
        assertThat(SourceBudgets.mainFaults(MAIN)).isEmpty();
    }

    @Test
    void shouldKeepHabitsWhenTestSourcesAreRead() throws IOException {
        assertThat(SourceBudgets.testFaults(TEST)).isEmpty();
    }

    @Test
    void shouldMakeNoGarbageWhenClassIsOnTheHotPath() throws IOException {
        List<String> lines = Files.exists(HOT_PATH) ? Files.readAllLines(HOT_PATH) : List.of();
        assertThat(HotPathRules.faults(lines, CLASSES)).isEmpty();
    }
}
