// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.points.PointRun.Outcome;
import io.ringlane.plan.points.PublishedPoint.Kind;
import io.ringlane.plan.study.Bench;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PointRunTest {
    private static final long PACKETS = 20_000;
    private static final String SYSTEM = """
        systems:
          box: |
            device: plain-100g
            path: {route: encrypt, crypto: host}
            traffic: {mix: 512 B, arrivals: constant, sas: 1}
        points:
          - {id: A, what: "a box", source: S1, kind: KIND, measured: 5.5, bound: 10 %, ask: ASK, system: box}
        """;

    @TempDir
    private Path folder;

    @Test
    void shouldFindTheRateWhenTheDeviceDoesSoMuchAndNoMore() throws IOException {
        Outcome outcome = run(SYSTEM, packets(5e6));

        assertThat(outcome.value()).isCloseTo(5, within(0.01));
        assertThat(outcome.error()).isCloseTo(-0.0909, within(0.002));
        assertThat(outcome.keeps()).isTrue();
    }

    @Test
    void shouldSayMissedWhenTheBoundIsNotKept() throws IOException {
        Outcome outcome = run(SYSTEM, packets(4e6));

        assertThat(outcome.keeps()).isFalse();
        assertThat(PointTable.markdown(List.of(outcome))).contains("**missed**", "-27.", "| predicted |");
    }

    @Test
    void shouldCountBitsOfClearFramesWhenAsked() throws IOException {
        Outcome outcome = run(SYSTEM.replace("ASK", "clear-bits"), packets(5e6));

        assertThat(outcome.value()).isCloseTo(5e6 * 512 * 8 / 1e9, within(0.05));
    }

    @Test
    void shouldTakeOneFromTheOtherWhenADifferenceIsMeasured() throws IOException {
        Outcome outcome = run(
                SYSTEM.replace("system: box", "system: box, minus: {traffic.mix: 1024 B}"),
                point -> at(point.load(), point.scenario().traffic().mix().largest() == 1024 ? 2e6 : 5e6));

        assertThat(outcome.value()).isCloseTo(3, within(0.02));
    }

    @Test
    void shouldNameTheValueWhenAFigureIsNoNumber() {
        assertThatThrownBy(() -> run(SYSTEM.replace("5.5", "lots"), packets(5e6)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("'lots'");
    }

    @Test
    void shouldReadAllThatShipWhenNothingIsNamed() {
        List<PublishedPoint> points = PointReader.bundled().points();

        assertThat(points)
                .extracting(PublishedPoint::id)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(35);
        assertThat(points)
                .filteredOn(point -> point.kind() == Kind.PREDICTED)
                .allSatisfy(point -> assertThat(point.bound()).isLessThanOrEqualTo(0.1));
        assertThat(points)
                .filteredOn(point -> point.kind() == Kind.NOT_MODELLED)
                .allSatisfy(point -> assertThat(point.note()).isNotEmpty());
        assertThat(PointReader.bundled().fitted()).isNotEmpty();
    }

    /** The quick ones only; all of them, with longer trials, by {@code ./ringlane plan points}. */
    @Test
    void shouldKeepTheBoundsWhenTheModelIsAsked() {
        PointRun run = new PointRun(new ModelBench(), PACKETS);
        List<Outcome> outcomes = PointReader.bundled().points().stream()
                .filter(point -> point.id().matches("V3|V6c|V9a|V16[a-d]|V19|V20a|V24"))
                .map(run::run)
                .toList();

        assertThat(outcomes)
                .hasSize(10)
                .allSatisfy(outcome -> assertThat(outcome.keeps())
                        .as(PointTable.markdown(List.of(outcome)))
                        .isTrue());
    }

    private Outcome run(String yaml, Bench bench) throws IOException {
        Path file = folder.resolve("points.yaml");
        Files.writeString(file, yaml.replace("KIND", "predicted").replace("ASK", "packets"));
        PublishedPoint point = PointReader.read(file).points().getFirst();
        return new PointRun(bench, PACKETS).run(point);
    }

    /** A device that does so many packets a second, and loses the others. */
    private static Bench packets(double perSecond) {
        return point -> at(point.load(), perSecond);
    }

    private static Run at(double load, double capacity) {
        long offered = PACKETS;
        double seconds = offered / load;
        long delivered = Math.min(offered, Math.round(capacity * seconds));
        Latency latency = new Latency(1, 1, Map.of(), "");
        return new Run(
                seconds,
                offered,
                offered - delivered,
                delivered,
                0,
                0,
                0,
                0,
                latency,
                latency,
                List.of(),
                List.of(),
                0,
                0);
    }
}
