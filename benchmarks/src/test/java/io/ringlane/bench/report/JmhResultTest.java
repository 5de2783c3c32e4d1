// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JmhResultTest {
    private static final String JSON = """
        [{"jmhVersion": "1.37", "benchmark": "io.ringlane.bench.micro.PoolBenchmark.takeAndGive", "mode": "%s",
          "jvm": "/opt/somewhere/bin/java", "params": {"size": "64", "way": "own"},
          "primaryMetric": {"score": 3.5, "scoreError": "NaN", "scoreUnit": "ns/op",
            "rawData": [[2.0, 4.0], [3.0, 9.0]]},
          "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.25}}}]
        """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("micro.json"), JSON.formatted("avgt"));
    }

    @Test
    void shouldReadWhatJmhWroteWhenItIsComplete() throws IOException {
        List<JmhResult> results = JmhResult.read(file);

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.name()).isEqualTo("PoolBenchmark.takeAndGive size=64 way=own");
            assertThat(result.score()).isEqualTo(3.5);
            assertThat(result.error()).isNaN();
            assertThat(result.bytes()).isEqualTo(0.25);
            assertThat(result.cost()).isEqualTo(3.5);
        });
    }

    @Test
    void shouldTurnThroughputIntoCostWhenModeIsThroughput() throws IOException {
        Files.writeString(file, JSON.formatted("thrpt"));

        JmhResult result = JmhResult.read(file).getFirst();

        assertThat(result.cost()).isEqualTo(1 / 3.5);
        assertThat(result.costs()).containsExactly(1 / 2.0, 1 / 4.0, 1 / 3.0, 1 / 9.0);
    }

    @Test
    void shouldTakeTheMedianOfEachIterationWhenModeIsSample() throws IOException {
        Files.writeString(
                file,
                JSON.formatted("sample")
                        .replace("rawData", "rawDataHistogram")
                        .replace("[[2.0, 4.0], [3.0, 9.0]]", "[[[[2.0, 1], [5.0, 3]], [[3.0, 4]]]]"));

        assertThat(JmhResult.read(file).getFirst().iterations()).containsExactly(5.0, 3.0);
    }

    @Test
    void shouldForgetWhereTheJvmStandsWhenRecorded() throws IOException {
        JmhResult.anonymise(file);

        assertThat(file).content().doesNotContain("/opt").contains("takeAndGive");
        assertThat(JmhResult.read(file)).hasSize(1);
    }

    @Test
    void shouldSayWhatIsWrongWhenItIsOtherJson() throws IOException {
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> JmhResult.read(file)).hasMessage("it is not an array of results");
        Files.writeString(file, "[{}]");
        assertThatThrownBy(() -> JmhResult.read(file)).hasMessageContaining("no primaryMetric");
    }
}
