// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.quiet.Gate;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.crypto.choice.CryptoProviders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class RoundsTest {
    private static final WorkRow MIX = WorkRow.of(3, 8, "64:2+512:1");

    @TempDir
    private Path folder;

    /** All is quiet. */
    private static final Gate QUIET = new Gate() {
        @Override
        public double sample() {
            return 1;
        }

        @Override
        public void start() {
            // nothing to note
        }

        @Override
        public double share() {
            return 1;
        }

        @Override
        public boolean isQuiet(double sample) {
            return true;
        }
    };

    @Test
    void shouldMeasureThroughputAndLatencyInTurnWhenRowsAreBoth() throws IOException {
        WorkRow slowly = MIX.at(50_000);
        RoundsResult result;
        try (Rounds rounds = new Rounds(QUIET, CryptoProviders.named("jdk"), PipelineWork.OUTBOUND, 3, 5)) {
            result = rounds.measure(List.of(MIX, slowly, WorkRow.of(1, 1, 64), MIX.atOnce()));
        }

        assertThat(result.ns(MIX)).isPositive();
        assertThat(result.ns(MIX.atOnce())).isPositive();
        assertThat(result.ns(WorkRow.of(1, 1, 64))).isPositive();
        assertThat(result.ns(WorkRow.of(9, 1, 64))).isNaN();
        assertThat(result.homeNs()).isPositive();
        assertThat(result.idleNs()).isPositive();
        assertThat(result.open().packets()).isBetween(1.0, 32.0);
        // five windows of 5 ms in each of three rounds
        RoundsResult.Timed timed = result.timed(slowly);
        assertThat(timed.windows()).isEqualTo(15);
        assertThat(timed.packets()).isEqualTo(15 * 250);
        assertThat(timed.p50()).isPositive().isLessThanOrEqualTo(timed.p99());
        assertThat(timed.p99()).isLessThanOrEqualTo(timed.p999());

        Path file = folder.resolve("rounds.json");
        result.write(file);
        assertThat(RoundsResult.read(file)).isEqualTo(result);
    }

    @Test
    void shouldMeasureTheWayBackWhenAsked() {
        try (Rounds rounds = new Rounds(QUIET, CryptoProviders.named("jdk"), new PipelineWork(true, null), 3, 5)) {
            RoundsResult result = rounds.measure(List.of(WorkRow.of(2, 8, 64)));

            assertThat(result.ns(WorkRow.of(2, 8, 64))).isPositive();
            assertThat(result.pauses().share()).isBetween(0.0, 1.0);
            assertThat(result.idleNs()).isCloseTo(0, within(0.0));
        }
    }

    @Test
    void shouldBalanceTimeWhenBurstsAreRandom() {
        // 1,000 idle cycles of 70 ns, 400 with 1,600 packets of 90 ns beside a cycle of 128: 94 in bursts of 32
        double ns = 1_000 * 70 + 400 * 128 + 1_600 * 90;
        RoundsResult.Open open = RoundsResult.Open.of(ns, 1_000, 400, 1_600, 70, 94, 32);

        assertThat(open.cycleNs()).isCloseTo(128, within(1e-9));
        assertThat(open.packets()).isCloseTo(4, within(1e-9));
        assertThat(RoundsResult.Open.of(ns, 0, 50, 1_600, 70, 94, 32).cycleNs()).isNaN();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--rows=64 | '64' is no row",
                "--rows=0x32x64 | SAs 0: must be 1 to 1048576",
                "--rows=1x257x64 | burst 257: must be 1 to 256",
                "--rows=1x32x41 | bytes 41: must be 42 to 9000",
                "--rows=1x32ximix | means at least four different mixes",
                "--inbound --rows=1x32x64:1+128:1 | with --inbound one length, and no rate",
                "--inbound --rows=1x64x64 | burst 64: must be 1 to 32",
                "--runs=2 --rows=1x32x64 | --runs 2: must be 3 to 32",
            })
    void shouldTellInOneLineWhenARowIsWrong(String options, String message) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new RoundsMain())
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.append(wrong.getMessage()).append('\n');
                    return 2;
                })
                .execute(options.split(" "));

        assertThat(err.toString()).contains(message).hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }
}
