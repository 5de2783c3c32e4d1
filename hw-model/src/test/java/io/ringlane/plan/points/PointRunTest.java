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
import io.ringlane.plan.study.RunBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
                new RunBench(point ->
                        at(point.load(), point.scenario().traffic().mix().largest() == 1024 ? 2e6 : 5e6)));

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

    @Test
    void shouldFindTheSameWithFewerTrialsWhenQuick() throws IOException {
        PublishedPoint point = point(SYSTEM);
        AtomicInteger trials = new AtomicInteger();
        Bench counted = new RunBench(at -> {
            trials.incrementAndGet();
            return packets(5e6).run(at);
        });

        assertThat(PointRun.quick(counted, PACKETS).run(point).value()).isCloseTo(5, within(0.02));
        assertThat(trials.get()).isLessThanOrEqualTo(PointRun.quickTrials(point));
    }

    @Test
    void shouldLookEverywhereWhenTheSaturatedDeviceMisleads() throws IOException {
        // more than 6 Mpps and it collapses
        Bench collapses = new RunBench(at -> at(at.load(), at.load() > 6e6 ? 1e6 : 5e6));

        assertThat(PointRun.quick(collapses, PACKETS).run(point(SYSTEM)).value())
                .isCloseTo(5, within(0.03));
    }

    @Test
    void shouldOfferTheLoadOfTheSourceWhenItNamesOne() throws IOException {
        PublishedPoint point = point(SYSTEM.replace("system: box", "load: 6 Mpps, system: box"));

        assertThat(PointRun.quick(packets(5e6), PACKETS).run(point).value()).isCloseTo(5, within(0.001));
        assertThat(PointRun.quick(packets(8e6), PACKETS).run(point).value()).isCloseTo(6, within(0.001));
    }

    @Test
    void shouldTellTheLoadWhenOfferedPacketsAreAsked() throws IOException {
        // a tenth may be lost: the greatest load is a ninth more than what comes through
        PublishedPoint point =
                point(SYSTEM.replace("ASK", "offered").replace("system: box", "loss: 10 %, system: box"));

        assertThat(new PointRun(packets(5e6), PACKETS).run(point).value()).isCloseTo(5 / 0.9, within(0.01));
    }

    @Test
    void shouldHaveNoValueWhenNoLoadPasses() throws IOException {
        Outcome outcome = new PointRun(packets(1000), PACKETS).run(point(SYSTEM));

        assertThat(outcome.value()).isNaN();
        assertThat(outcome.keeps()).isFalse();
    }

    @Test
    void shouldKeepTheirOrderWhenPointsRunSideBySide() {
        List<PublishedPoint> points = PointReader.bundled().points();
        List<String> told = Collections.synchronizedList(new ArrayList<>());

        List<Outcome> outcomes = PointRuns.all(
                points,
                PointRun.quick(packets(5e6), PACKETS),
                4,
                outcome -> told.add(outcome.point().id()));

        assertThat(outcomes).extracting(Outcome::point).isEqualTo(points);
        assertThat(told).isEqualTo(points.stream().map(PublishedPoint::id).toList());
    }

    @Test
    void shouldRefuseAPointThatIsThereTwice() {
        String line = SYSTEM.lines().reduce((first, second) -> second).orElseThrow();

        assertThatThrownBy(() -> point(SYSTEM + line + "\n"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("point 'A' is there twice");
    }

    private Outcome run(String yaml, Bench bench) throws IOException {
        return new PointRun(bench, PACKETS).run(point(yaml));
    }

    private PublishedPoint point(String yaml) throws IOException {
        Path file = folder.resolve("points.yaml");
        Files.writeString(file, yaml.replace("KIND", "predicted").replace("ASK", "packets"));
        return PointReader.read(file).points().getFirst();
    }

    /** A device that does so many packets a second, and loses the others. */
    private static Bench packets(double perSecond) {
        return new RunBench(point -> at(point.load(), perSecond));
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
