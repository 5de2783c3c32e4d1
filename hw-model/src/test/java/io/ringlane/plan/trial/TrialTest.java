// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.device.Fault;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final long MILLION = 1_000_000;

    private static TrafficSpec traffic(String mix, String arrivals, int sas) {
        return TrafficSpec.read(YamlNode.parse(
                "mix: " + mix + "\narrivals: " + arrivals + "\nsas: " + sas + "\nesp: {mode: tunnel, outer: ipv4}\n",
                "traffic.yaml"));
    }

    private static GatewaySpec gateway(String device, GatewaySpec.Route route, int cores) {
        DeviceProfile profile = Profiles.find(device);
        HostProfile.Work work = new HostProfile.Work(100_000, new Rational(1, 20), 0);
        HostProfile host = new HostProfile(cores, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
        return new GatewaySpec(
                profile,
                host,
                ForwardingMode.HOST,
                profile.lanes() == null ? GatewaySpec.Crypto.HOST : GatewaySpec.Crypto.INLINE,
                route,
                1000,
                "rfc4106(gcm(aes))",
                70,
                0);
    }

    private static TrialSpec spec(String device, GatewaySpec.Route route, int cores, long rate, long packets) {
        return new TrialSpec(
                gateway(device, route, cores), traffic("csit-v4-1", "poisson", 1000), Rational.of(rate), packets, 1, 0);
    }

    @Test
    void shouldDeliverWhatIsOfferedWhenTheLoadIsLight() {
        TrialResult result = Trial.run(spec("connectx-7-gen4", GatewaySpec.Route.BOTH, 10, 8 * MILLION, 50_000));
        assertThat(result.lost()).isZero();
        assertThat(result.growth()).isZero();
        assertThat(result.isSettled()).isTrue();
        assertThat(result.lossRatio()).isZero();
        // Poisson arrivals: 50,000 of them in a time of their own, 0.45 % of sigma
        assertThat(result.rate().asDouble()).isCloseTo(8e6, within(8e6 * 0.025));
        assertThat(result.response().getTotalCount()).isEqualTo(result.offered());
        assertThat(result.response().getMean() * 1000).isCloseTo(result.meanResponsePs(), within(2_000.0));
        assertThat(result.service().getMean())
                .isLessThanOrEqualTo(result.response().getMean());
    }

    @Test
    void shouldSeeOverloadWhenTheBuffersHideIt() {
        // one core does some 7 million; its ring of 8192 takes all that 20,000 packets have too much
        TrialResult result = Trial.run(spec("connectx-7-gen4", GatewaySpec.Route.ENCRYPT, 1, 9 * MILLION, 20_000));
        assertThat(result.lost()).isZero();
        assertThat(result.isOverloaded()).isTrue();
        assertThat(result.growth()).isGreaterThan(500);
        assertThat(result.lossRatio()).isGreaterThan(0.05);
        assertThat(result.drainPs()).isPositive();
    }

    @Test
    void shouldCountWhatIsLostInTheRingThatLostIt() {
        TrialResult result = Trial.run(spec("plain-100g", GatewaySpec.Route.ENCRYPT, 1, 12 * MILLION, 100_000));
        assertThat(result.lost()).isPositive();
        assertThat(result.stage("rx ring 0.0").lost()).isPositive();
        assertThat(result.stages().stream()
                        .filter(stage -> !stage.name().equals("rx ring 0.0"))
                        .mapToLong(StageFigures::lost)
                        .sum())
                .isZero();
        assertThat(result.stage("core 0").utilisation()).isCloseTo(1, within(0.001));
        assertThat(result.growth()).as("a full ring grows no more").isZero();
    }

    @Test
    void shouldNotTakeAQueueThatIsMerelyLongForOverload() {
        for (int replicate = 0; replicate < 5; replicate++) {
            TrialSpec near = spec("plain-100g", GatewaySpec.Route.ENCRYPT, 1, 4 * MILLION, 50_000);
            TrialResult result = Trial.run(new TrialSpec(
                    near.gateway(), near.traffic(), near.packetsPerSecond(), near.packets(), 1, replicate));
            assertThat(result.stage("core 0").utilisation()).isBetween(0.7, 0.999);
            assertThat(result.growth()).as("replicate %d", replicate).isZero();
        }
    }

    @Test
    void shouldFollowLittlesLawAtEveryStage() {
        TrialResult result = Trial.run(spec("connectx-7-gen4", GatewaySpec.Route.BOTH, 4, 8 * MILLION, 50_000));
        for (StageFigures stage : result.stages()) {
            if (stage.in() > 1000) {
                double arrivals = stage.in() / (double) result.measuredPs();
                // exact but for those inside at the borders of the measured part
                double border = 2.0 * stage.most() / stage.in();
                assertThat(arrivals * stage.meanStayPs())
                        .as(stage.name())
                        .isCloseTo(stage.meanHeld(), within(stage.meanHeld() * (0.01 + border) + 1e-9));
            }
        }
    }

    @Test
    void shouldGiveTheSameResultOnEveryThread() throws Exception {
        TrialSpec spec = spec("connectx-7-gen4", GatewaySpec.Route.SERIES, 4, 10 * MILLION, 20_000);
        TrialResult alone = Trial.run(spec);
        List<Future<TrialResult>> others = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                others.add(threads.submit(() -> Trial.run(spec)));
            }
        }
        for (Future<TrialResult> other : others) {
            assertThat(other.get().trace()).isEqualTo(alone.trace());
            assertThat(other.get().events()).isEqualTo(alone.events());
            assertThat(other.get().meanResponsePs()).isEqualTo(alone.meanResponsePs());
        }
        TrialResult replicate = Trial.run(
                new TrialSpec(spec.gateway(), spec.traffic(), spec.packetsPerSecond(), spec.packets(), spec.seed(), 1));
        assertThat(replicate.trace()).isNotEqualTo(alone.trace());
    }

    @Test
    void shouldMeetTheSamePacketsWhenOnlyTheDeviceChanges() {
        TrialSpec one = spec("connectx-7-gen4", GatewaySpec.Route.ENCRYPT, 4, 4 * MILLION, 10_000);
        TrialSpec other = new TrialSpec(
                one.gateway().with(one.gateway().device().with("lanes.count", "2")),
                one.traffic(),
                one.packetsPerSecond(),
                one.packets(),
                one.seed(),
                one.replicate());
        TrialResult wide = Trial.run(one);
        TrialResult narrow = Trial.run(other);
        assertThat(narrow.clearBytes()).isEqualTo(wide.clearBytes());
        assertThat(narrow.meanResponsePs()).isGreaterThan(wide.meanResponsePs());
    }

    @Test
    void shouldTellAnObserverOfEveryPacketAndChangeNothing() {
        TrialSpec spec = spec("plain-100g", GatewaySpec.Route.ENCRYPT, 2, 4 * MILLION, 5_000);
        long[] arrived = new long[1];
        TrialResult watched = Trial.run(spec, model -> new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage.name().equals("sink")) {
                    arrived[0]++;
                }
            }
        });
        assertThat(arrived[0]).isEqualTo(5_000);
        assertThat(watched.trace()).isEqualTo(Trial.run(spec).trace());
    }

    @Test
    void shouldSayWhereTheTimeGoesAtEachPercentile() {
        TrialResult result = Trial.run(spec("connectx-7-gen4", GatewaySpec.Route.BOTH, 4, 12 * MILLION, 30_000));
        List<LatencyBudget> budgets = LatencyBudget.of(result, 50, 99);
        assertThat(budgets).extracting(LatencyBudget::percentile).containsExactly(0.0, 50.0, 99.0);
        LatencyBudget mean = budgets.getFirst();
        assertThat(mean.packets()).isEqualTo(result.offered() - result.lost());
        assertThat(mean.responsePs()).isCloseTo(result.meanResponsePs(), within(1.0));
        for (LatencyBudget budget : budgets) {
            double sum = budget.partsPs().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertThat(sum).isCloseTo(budget.responsePs(), within(1.0));
        }
        assertThat(budgets.get(1).responsePs() / 1000)
                .isCloseTo((double) result.response().getValueAtPercentile(50), within(200.0));
        assertThat(budgets.get(2).responsePs()).isGreaterThan(budgets.get(1).responsePs());
        assertThat(mean.partsPs()).containsKeys(LatencyBudget.LINE_IN, "rx ring", "core", "payload read", "lanes");
    }

    @Test
    void shouldTellWhenAFaultCostPackets() {
        TrialSpec spec = spec("plain-100g", GatewaySpec.Route.ENCRYPT, 1, 4 * MILLION, 20_000);
        Fault fault = new Fault(Fault.Kind.CORE, 0, 3_500_000_000L, 4_000_000_000L);
        TrialResult result = Trial.run(spec.disturbed(List.of(fault), null));
        assertThat(result.lost()).isPositive();
        assertThat(Arrays.stream(result.lostOfBatches()).sum()).isEqualTo(result.lost());
    }

    @Test
    void shouldRefuseATrialThatSaysNothing() {
        TrialSpec spec = spec("plain-100g", GatewaySpec.Route.ENCRYPT, 1, MILLION, 1000);
        assertThatThrownBy(() -> new TrialSpec(spec.gateway(), spec.traffic(), Rational.of(MILLION), 999, 1, 0))
                .hasMessage("packets of a trial must be at least 1000, are 999");
        assertThatThrownBy(() -> new TrialSpec(spec.gateway(), spec.traffic(), Rational.ZERO, 1000, 1, 0))
                .hasMessage("rate of a trial must be above 0, is 0");
    }
}
