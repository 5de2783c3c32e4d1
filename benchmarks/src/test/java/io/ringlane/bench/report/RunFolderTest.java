// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.quiet.Calibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
    @TempDir
    private Path parent;

    private final Fingerprint fingerprint = new Fingerprint(null, "./ringlane bench micro --only 'A|B'");

    @Test
    void shouldNumberFolderWhenTheSameRunIsThere() throws IOException {
        Path first = RunFolder.make(parent, fingerprint).path();
        Path second = RunFolder.make(parent, fingerprint).path();

        assertThat(first.getFileName().toString()).matches("20\\d\\d-\\d\\d-\\d\\d-[a-z0-9-]+");
        assertThat(second).isEqualTo(parent.resolve(first.getFileName() + "-2")).isDirectory();
    }

    @Test
    void shouldListRunsAndSingleFilesWhenARunIsFinished() throws IOException {
        Files.writeString(parent.resolve("2026-01-01-old.json"), "[]");
        Calibration calibration = new Calibration();
        fingerprint.calibrate("before", calibration);
        fingerprint.calibrate("after", calibration);
        fingerprint.libraries();
        RunFolder folder = RunFolder.make(parent, fingerprint);

        folder.finish(fingerprint, "## table\n");

        String name = folder.path().getFileName().toString();
        assertThat(parent.resolve("README.md"))
                .content()
                .contains(
                        "| [" + name + "](" + name + "/) | ",
                        "`./ringlane bench micro --only 'A\\|B'` |",
                        "- [2026-01-01-old.json]");
        assertThat(folder.path().resolve("README.md")).content().contains("- before: {least cycles=", "## table");
        assertThat(folder.path().resolve("fingerprint.json"))
                .content()
                .contains("\"kernel\"", "\"governor\"", "\"hypervisor\"", "\"flags\"", "\"native libraries\"")
                .doesNotContain(System.getProperty("user.dir"), System.getProperty("java.home"));
    }

    @Test
    void shouldDrawChartsWhenThereAreResults() throws IOException {
        List<JmhResult> bars = List.of(result("Pool.take", Map.of()), result("Pool.give", Map.of()));
        List<JmhResult> curve = List.of(
                result("Flow.run", Map.of("size", "64")),
                result("Flow.run", Map.of("size", "512")),
                result("Flow.run", Map.of("size", "9000")));

        assertThat(Charts.draw(parent, bars)).containsExactly("Pool-ns-op.png");
        assertThat(Charts.draw(parent, curve)).containsExactly("Flow-ns-op.png");
        assertThat(parent.resolve("Pool-ns-op.png")).isNotEmptyFile();
        assertThat(parent.resolve("Flow-ns-op.png")).isNotEmptyFile();
    }

    private static JmhResult result(String name, Map<String, String> parameters) {
        return new JmhResult(name, parameters, "avgt", 5, Double.NaN, "ns/op", 0, List.of(5.0));
    }
}
