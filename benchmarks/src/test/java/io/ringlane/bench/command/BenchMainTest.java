// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchMainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nano | SUITE nano: must be one of micro, ring, crypto, flow, latency, scale, model, pipeline, all",
                "micro --rounds 2 | --rounds 2: must be 3 to 99",
                "micro --against nothing-of-that-name | neither a file nor a revision of this checkout",
                "micro --against --quick | --against",
                "micro --only ( | --only (: not a regular expression",
                "micro -p size | -p size: must be NAME=VALUE",
                "micro --fast | Unknown option: '--fast'",
                "micro ring | Unmatched argument at index 1: 'ring'",
                "waterfall --sas 0 | --sas 0: must be 1 to 1048576",
                "pipeline --against nothing-of-that-name | neither a file nor a revision",
            })
    void shouldTellInOneLineWhenInputIsWrong(String words, String message) {
        String[] args = words.split(" ", 2);
        BenchCall call = args.length == 1 ? BenchCall.of(args[0]) : BenchCall.of(args[0], args[1].split(" "));

        assertThat(call.err()).contains(message).hasLineCount(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.code()).isEqualTo(2);
    }

    @Test
    void shouldTellInOneLineWhenFilesAreWrong(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{\"a\": ");

        BenchCall broken = BenchCall.of("micro", "--against", file.toString());
        assertThat(broken.err())
                .contains("--against " + file + ": not JSON of JMH")
                .hasLineCount(1);
        assertThat(broken.code()).isEqualTo(2);

        BenchCall noFolder = BenchCall.of("micro", "--out", file.toString());
        assertThat(noFolder.err())
                .contains("--out " + file + ": not a directory")
                .hasLineCount(1);
        assertThat(noFolder.code()).isEqualTo(2);
    }
}
