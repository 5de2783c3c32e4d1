// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayModelTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final int PACKETS = 100_000;
    private static final int FRAME = 1024;

    private static List<Traffic> traffic(GatewaySpec spec, long everyPs, long packets) {
        List<Traffic> all = new ArrayList<>();
        int inputs = spec.route().ordinal() >= GatewaySpec.Route.BOTH.ordinal() ? 2 : 1;
        for (int i = 0; i < inputs; i++) {
            all.add(new SteadyTraffic(
                    everyPs, FRAME, FRAME + TestGateways.ADDED, (int) Math.max(64, spec.tunnels()), packets / inputs));
        }
        return all;
    }

    /** All that was offered, by what became of it, and nothing under way; each stage has let out what it took in. */
    private static void assertConserved(GatewayModel model, long packets) {
        long lost = 0;
        for (Stage stage : model.model().stages()) {
            assertThat(stage.in()).as(stage.name()).isEqualTo(stage.out() + stage.held());
            assertThat(stage.held()).as(stage.name()).isZero();
            assertThat(stage.areaPs()).as("Little's law at %s", stage.name()).isEqualTo(stage.sojournPs());
            lost += stage.lost();
        }
        assertThat(model.sink().in() + lost).isEqualTo(packets);
        assertThat(model.model().packets().used()).isZero();
    }

    private static long lost(GatewayModel model, String name) {
        return model.model().stages().stream()
                .filter(stage -> stage.name().contains(name))
                .mapToLong(Stage::lost)
                .sum();
    }

    @ParameterizedTest
    @EnumSource(GatewaySpec.Route.class)
    void shouldDeliverEveryPacketWhenTheLoadIsLight(GatewaySpec.Route route) {
        GatewaySpec spec = TestGateways.connectX7(route, 10);
        GatewayModel model = new GatewayModel(spec, traffic(spec, 500_000, PACKETS / 4), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        assertConserved(model, PACKETS / 4);
        assertThat(model.sink().in()).isEqualTo(PACKETS / 4);
    }

    @ParameterizedTest
    @EnumSource(GatewaySpec.Route.class)
    void shouldAccountForEveryPacketWhenTheLoadIsTooMuch(GatewaySpec.Route route) {
        GatewaySpec spec = TestGateways.connectX7(route, 1);
        GatewayModel model = new GatewayModel(spec, traffic(spec, 90_000, PACKETS), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        assertConserved(model, PACKETS);
        assertThat(model.sink().in()).isLessThan(PACKETS);
        assertThat(lost(model, "rx ring") + lost(model, "application ring") + lost(model, "rx buffer"))
                .as("lost where hardware loses")
                .isEqualTo(PACKETS - model.sink().in());
    }

    @Test
    void shouldForwardWithoutTheHostWhenTheCardForwards() {
        GatewaySpec spec = TestGateways.inNic(TestGateways.connectX7(GatewaySpec.Route.BOTH, 1));
        GatewayModel model = new GatewayModel(spec, traffic(spec, 100_000, PACKETS), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        assertConserved(model, PACKETS);
        assertThat(model.sink().in()).isEqualTo(PACKETS);
        assertThat(model.links().getFirst().upBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = GatewaySpec.Route.class,
            names = {"SOURCE", "ENCRYPT", "DECRYPT", "BOTH"})
    void shouldCrossASecondLinkTwiceWhenTheAcceleratorStandsAside(GatewaySpec.Route route) {
        GatewaySpec spec = TestGateways.spec(Profiles.find("qat-gen4"), route, 4, 1000);
        GatewayModel light = new GatewayModel(spec, traffic(spec, 1_000_000, PACKETS / 10), Probe.NONE);
        light.start();
        light.simulation().run(FOREVER);
        assertConserved(light, PACKETS / 10);
        assertThat(light.sink().in()).isEqualTo(PACKETS / 10);
        assertThat(light.links()).hasSize(2);
        // each packet goes down and comes up again, with the FCS left out
        assertThat(light.links().getLast().downBytes()).isGreaterThan((FRAME - 4L) * PACKETS / 10);
        assertThat(light.links().getLast().upBytes()).isGreaterThan((FRAME - 4L) * PACKETS / 10);

        GatewayModel heavy = new GatewayModel(spec, traffic(spec, 85_000, PACKETS), Probe.NONE);
        heavy.start();
        heavy.simulation().run(FOREVER);
        assertConserved(heavy, PACKETS);
        assertThat(heavy.sink().in()).isLessThan(PACKETS);
        assertThat(lost(heavy, "answer ring")).isZero();
    }

    @Test
    void shouldTakeTheSameCourseOnEveryRunAndThread() throws Exception {
        long[] alone = course();
        List<Callable<long[]>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(GatewayModelTest::course);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<long[]> each : threads.invokeAll(tasks)) {
                assertThat(each.get()).isEqualTo(alone);
            }
        }
        assertThat(alone[1]).isGreaterThan(10L * PACKETS);
    }

    private static long[] course() {
        GatewaySpec spec = TestGateways.connectX7(GatewaySpec.Route.BOTH, 4);
        ModelTrace trace = new ModelTrace();
        GatewayModel model = new GatewayModel(spec, traffic(spec, 95_000, PACKETS), trace);
        trace.of(model.model());
        model.start();
        model.simulation().run(FOREVER);
        return new long[] {
            trace.hash.hash(), trace.hash.count(), model.simulation().events()
        };
    }

    /** No queue anywhere: the sum of the steps of one packet, worked out here from the profile's figures. */
    @Test
    void shouldTakeTheSumOfItsStepsWhenAPacketIsAlone() {
        GatewaySpec spec = TestGateways.plain(GatewaySpec.Route.ENCRYPT, 1);
        long[] delivered = new long[1];
        GatewayModel[] model = new GatewayModel[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage == model[0].sink()) {
                    delivered[0] = nowPs + model[0].lagPs();
                }
            }
        };
        model[0] = new GatewayModel(spec, traffic(spec, 0, 1), probe);
        model[0].start();
        model[0].simulation().run(FOREVER);
        // bits of preamble and frame at 80 ps a byte, PHY; FCS is not written; 35.18 ps a byte on PCIe
        long in = (8 + FRAME) * 80 + 250_000;
        double pcie = 8e12 / model[0].links().getFirst().rates().gigabits() / 1e9;
        double descriptors = pcie * 24 * 2 + 0;
        double written = pcie * (24 * 4 + FRAME - 4) + descriptors;
        long seen = 350_000;
        // an idle core looks every 50 ns; cycle, packet, bytes, descriptor, doorbell
        long work = 50_000 + 100_000 + FRAME / 20 + 10_000 + 100_000;
        double doorbell = 350_000 + pcie * 28;
        double fetch = pcie * 24 + 700_000 + pcie * (20 + 16);
        double read = pcie * 24 * 2 + 700_000 + pcie * (4 * 20 + FRAME - 4);
        long out = (8 + FRAME + TestGateways.ADDED) * 80 + 250_000;
        double sum = in + written + seen + work + doorbell + fetch + read + out;
        assertThat((double) delivered[0]).isBetween(sum - 10, sum + 50_000 + 10);
    }

    @ParameterizedTest
    @CsvSource({"ENCRYPT, 1", "DECRYPT, 1", "SOURCE, 1", "BOTH, 2", "MIXED, 2", "SERIES, 2"})
    void shouldRefuseWhenTrafficDoesNotFitTheRoute(GatewaySpec.Route route, int needed) {
        assertThatThrownBy(() -> new GatewayModel(TestGateways.connectX7(route, 1), List.of(), Probe.NONE))
                .hasMessage(route + " needs " + needed + " sources of traffic, has 0");
    }

    @Test
    void shouldRefuseWhatTheDeviceCannotDo() {
        GatewaySpec plain = TestGateways.plain(GatewaySpec.Route.BOTH, 1);
        assertThatThrownBy(() -> new GatewaySpec(
                        plain.device(),
                        plain.host(),
                        ForwardingMode.HOST,
                        GatewaySpec.Crypto.INLINE,
                        plain.route(),
                        1,
                        "",
                        0,
                        0))
                .hasMessage("device plain-100g has no crypto lanes, and so cannot encrypt inline");
        assertThatThrownBy(() -> TestGateways.inNic(plain))
                .hasMessage("device plain-100g cannot forward by itself unless it encrypts inline");
    }
}
