// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.quiet.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PipelineCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--sizes 41 | --sizes 41: must be 42 to 9000",
                "--sizes 64,9001 | --sizes 9001: must be 42 to 9000",
                "--sizes big | 'big' is not an int",
                "--sas 0 | --sas 0: must be 1 to 1048576",
                "--runs 2 | --runs 2: must be 3 to 32",
                "--ms 4 | --ms 4: must be 5 to 1000",
                "--burst 257 | --burst 257: must be 1 to 256",
                "--cpu -1 | --cpu -1: must be 0 to 1023",
                "--crypto none | --crypto: unknown crypto provider 'none'",
                "--size=64 | Unknown option: '--size=64'",
                "more | Unmatched argument",
            })
    void shouldTellInOneLineWhenOptionIsWrong(String options, String message) {
        BenchCall call = BenchCall.of("pipeline", options.split(" "));

        assertThat(call.err()).contains("ringlane bench pipeline: ", message).hasLineCount(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.code()).isEqualTo(2);
    }

    @Test
    void shouldReadItsOwnRowsWhenTheyAreQuiet() {
        Spread quiet = new Spread(List.of(80.0, 90.0, 100.0), 5, true, 0);
        Spread noisy = new Spread(List.of(80.0, 90.0, 100.0), 5, false, 5);

        assertThat(PipelineCommand.costs(List.of(
                        "building ...", quiet.line("ringlane-out-sa1", 64), noisy.line("ringlane-out-sa1", 512))))
                .containsExactly(Map.entry("ringlane-out-sa1 64", 90.0));
    }

    @Test
    void shouldPrintALineForEachSizeWhenItMeasures() {
        BenchCall call = BenchCall.of(
                "pipeline", "--sas", "1,2", "--sizes", "64,128", "--ms", "5", "--runs", "3", "--crypto=jdk");

        assertThat(call.out().lines())
                .hasSize(4)
                .allMatch(line -> line.matches("ringlane-out-sa[12] +(64|128) +[0-9]+ pps +[0-9.]+ ns/pkt +[0-9.]+ Gbps"
                        + "  \\[min [0-9.]+ max [0-9.]+ ns n=[0-9]+ of [0-9]+ (quiet|NOISY)]"));
        assertThat(call.code()).isZero();
    }
}
