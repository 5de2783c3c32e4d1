// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The annotation processors of JMH and jcstress are silent when they do not run; this notices. */
final class BenchmarkListTest {
    @Test
    void shouldListBenchmarksWhenCompiled() throws IOException {
        assertThat(read("/META-INF/BenchmarkList")).contains("io.ringlane.bench.micro.BufferAccessBenchmark");
    }

    @Test
    void shouldListStressTestsWhenCompiled() throws IOException {
        assertThat(read("/META-INF/TestList")).contains("io.ringlane.bench.stress.SpscPublicationStress");
    }

    private static String read(String resource) throws IOException {
        try (InputStream list = BenchmarkListTest.class.getResourceAsStream(resource)) {
            assertThat(list).as(resource).isNotNull();
            return new String(list.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
