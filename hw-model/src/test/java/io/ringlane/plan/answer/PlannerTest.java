// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.yaml.YamlException;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.SendingLimits;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.StudyStore;
import io.ringlane.plan.study.TrialPool;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers about a device whose truth is known: {@link FluidBench}. */
final class PlannerTest {
    private static final String HEAD = """
        device: connectx-7-gen4
        traffic:
          mix: 1518
          arrivals: poisson
          sas: 100
        change:
          lanes.count: 2 [A]
        questions:
        """;

    private static List<Answer> answers(String questions, double noise, int threads, long budget) {
        Scenario scenario = Scenario.parse(HEAD + questions.indent(2), "test.yaml");
        try (TrialPool pool =
                new TrialPool(new FluidBench(noise), threads, StudyStore.none(), (point, run, sum) -> {})) {
            return new Planner(scenario, pool, new SendingLimits(), budget)
                    .answers(Planner.asked(scenario.questions()), name -> {});
        }
    }

    private static Answer answer(String question) {
        return answers(question, 0.001, 2, 50_000_000).getFirst();
    }

    private static double value(Answer answer, String name) {
        return (Double) answer.values().get(name);
    }

    @Test
    void shouldFindTheLanesThroughputWhenTheyBind() {
        Answer answer = answer("search: {goals: [ndr, pdr], latency: yes, binary: yes}");

        assertThat(value(answer, "ndr")).isBetween(0.98 * 4e6, 4.01e6);
        assertThat(value(answer, "pdr")).isBetween(0.99 * 4e6, 1.01 * 4e6);
        assertThat(value(answer, "ndrLow")).isLessThan(value(answer, "ndrHigh"));
        assertThat(answer.values()).containsEntry("binding", "lanes").containsEntry("next", "wire");
        assertThat(value(answer, "nextDistance")).isCloseTo(7.0 / 4 - 1, within(0.01));
        assertThat(answer.cautions()).isEmpty();
        assertThat(answer.tables()).hasSize(3);
    }

    @Test
    void shouldWidenTheSearchAndSaySoWhenBudgetIsTooSmall() {
        Answer answer =
                answers("search: {goals: [ndr], width: 0.1 %}", 0, 1, 2_000_000).getFirst();

        assertThat(answer.cautions()).hasSize(1);
        assertThat(answer.cautions().getFirst())
                .contains("NDR: a width of 0.10 % needs")
                .contains("--budget");
        double width = 1 - value(answer, "ndrLow") / value(answer, "ndrHigh");
        long packets = (Long) answer.values().get("packetsPerSecondOfTrial");
        assertThat(width).isGreaterThan(0.001);
        // the rule itself: a trial is ten times the buffers over the width
        assertThat(packets * width).isLessThanOrEqualTo(10.0 * FluidBench.BUFFERS * 1.0001);
    }

    @Test
    void shouldSayIrregularWhenSendersAreTheLimit() {
        String questions = "search: {goals: [ndr], latency: no}".indent(2);
        Scenario scenario = Scenario.parse(HEAD + questions, "test.yaml")
                .with("device.lanes.count", "64", "test")
                .with("device.ports.rate", "10 Gbit/s [user]", "test");
        try (TrialPool pool = new TrialPool(new FluidBench(0), 1, StudyStore.none(), (point, run, sum) -> {})) {
            Answer answer = new Planner(scenario, pool, new SendingLimits(), 5_000_000)
                    .answers(List.of("search"), name -> {})
                    .getFirst();

            assertThat(answer.summary().getFirst()).contains("all that the senders can send comes through");
        }
    }

    @Test
    void shouldPriceAnotherLaneWhenLanesBind() {
        Answer answer = answer("explain: {at: 50 %, seeds: 5, changes: {device.lanes.count: [3]}}");

        assertThat(answer.values()).containsEntry("binding", "lanes");
        assertThat(value(answer, "shadow.device.lanes.count=3")).isCloseTo(0.5, within(0.01));
        assertThat(value(answer, "shadow.device.lanes.count=1")).isCloseTo(-0.5, within(0.01));
        assertThat(value(answer, "shadow.device.rings.tx=16384")).isCloseTo(0, within(1e-9));
        assertThat(String.join(" ", answer.summary()))
                .contains("The lanes binds")
                .contains("device.lanes.count from 2 to 3 brings most: +50.0");
        // two lanes are an assumption of the profile: half and double of them are tried too
        assertThat(value(answer, "worstAssumption")).isGreaterThan(0.4);
        assertThat(answer.cautions().getFirst()).contains("lanes.count");
    }

    @Test
    void shouldSweepAllCombinationsInOrderWhenKeysVary() {
        Answer answer =
                answer("sweep: {vary: {device.lanes.count: [1, 2, 4], device.rings.tx: [512, 1024]}, seeds: 2}");

        List<List<Object>> rows = answer.tables().getFirst().rows();
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0).subList(0, 2)).containsExactly("1", "512");
        assertThat(rows.get(5).subList(0, 2)).containsExactly("4", "1024");
        assertThat((Double) rows.get(0).get(2)).isCloseTo(2, within(0.01));
        assertThat((Double) rows.get(5).get(2)).isCloseTo(7, within(0.01));
        assertThat(rows.get(5).getLast()).isEqualTo("wire");
    }

    @Test
    void shouldBuyTheCheapestWhenSeveralMeetTheTarget() {
        Answer answer = answer("""
            size:
              vary: {device.lanes.count: [1, 2, 3, 4], device.rings.tx: [512, 1024]}
              cost: {device.lanes.count: 10, device.rings.tx: 0.001, base: 5}
              watts: {device.lanes.count: 2 W}
              target: {load: 5 Mpps, loss: 0 %, p99: 100 us}
              seeds: 3
            """);

        assertThat(answer.values()).containsEntry("cheapest", "device.lanes.count 3, device.rings.tx 512");
        assertThat(value(answer, "cost")).isCloseTo(5 + 30 + 0.512, within(1e-9));
        assertThat(value(answer, "watts")).isEqualTo(6);
        assertThat(answer.values()).containsEntry("configurations", 8L).containsEntry("meeting", 4L);
    }

    @Test
    void shouldSayWhatIsClosestWhenNoneMeetsTheTarget() {
        Answer answer = answer("size: {vary: {device.lanes.count: [1, 2]}, target: {load: 5 Mpps}, seeds: 2}");

        assertThat(answer.values()).containsEntry("cheapest", "none");
        assertThat(answer.summary().getFirst()).contains("None of the 2").contains("device.lanes.count 2");
    }

    @Test
    void shouldRefuseTheTargetWhenNobodyCanSendIt() {
        assertThatThrownBy(() -> answer("size: {vary: {device.lanes.count: [1]}, target: {load: 500 Gbit/s}}"))
                .isInstanceOf(YamlException.class)
                .hasMessageMatching("test.yaml:9: target load of .* cannot be sent: the ports carry at most .*");
    }

    @Test
    void shouldTellWhatIsLostWhenALaneFails() {
        Answer answer = answer("rehearse: {load: 3 Mpps, events: [lane, burst], seeds: 2}");

        assertThat(value(answer, "nothing.loss")).isZero();
        assertThat(value(answer, "lane.loss")).isCloseTo(1.0 / 3, within(0.01));
        assertThat(value(answer, "lane.capacity")).isCloseTo(2e6, within(1e4));
        assertThat(value(answer, "lane.recoverySeconds")).isCloseTo(FluidBench.BUFFERS / 1e6, within(1e-6));
    }

    /** A million packets a second too many for 200 us, of which buffers hold 100; a million more than come then go. */
    @Test
    void shouldSayWhatWasSeenWhenAFailureComesAndGoes() {
        Answer answer = answer("rehearse: {load: 3 Mpps, events: [lane, burst], seeds: 2, for: 200 us}");

        assertThat(value(answer, "nothing.lostPackets")).isZero();
        assertThat(value(answer, "nothing.recoveredSeconds")).isZero();
        assertThat(value(answer, "lane.lostPackets")).isEqualTo(100);
        assertThat(answer.values()).containsEntry("lane.underWay", 100L);
        assertThat(value(answer, "lane.recoveredSeconds")).isCloseTo(100e-6, within(1e-9));
        assertThat(value(answer, "lane.worstSeconds")).isCloseTo(25e-6, within(1e-9));
        assertThat(answer.tables().getFirst().rows()).hasSize(3);
        assertThat(answer.cautions()).isEmpty();
    }

    @Test
    void shouldFindTheLongestBurstThatIsNotLost() {
        Answer answer = answer("rehearse: {load: 3 Mpps, events: [burst], seeds: 2}");

        double line = new SendingLimits().most(Scenario.parse(HEAD + "  explain: yes\n", "test.yaml"));
        double frames = FluidBench.BUFFERS / (1 - 4e6 / line);
        assertThat(value(answer, "burst.frames")).isBetween(0.99 * frames - 1, frames + 2);
        assertThat(value(answer, "burst.impliedSeconds"))
                .isCloseTo(value(answer, "burst.frames") / line, within(1e-12));
        assertThat(value(answer, "burst.lostPackets")).isZero();
    }

    @Test
    void shouldMakeFailuresShorterAndSaySoWhenTheBudgetIsTooSmall() {
        Answer answer = answers("rehearse: {load: 3 Mpps, events: [lane], seeds: 2, for: 100 ms}", 0, 1, 1_000_000)
                .getFirst();

        assertThat(answer.cautions()).hasSize(1);
        assertThat(answer.cautions().getFirst()).contains("instead of 100000.0").contains("--budget");
    }

    /** Three frames, half a microsecond apart. */
    @Test
    void shouldCountFromTheCapturesOwnSpeedWhenALoadIsTimesIt(@TempDir Path folder) {
        Path file = folder.resolve("c.pcap");
        UnsafeBuffer frame = new UnsafeBuffer(new byte[60]);
        frame.putShort(12, (short) 0x0800, ByteOrder.BIG_ENDIAN);
        frame.putByte(14, (byte) 0x45);
        try (CaptureWriter writer = CaptureWriter.create(file, LinkType.ETHERNET)) {
            for (int at = 0; at < 3; at++) {
                writer.write(frame, 0, 60, 500L * at);
            }
        }
        String head = HEAD.replace(
                "  mix: 1518\n  arrivals: poisson\n", "  arrivals: {kind: capture, file: '" + file + "'}\n");
        Scenario scenario = Scenario.parse(head + "  rehearse: {load: 1.5 x, events: [lane], seeds: 2}\n", "test.yaml");
        try (TrialPool pool = new TrialPool(new FluidBench(0), 1, StudyStore.none(), (point, run, sum) -> {})) {
            Answer answer = new Planner(scenario, pool, new SendingLimits(), 5_000_000)
                    .answers(List.of("rehearse"), name -> {})
                    .getFirst();

            assertThat(value(answer, "load")).isCloseTo(3e6, within(1.0));
        }
    }

    @Test
    void shouldFindTheWorstValuesWhenBoundsAreGiven() {
        Answer answer = answer("stress: {vary: {device.lanes.count: [3, 1, 2], device.rings.tx: [512]}}");

        assertThat(answer.values()).containsEntry("worst", "device.lanes.count 1");
        assertThat(value(answer, "rate")).isCloseTo(2e6, within(1e4));
    }

    @Test
    void shouldFindNoDifferenceWhenThereIsNone() {
        Answer answer =
                answer("compare: {with: {same: {device.rings.tx: 512}, more: {device.lanes.count: 3}}, seeds: 4}");

        assertThat(value(answer, "same.saturated Gbit/s clear")).isZero();
        assertThat(value(answer, "more.saturated Gbit/s clear")).isCloseTo(24.3, within(0.25));
        assertThat(answer.summary().get(0)).contains("no significant difference");
        assertThat(answer.summary().get(2)).contains("a significant difference");
    }

    @Test
    void shouldNameTheYearWhenTrafficGrows() {
        Answer answer = answer("forecast: {now: 12144 Mbit/s, growth: 100 %, uncertainty: 10 %, years: 3}");

        // 4 Mpps of 1518 bytes are two doublings away
        assertThat(value(answer, "years50")).isCloseTo(2, within(0.02));
        assertThat(value(answer, "years10")).isLessThan(2).isGreaterThan(1.7);
        assertThat(value(answer, "years90")).isGreaterThan(2).isLessThan(2.4);
    }

    @Test
    void shouldFollowTheClosedFormWhenGrowthIsUncertain() {
        assertThat(ForecastAnswer.passed(1, 0.5, 0, 1.9)).isZero();
        assertThat(ForecastAnswer.passed(1, 0.5, 0, 2.1)).isEqualTo(1);
        assertThat(ForecastAnswer.passed(0, 0.5, 0.1, 0)).isEqualTo(1);
        // inverse Gaussian with mean 2 and shape 4: values of its distribution function
        assertThat(ForecastAnswer.passed(1, 0.5, 0.5, 2)).isCloseTo(0.6277, within(1e-4));
        // never, for a motion that falls: exp(-2 * 0.1 * 1 / 0.25)
        assertThat(ForecastAnswer.passed(1, -0.1, 0.5, Double.POSITIVE_INFINITY))
                .isCloseTo(0.4493, within(1e-4));
    }

    @Test
    void shouldAnswerAlikeWhenThreadsDiffer() {
        String questions = "search: {goals: [ndr, pdr]}\nexplain: yes\nsweep: {vary: {device.lanes.count: [1, 2]}}";
        List<String> texts = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            StringBuilder text = new StringBuilder();
            for (Answer answer : answers(questions, 0.01, threads, 30_000_000)) {
                text.append(answer.summary()).append(answer.values());
                answer.tables().forEach(table -> text.append(table.rows()));
            }
            texts.add(text.toString());
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1));
    }
}
