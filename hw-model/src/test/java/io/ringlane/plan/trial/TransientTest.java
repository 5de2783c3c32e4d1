// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.device.Fault;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.TestGateways;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import io.ringlane.plan.trial.TrialSpec.Burst;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of a failure that comes and goes. */
class TransientTest {
    private static final long MICROSECOND = 1_000_000;
    private static final int PACKETS = 30_000;

    private static TrialSpec spec(String more, GatewaySpec gateway, long rate, int packets) {
        TrafficSpec traffic = TrafficSpec.read(YamlNode.parse(
                "sas: 1000\nesp: {mode: tunnel, outer: ipv4}\narrivals: constant\n" + more, "traffic.yaml"));
        return new TrialSpec(gateway, traffic, Rational.of(rate), packets, 1, 0);
    }

    private static TrialSpec spec(DeviceProfile device, long rate) {
        GatewaySpec gateway = TestGateways.spec(device, GatewaySpec.Route.ENCRYPT, 2, 1000);
        return spec("mix: 1024\n", gateway, rate, PACKETS);
    }

    private static Fault fault(Fault.Kind kind, long fromUs, long forUs) {
        return new Fault(kind, 0, fromUs * MICROSECOND, (fromUs + forUs) * MICROSECOND);
    }

    private static Transient course(TrialSpec spec, Fault... faults) {
        Transient usual = Transient.of(spec, Long.MAX_VALUE);
        assertThat(usual.lost()).isZero();
        assertThat(usual.recoveryPs()).isZero();
        return Transient.of(spec.disturbed(List.of(faults), null), usual.most());
    }

    @Test
    void shouldSeeNothingWhenNothingGoesWrong() {
        TrialSpec spec = spec(Profiles.find("connectx-7-gen4"), 5_000_000);
        Transient usual = Transient.of(spec, Long.MAX_VALUE);
        Transient again = Transient.of(spec, usual.most());
        assertThat(again).isEqualTo(usual);
        assertThat(again.offered()).isEqualTo(PACKETS);
        assertThat(again.lastAbovePs()).isEqualTo(-1);
        assertThat(again.recoveryPs()).isZero();
    }

    /**
     * Its half of 5 million packets a second is 500 in 200 us. A core does one in 100 + 10 ns, and its shares of
     * cycle, doorbell and completions: some 116.7 ns. So it is as before 500 / (8.57 - 2.5) = 82.4 us later.
     */
    @Test
    void shouldTakeAsLongToRecoverAsTheBacklogTakesToGo() {
        TrialSpec spec = spec(Profiles.find("connectx-7-gen4"), 5_000_000);
        Transient course = course(spec, fault(Fault.Kind.CORE, 2000, 200));
        assertThat(course.lost()).isZero();
        assertThat((double) course.most()).isBetween(500.0, 700.0);
        assertThat(course.worstPs()).isBetween(200 * MICROSECOND, 260 * MICROSECOND);
        assertThat(course.overPs()).isEqualTo(2200 * MICROSECOND);
        assertThat(course.recoveryPs() / (double) MICROSECOND).isCloseTo(82.4, within(8.0));
    }

    @Test
    void shouldSayWhenTheTrialIsTooShortToSeeTheEnd() {
        TrialSpec spec = spec(Profiles.find("connectx-7-gen4"), 5_000_000);
        // six milliseconds in all
        assertThat(course(spec, fault(Fault.Kind.CORE, 5000, 990)).recoveryPs()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"4, true", "1, false"})
    void shouldCarryOnWithTheLanesThatAreLeftWhenTheyAreEnough(int count, boolean isEnough) {
        DeviceProfile device = Profiles.find("connectx-7-gen4").with("lanes.count", "" + count);
        Transient course = course(spec(device, 5_000_000), fault(Fault.Kind.LANE, 2000, 200));
        assertThat(course.lost()).isZero();
        assertThat(course.recoveryPs() == 0).isEqualTo(isEnough);
    }

    /** A port that is down loses what comes, 5 packets a microsecond, and nothing after it. */
    @Test
    void shouldLoseExactlyWhatComesByAPortThatIsDown() {
        TrialSpec spec = spec(Profiles.find("connectx-7-gen4"), 5_000_000);
        Transient course = course(spec, fault(Fault.Kind.PORT, 2000, 200));
        assertThat(course.lost()).isEqualTo(1000);
        assertThat(course.recoveryPs()).isZero();
        assertThat(course.lastLossPs()).isBetween(2199 * MICROSECOND, 2200 * MICROSECOND);
    }

    /** The line brings a frame of 1024 bytes in 83.52 ns; two cores that forward one in 84 ns together lag behind. */
    @Test
    void shouldSendABurstAsFastAsTheLineBringsIt() {
        TrialSpec spec = spec(Profiles.find("connectx-7-gen4"), 100_000);
        TrialSpec shorter = new TrialSpec(spec.gateway(), spec.traffic(), spec.packetsPerSecond(), 1000, 1, 0);
        Burst burst = new Burst(4000 * MICROSECOND, 5000);
        Transient course = Transient.of(shorter.disturbed(List.of(), burst), 100);
        assertThat(course.offered()).isEqualTo(6000);
        assertThat(course.lost()).isZero();
        double lastsUs = 5000 * 83.52 / 1000;
        assertThat((course.overPs() - burst.atPs()) / (double) MICROSECOND).isCloseTo(lastsUs, within(1.0));
    }

    @Test
    void shouldLoseOfABurstWhatBuffersCannotHold() {
        DeviceProfile small =
                Profiles.find("connectx-7-gen4").with("rings.rx", "256").with("rings.tx", "256");
        GatewaySpec gateway = TestGateways.spec(small, GatewaySpec.Route.ENCRYPT, 1, 1000);
        TrialSpec spec = spec("mix: 64\n", gateway, 100_000, 1000);
        long lost = Transient.of(spec.disturbed(List.of(), new Burst(MICROSECOND, 50_000)), 100)
                .lost();
        long fewer = Transient.of(spec.disturbed(List.of(), new Burst(MICROSECOND, 40_000)), 100)
                .lost();
        // once full, the same share of what comes is lost
        assertThat(lost).isGreaterThan(30_000);
        assertThat(lost - fewer).isBetween(9_000L - 500, 9_500L + 500);
    }

    /** Segments count: each of the 12 of a super-packet is offered, delivered and timed. */
    @Test
    void shouldCountSegmentsOfSuperPackets() {
        GatewaySpec gateway = TestGateways.connectX7(GatewaySpec.Route.SOURCE, 2);
        TrialSpec spec = spec("mix: 1518\nsuper-packets: 16 KiB\n", gateway, 6_000_000, 20_000);
        TrialResult result = Trial.run(spec);
        assertThat(result.lost()).isZero();
        assertThat(result.offered()).isEqualTo(12 * (20_000 - result.warmUpPackets()));
        assertThat(result.response().getTotalCount()).isEqualTo(result.offered());
        assertThat(result.rate().asDouble()).isCloseTo(6e6, within(6e6 * 0.001));
        assertThat((double) result.clearBytes() / result.delivered()).isCloseTo(17_040 / 12.0, within(0.5));
        List<LatencyBudget> budgets = LatencyBudget.of(result, 99);
        assertThat(budgets.getFirst().packets()).isEqualTo(result.offered());
        for (LatencyBudget budget : budgets) {
            double sum = budget.partsPs().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertThat(sum).isCloseTo(budget.responsePs(), within(1.0));
        }
    }

    /** Two and a half times what the line carries; of a super-packet that is lost all segments are. */
    @Test
    void shouldCountSegmentsOfSuperPacketsThatAreLost() {
        DeviceProfile small =
                Profiles.find("connectx-7-gen4").with("rings.rx", "256").with("rings.tx", "256");
        GatewaySpec gateway = TestGateways.spec(small, GatewaySpec.Route.SOURCE, 4, 1000);
        TrialResult result = Trial.run(spec("mix: 1518\nsuper-packets: 16 KiB\n", gateway, 21_000_000, 20_000));
        assertThat(result.lost() % 12).isZero();
        double line = 100e9 / 8 / ((11 * 1574 + 398) / 12.0 + 20);
        assertThat(result.lossRatio()).isCloseTo(1 - line / 21e6, within(0.01));
        assertThat(result.rate().asDouble()).isCloseTo(line, within(line * 0.002));
    }
}
