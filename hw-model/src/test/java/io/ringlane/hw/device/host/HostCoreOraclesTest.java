// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.TestGateways;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.yaml.Rational;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A core that polls is a server with vacations (O11), one woken after so many packets has an N-policy (O12). */
class HostCoreOraclesTest {
    private static final long UNIT_PS = 1_000_000;
    private static final int PACKETS = 400_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private static final class Poisson implements Traffic {
        private final Sampler gaps;
        private long atPs;
        private long sent;

        Poisson(double rho) {
            gaps = Samplers.exponential(new RandomStreams(3, 0).stream("arrivals"), UNIT_PS / rho);
        }

        @Override
        public long next() {
            atPs += gaps.next();
            return sent++ == PACKETS ? Simulation.NEVER : atPs;
        }

        @Override
        public int clearBytes() {
            return 64;
        }

        @Override
        public int state() {
            return 0;
        }
    }

    /** Mean wait in an application's ring before one core, in units of the time that a packet takes it. */
    private static double meanWait(DeviceProfile device, long idlePs, double rho) {
        HostProfile.Work work = new HostProfile.Work(UNIT_PS, Rational.ZERO, 0);
        HostProfile host = new HostProfile(1, 1, 0, idlePs, 0, 0, work, work, List.of());
        GatewaySpec spec = new GatewaySpec(
                device, host, ForwardingMode.HOST, GatewaySpec.Crypto.NONE, GatewaySpec.Route.SOURCE, 1, "", 0, 0);
        GatewayModel model = new GatewayModel(spec, List.of(new Poisson(rho)), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        Stage ring = model.model().stages().stream()
                .filter(stage -> stage.name().startsWith("application ring"))
                .findFirst()
                .orElseThrow();
        assertThat(ring.out()).isEqualTo(PACKETS);
        return (double) ring.sojournPs() / PACKETS / UNIT_PS;
    }

    private static DeviceProfile device() {
        return Profiles.find("plain-100g")
                .with("doorbell.batch", "1")
                .with("doorbell.cost", "0 ns")
                .with("doorbell.post", "0 ns")
                .with("rings.tx", "4096")
                .with("rings.rx", "4096");
    }

    @ParameterizedTest
    @CsvSource({"0.6, 10, 5.75", "0.6, 2, 1.75", "0.8, 10, 7.0"})
    void shouldWaitHalfAPollLongerWhenTheCorePolls(double rho, int poll, double expected) {
        // M/D/1 with vacations: rho / (2 (1 - rho)) + V / 2
        assertThat(meanWait(device(), poll * UNIT_PS, rho)).isCloseTo(expected, within(0.03 * expected));
    }

    @ParameterizedTest
    @CsvSource({"8, 0.5, 7.5", "32, 0.5, 31.5"})
    void shouldWaitForTheOthersWhenTheCoreIsWokenAfterSoMany(int frames, double rho, double expected) {
        DeviceProfile device = TestGateways.woken(device(), frames);
        assertThat(meanWait(device, 0, rho)).isCloseTo(expected, within(0.01 * expected));
    }
}
