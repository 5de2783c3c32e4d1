// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Points of the ConnectX-7 article (S1): what wire and PCIe link set, and the bend. Sizes of descriptors and
 * completions were chosen so that the link carries what was measured.
 */
class PublishedPointsTest {
    private static final int CORES = 24;
    private static final int OVERHEAD = 70;

    private static TrafficSpec traffic(int sas) {
        return TrafficSpec.read(YamlNode.parse(
                "mix: mno-2+4\narrivals: poisson\nesp: {outer: ipv4, clear-vlan: yes}\nsas: " + sas + "\n",
                "traffic.yaml"));
    }

    private static TrialResult run(DeviceProfile device, int sas, long packetsPerSecond) {
        HostProfile.Work work = new HostProfile.Work(100_000, Rational.ZERO, 0);
        HostProfile host = new HostProfile(CORES, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
        GatewaySpec spec = new GatewaySpec(
                device,
                host,
                ForwardingMode.HOST,
                GatewaySpec.Crypto.INLINE,
                GatewaySpec.Route.MIXED,
                sas,
                "rfc4106(gcm(aes))",
                OVERHEAD,
                0);
        return Trial.run(new TrialSpec(spec, traffic(sas), Rational.of(packetsPerSecond), 200_000, 1, 0));
    }

    /** V1 and V2: 11.25 million packets and 98.2 Gbit/s of frames into each port at 1,000 tunnels. */
    @Test
    void shouldFillTheWireAtAThousandTunnels() {
        TrialResult over = run(Profiles.find("connectx-7-gen4"), 1000, 24_000_000);
        double perPort = over.stage("port 0 out").in() / over.seconds();
        assertThat(perPort).isCloseTo(11.25e6, within(11.25e6 * 0.005));
        double frameBits = 8 * (over.clearBytes() + over.wireBytes()) / 2.0 / 2 / over.seconds();
        assertThat(frameBits).isCloseTo(98.2e9, within(98.2e9 * 0.005));
        assertThat(over.stage("port 0 in").utilisation()).isCloseTo(1, within(0.005));
        // V3: 190.4 to 190.5 Gbit/s end to end, clear frames without the tag
        double clear = 8 * (over.clearBytes() - 4.0 * over.delivered()) / over.seconds();
        assertThat(clear).isCloseTo(190.45e9, within(190.45e9 * 0.005));
    }

    /** V4: a larger read request gives roughly 6 Gbit/s; lines of 200 Gbit/s, so that the PCIe link is what binds. */
    @Test
    void shouldGainSixGigabitsWhenReadRequestsAreLarger() {
        DeviceProfile wide = Profiles.find("connectx-7-gen4").with("ports.rate", "200 Gbit/s");
        double small = clearGigabits(run(wide.with("pcie.mrrs", "512 B"), 100, 30_000_000));
        double large = clearGigabits(run(wide.with("pcie.mrrs", "2048 B"), 100, 30_000_000));
        assertThat(large - small).isCloseTo(6, within(0.6));
    }

    private static double clearGigabits(TrialResult result) {
        return 8 * result.clearBytes() / result.seconds() / 1e9;
    }

    /** V5: what 1,100 and more tunnels carry (fitted); the rate in packets, for the sizes that are lost differ. */
    @ParameterizedTest
    @CsvSource({"1100, 176.2", "1200, 153.3", "1300, 139.4", "1400, 124.2", "1500, 110.3", "1600, 100.4"})
    void shouldBendWhereContextsCost(int tunnels, double gigabits) {
        DeviceProfile device = Profiles.find("connectx-7-gen4");
        TrialResult result = run(device, tunnels, 23_000_000);
        double mean = traffic(tunnels).mix().mean(size -> size).asDouble();
        double carried = 8 * mean * result.rate().asDouble() / 1e9;
        assertThat(carried).isCloseTo(gigabits, within(gigabits * 0.025));
        assertThat(result.stage("context").utilisation()).isGreaterThan(0.99);
    }
}
