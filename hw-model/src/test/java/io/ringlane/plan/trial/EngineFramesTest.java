// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.host.FrameWork;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.event.TraceHash;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same traffic as packets of the engine, sealed and opened, and as mere lengths: every event must be the same. */
class EngineFramesTest {
    private static final int PACKETS = 3000;
    private static final int SAS = 40;

    private static final class Course implements Probe {
        private final TraceHash hash = new TraceHash();
        private Model model;

        @Override
        public void entered(Stage stage, int packet, long nowPs) {
            hash.event(nowPs, 1, stage.number(), model.packets().serial(packet), bytes(packet));
        }

        @Override
        public void left(Stage stage, int packet, long nowPs) {
            hash.event(nowPs, 2, stage.number(), model.packets().serial(packet), bytes(packet));
        }

        @Override
        public void lost(Stage stage, int packet, long nowPs) {
            hash.event(nowPs, 3, stage.number(), model.packets().serial(packet), bytes(packet));
        }

        private long bytes(int packet) {
            return (long) model.packets().clearBytes(packet) << 32
                    | model.packets().wireBytes(packet);
        }
    }

    private static TrafficSpec traffic(String esp) {
        return TrafficSpec.read(YamlNode.parse(
                "mix: csit-v4-1\narrivals: poisson\nsas: " + SAS + "\nesp: " + esp + "\n", "traffic.yaml"));
    }

    private static TraceHash run(GatewaySpec.Route route, TrafficSpec traffic, FrameWork frames) {
        DeviceProfile device = Profiles.find("connectx-7-gen4").with("rings.rx", "64");
        HostProfile.Work work = new HostProfile.Work(100_000, new Rational(1, 20), 0);
        HostProfile host = new HostProfile(2, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
        int largest = traffic.mix().largest();
        GatewaySpec spec = new GatewaySpec(
                device,
                host,
                ForwardingMode.HOST,
                GatewaySpec.Crypto.INLINE,
                route,
                SAS,
                "rfc4106(gcm(aes))",
                traffic.esp().wireBytes(largest) - traffic.esp().cipherBytes(largest),
                0);
        List<Traffic> sources = new ArrayList<>();
        int inputs = route.ordinal() >= GatewaySpec.Route.BOTH.ordinal() ? 2 : 1;
        for (int i = 0; i < inputs; i++) {
            Rational rate = new Rational(40_000_000, inputs);
            sources.add(new OfferedTraffic(traffic.open(rate, 7, 0, i), PACKETS / inputs, true, count -> {}));
        }
        Course course = new Course();
        GatewayModel model = new GatewayModel(spec, sources, course);
        course.model = model.model();
        model.work(frames);
        model.start();
        model.simulation().run(Long.MAX_VALUE / 4);
        long lost = model.model().stages().stream().mapToLong(Stage::lost).sum();
        assertThat(model.sink().in() + lost).isEqualTo(PACKETS);
        assertThat(lost).as("some of it is lost, as in earnest").isPositive();
        return course.hash;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENCRYPT | {mode: tunnel, outer: ipv4}",
                "ENCRYPT | {mode: tunnel, outer: ipv6}",
                "ENCRYPT | {mode: transport}",
                "ENCRYPT | {mode: tunnel, outer: ipv4, clear-vlan: yes}",
                "DECRYPT | {mode: tunnel, outer: ipv4}",
                "DECRYPT | {mode: transport}",
                "BOTH    | {mode: tunnel, outer: ipv4}",
                "SERIES  | {mode: tunnel, outer: ipv4}",
            })
    void shouldTakeTheSameCourseWhenPacketsAreReal(GatewaySpec.Route route, String esp) {
        TrafficSpec traffic = traffic(esp);
        TraceHash lengths = run(route, traffic, FrameWork.LENGTHS_ONLY);
        try (EngineFrames frames = new EngineFrames(traffic.esp(), SAS)) {
            TraceHash real = run(route, traffic, (packets, packet, nowPs) -> {
                // what the traffic said is forgotten: the lengths are those of real frames
                packets.setBytes(packet, packets.clearBytes(packet), 0);
                frames.work(packets, packet, nowPs);
            });
            assertThat(real.count()).isEqualTo(lengths.count());
            assertThat(real.hash()).isEqualTo(lengths.hash());
            assertThat(frames.encrypted()).isPositive();
            assertThat(frames.decrypted() > 0).isEqualTo(route != GatewaySpec.Route.ENCRYPT);
        }
    }
}
