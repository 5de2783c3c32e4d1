// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 20,000 packets in 4 ms, and something goes wrong between the first and the second. */
class FaultTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final long MILLISECOND = 1_000_000_000L;
    private static final int PACKETS = 20_000;
    private static final int FRAME = 1024;

    private final long[] worstPs = new long[1];

    private GatewayModel run(GatewaySpec spec, Fault... faults) {
        Traffic traffic = new SteadyTraffic(200_000, FRAME, FRAME + TestGateways.ADDED, (int) spec.tunnels(), PACKETS);
        GatewayModel[] model = new GatewayModel[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage == model[0].sink()) {
                    long took = nowPs - model[0].model().packets().intendedPs(packet);
                    worstPs[0] = Math.max(worstPs[0], took);
                }
            }
        };
        model[0] = new GatewayModel(spec, List.of(traffic), probe);
        for (Fault fault : faults) {
            model[0].inject(fault);
        }
        model[0].start();
        model[0].simulation().run(FOREVER);
        assertThat(model[0].sink().in() + lost(model[0])).isEqualTo(PACKETS);
        assertThat(model[0].model().packets().used()).isZero();
        return model[0];
    }

    private static long lost(GatewayModel model) {
        return model.model().stages().stream().mapToLong(Stage::lost).sum();
    }

    private static Fault fault(Fault.Kind kind, int number) {
        return new Fault(kind, number, MILLISECOND, 2 * MILLISECOND);
    }

    private static GatewaySpec spec() {
        return TestGateways.spec(Profiles.find("connectx-7-gen4"), GatewaySpec.Route.ENCRYPT, 2, 100);
    }

    @Test
    void shouldLoseNothingWhenNothingGoesWrong() {
        assertThat(lost(run(spec()))).isZero();
        assertThat(worstPs[0]).isLessThan(MILLISECOND / 10);
    }

    @Test
    void shouldHoldThePacketsOfACoreThatStandsStill() {
        // 5 million a second for a millisecond over two cores: some 2500 wait in a ring of 8192
        assertThat(lost(run(spec(), fault(Fault.Kind.CORE, 0)))).isZero();
        assertThat(worstPs[0]).isBetween(MILLISECOND * 9 / 10, MILLISECOND * 3 / 2);
    }

    @Test
    void shouldLoseWhatTheRingOfAStandingCoreCannotHold() {
        GatewaySpec spec = spec();
        GatewayModel model = run(spec.with(spec.device().with("rings.rx", "1024")), fault(Fault.Kind.CORE, 0));
        assertThat(lost(model)).isBetween(1000L, 2000L);
    }

    @Test
    void shouldLoseWhatComesByAPortThatIsDown() {
        GatewayModel model = run(spec(), fault(Fault.Kind.PORT, 0));
        assertThat(lost(model)).isBetween(4990L, 5010L);
    }

    @Test
    void shouldHoldBackWhatGoesToAPortThatIsDown() {
        GatewayModel model = run(spec(), fault(Fault.Kind.PORT, 1));
        // FIFO, lanes and rings hold a millisecond's packets
        assertThat(lost(model)).isZero();
        assertThat(worstPs[0]).isBetween(MILLISECOND * 9 / 10, MILLISECOND * 3 / 2);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void shouldGoOnWithTheLanesThatAreLeft(int lanes, boolean isEnough) {
        DeviceProfile device = Profiles.find("connectx-7-gen4").with("lanes.count", lanes == 0 ? "4" : "1");
        GatewaySpec spec = TestGateways.spec(device, GatewaySpec.Route.ENCRYPT, 2, 100);
        run(spec, fault(Fault.Kind.LANE, 0));
        assertThat(worstPs[0] < MILLISECOND / 10).isEqualTo(isEnough);
    }

    @Test
    void shouldReadAllContextsAgainWhenEverySaHasANewKey() {
        DeviceProfile device = Profiles.find("82599")
                .with("ports.rate", "50 Gbit/s")
                .with("lanes.count", "8")
                .with("context.cache.miss-bytes", "64 B")
                .with("context.cache.outstanding", "16");
        GatewaySpec spec = TestGateways.spec(device, GatewaySpec.Route.ENCRYPT, 2, 100);
        assertThat(misses(run(spec))).isEqualTo(100);
        assertThat(misses(run(spec, new Fault(Fault.Kind.REKEY, 0, MILLISECOND, 0))))
                .isEqualTo(200);
    }

    /** The first of two TX rings stands still for a millisecond, in which 2500 packets come for it. */
    @Test
    void shouldHoldThePacketsOfARingThatIsStalled() {
        assertThat(lost(run(spec(), fault(Fault.Kind.QUEUE, 0)))).isZero();
        assertThat(worstPs[0]).isBetween(MILLISECOND * 9 / 10, MILLISECOND * 3 / 2);
        assertThat(lost(run(spec(), fault(Fault.Kind.QUEUE, 1)))).isZero();
    }

    /**
     * A packet takes some 1150 bytes up the link, whose four lanes carry 56.8 Gbit/s and two of them half of that: 3.1
     * million packets of the 5 that come, and some 500 wait in the RX buffer.
     */
    @Test
    void shouldLoseWhatHalfOfTheLinkDoesNotCarry() {
        GatewaySpec spec = spec();
        GatewaySpec narrow = spec.with(spec.device().with("pcie.width", "4"));
        assertThat(lost(run(narrow))).isZero();
        assertThat(lost(run(narrow, fault(Fault.Kind.LINK, 0)))).isBetween(1000L, 1800L);
        assertThat(lost(run(spec, fault(Fault.Kind.LINK, 0)))).isZero();
    }

    @Test
    void shouldKeepCoresBusyWithNewKeysWhenEverySaHasOne() {
        run(spec(), new Fault(Fault.Kind.REKEY, 0, MILLISECOND, 0));
        long without = worstPs[0];
        worstPs[0] = 0;
        // 100 SAs over two cores
        run(spec(), new Fault(Fault.Kind.REKEY, 0, MILLISECOND, 0, 10_000_000));
        assertThat(worstPs[0] - without).isBetween(MILLISECOND * 4 / 10, MILLISECOND * 7 / 10);
    }

    private static long misses(GatewayModel model) {
        return model.caches().getFirst().misses();
    }

    @Test
    void shouldRefuseAFaultOfWhatIsNotThere() {
        GatewayModel model = new GatewayModel(spec(), List.of(new SteadyTraffic(1000, FRAME, FRAME, 1, 1)), Probe.NONE);
        assertThatThrownBy(() -> model.inject(fault(Fault.Kind.LANE, 4))).hasMessage("there is no lane 4, there are 4");
        assertThatThrownBy(() -> new Fault(Fault.Kind.CORE, 0, 5, 5))
                .hasMessage("fault of CORE 0 from 5 to 5 ps: no such time");
    }
}
