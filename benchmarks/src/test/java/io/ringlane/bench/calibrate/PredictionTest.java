// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.bench.rounds.Pauses;
import io.ringlane.bench.rounds.RoundsResult;
import io.ringlane.bench.traffic.WorkRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictionTest {
    private static final String COSTS = """
        cores: 1 [measured]
        burst: 32 [measured]
        cycle: 64 ns [measured]
        idle: 40 ns [measured]
        reap: 0 ns [measured]
        encrypt:
          change: 4 ns [measured]
          lengths:
            1:
              68: 80 ns [measured]
              1424: 216 ns [measured]
            10000:
              68: 100 ns [measured]
              1424: 236 ns [measured]
        """;

    @TempDir
    private Path folder;

    private Prediction plain;
    private Prediction paused;

    @BeforeEach
    void shouldHaveHosts() throws IOException {
        plain = host("plain", "");
        // 100 of 1,100 microseconds
        paused = host("paused", "pauses:\n  gaps: {0: 1 ms, 1: 1 ms}\n  lengths: {0: 100 us, 1: 100 us}\n");
    }

    private Prediction host(String name, String more) throws IOException {
        return new Prediction(Files.writeString(folder.resolve(name + ".yaml"), COSTS + more));
    }

    @Test
    void shouldBeTheCostsTurnedOverWhenTheCoreNeverRests() {
        // 80 ns, 0.1 ns for each of 1000 bytes more, 2 ns of the cycle
        assertThat(plain.packetsPerSecond(WorkRow.of(1, 32, 1_064)))
                .isCloseTo(1e9 / 182, Percentage.withPercentage(0.2));
        // half way to 10,000 by the logarithm, a cycle for 16
        assertThat(plain.packetsPerSecond(WorkRow.of(100, 16, 64))).isCloseTo(1e9 / 94, Percentage.withPercentage(0.2));
        // half of each length, and every other one changes
        assertThat(plain.packetsPerSecond(WorkRow.of(1, 32, "64:1+1064:1")))
                .isCloseTo(1e9 / (2 + 130 + 2), Percentage.withPercentage(0.5));
    }

    @Test
    void shouldBeLessByThePausesWhenThereAreSome() {
        assertThat(paused.packetsPerSecond(WorkRow.of(1, 32, 1_064)))
                .isCloseTo(1e9 / 182 / 1.1, Percentage.withPercentage(1));
    }

    @Test
    void shouldBeMadeOfThePausesWhenPercentilesAreHigh() {
        WorkRow half = WorkRow.of(1, 32, 1_064).at(2.5e6);
        Histogram without = plain.took(half, "").all();
        Histogram with = paused.took(half, "").all();
        Histogram others = plain.took(half, ", pauses: {gaps: {0: 1 ms, 1: 1 ms}, lengths: {0: 100 us, 1: 100 us}}")
                .all();

        assertThat(without.getValueAtPercentile(99)).isLessThan(3_000);
        // who comes when the core has just gone waits for all of the pause; a hundredth of all come within 11 us of
        // that
        assertThat(with.getValueAtPercentile(99)).isBetween(80_000L, 110_000L);
        assertThat(with.getValueAtPercentile(50)).isLessThan(3_000);
        assertThat(others).isEqualTo(with);
    }

    @Test
    void shouldWaitLongerWhenTheCoreIsSlowerNow() {
        // 182 ns in the mean of five: the core is busy for 91 % of the time, or for 73 %
        WorkRow busy = WorkRow.of(1, 32, 1_064).at(5e6);
        double asCalibrated = plain.took(busy, "").all().getMean();

        assertThat(plain.took(busy, ", scale: 0.8").all().getMean()).isLessThan(asCalibrated / 1.5);
        // 4 million packets at 5 million a second: 40 windows of 20 ms, the last of which is left out
        assertThat(plain.took(busy, "").windows()).hasSizeBetween(38, 40);
        assertThat(plain.took(busy, ", scale: 1")).isEqualTo(plain.took(busy, ""));
    }

    @Test
    void shouldSetMeasuredBesidePredictedWhenRowsWereQuiet() {
        WorkRow anchor = WorkRow.of(1, 32, 64);
        WorkRow many = WorkRow.of(10_000, 32, 64);
        WorkRow mix = WorkRow.of(100, 32, "64:1+1064:1");
        PredictTables tables = new PredictTables(plain, List.of(anchor, many), List.of(mix));
        tables.addTimed(mix, 0.5);
        WorkRow timed = tables.timed().getFirst();
        // the anchors take 82 and 102 ns, and were calibrated so; now the second one takes a quarter more
        RoundsResult result = new RoundsResult(
                100,
                40,
                RoundsResult.Open.NONE,
                List.of(closed(anchor, 82), closed(many, 127.5), closed(mix, 160)),
                List.of(new RoundsResult.Timed(timed.toString(), 1_000, 5, 5, 500, 900, 1_000, 950)),
                Pauses.of(new long[0], new long[0], 1e9));

        assertThat(tables.drift(result, 1)).isCloseTo(1, within(0.005));
        assertThat(tables.drift(result, 10_000)).isCloseTo(0.8, within(0.005));
        assertThat(tables.drift(result, 100)).isCloseTo(0.9, within(0.005));
        assertThat(tables.drift(result, 1_000_000)).isCloseTo(0.8, within(0.005));
        assertThat(tables.isComplete(result)).isTrue();
        // 144 ns predicted, 160 measured
        assertThat(tables.beside(result))
                .containsPattern(
                        "off by 1[01]\\.[0-9] % in the mean of 1, 1[01]\\.[0-9] % at most; beside the anchors 0\\.")
                .contains("p99.9", "anchor")
                .doesNotContain("not quiet");
    }

    @Test
    void shouldSaySoWhenARowWasNotQuiet() {
        WorkRow anchor = WorkRow.of(1, 32, 64);
        WorkRow mix = WorkRow.of(100, 32, "64:1+1064:1");
        PredictTables tables = new PredictTables(plain, List.of(anchor), List.of(mix));
        RoundsResult result = new RoundsResult(
                100,
                40,
                RoundsResult.Open.NONE,
                List.of(closed(anchor, 82)),
                List.of(),
                Pauses.of(new long[0], new long[0], 1e9));

        assertThat(tables.isComplete(result)).isFalse();
        assertThat(tables.beside(result)).contains("not quiet", "off by nothing quiet");
    }

    private static RoundsResult.Closed closed(WorkRow row, double ns) {
        return new RoundsResult.Closed(row.toString(), ns, ns, ns, 5, 5);
    }
}
