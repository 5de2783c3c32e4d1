// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
                "--cpu 0,1 | --cpu 0,1: must name 1 CPU",
                "--cores 0 | --cores 0: must be 1 to ",
                "--cores 1000 | --cores 1000: must be 1 to ",
                "--cores two | 'two' is not an int",
                "--spread | --spread: needs --cores 2 or more",
                "--mix imix | --mix: 'imix' means at least four different mixes",
                "--mix 64:7,41:1 | --mix 64:7,41:1: bytes 41: must be 42 to 9000",
                "--mix 64:7,64:1 | --mix: '64:7,64:1' is no mix",
                "--mix 64:7 --inbound | --mix 64:7: not with --inbound, --algorithm, --cores or --stage",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--spread --sas 64 | --sas 64: must be 1 with --spread",
                "--spread --sas 1,2 | --sas 1,2: must be 1 with --spread",
                "--sas 1 | --sas 1: must be 2 to 1048576",
                "--stage seal | --stage seal: must be out with --cores 2",
                "--cpu 0 | --cpu 0: must name 2 different CPUs",
                "--cpu 1,1 | --cpu 1,1: must name 2 different CPUs",
                "--cpu 0,1,0 | --cpu 0,1,0: must name 2 different CPUs",
                "--cpu 0,1023 | --cpu 1023: this machine has no such CPU",
            })
    void shouldTellInOneLineWhenOptionDoesNotFitTwoCores(String options, String message) {
        assumeThat(MeasureOptions.machineCpus()).isBetween(2, 1000);

        BenchCall call = BenchCall.of("pipeline", ("--cores 2 " + options).split(" "));

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

    @Test
    void shouldPrintOneLineOfTheMeanLengthWhenItMeasuresAMix() {
        BenchCall call =
                BenchCall.of("pipeline", "--sas=3", "--mix=64:3,512:1", "--ms", "5", "--runs", "3", "--crypto=jdk");

        assertThat(call.out())
                .matches("ringlane-out-sa3-64:3\\+512:1 +176 +[0-9]+ pps (?s:.*)")
                .hasLineCount(1);
        assertThat(call.code()).isZero();
    }

    /** Binds threads: on one of its own, and only where the process has two CPUs. */
    @ParameterizedTest
    @CsvSource({"--sas=2,sa2,sa2", "--spread,sa1,spread"})
    void shouldPrintOneCoreAndTwoAndTheirRatioWhenCoresAreTwo(String option, String one, String two) throws Exception {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        BenchCall[] call = {null};
        Thread thread = new Thread(() -> call[0] =
                BenchCall.of("pipeline", "--cores=2", option, "--sizes=64", "--ms=5", "--runs=3", "--crypto=jdk"));
        thread.start();
        thread.join();

        assertThat(call[0].out().lines())
                .extracting(line -> line.replaceAll(" .*", ""))
                .containsExactly("ringlane-out-" + one, "ringlane-out-2cores-" + two, "scale-2cores-" + two);
        assertThat(call[0].out().lines().skip(2).findFirst().orElseThrow())
                .matches("scale\\S+ +64 +[0-9.]+  \\[min [0-9.]+ max [0-9.]+ n=[0-9]+ of [0-9]+ (quiet|NOISY)]");
        assertThat(call[0].code()).isZero();
    }
}
