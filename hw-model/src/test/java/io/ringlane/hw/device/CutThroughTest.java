// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that begin to be sent before the lane is through with them. */
class CutThroughTest {
    /** When a packet alone has left the port. */
    private static long alone(GatewaySpec.Route route, String rate, String cutThrough) {
        DeviceProfile device =
                Profiles.find("connectx-7-gen4").with("ports.rate", rate).with("egress.cut-through", cutThrough);
        GatewaySpec spec = TestGateways.spec(device, route, 1, 100);
        long[] left = new long[1];
        GatewayModel[] model = new GatewayModel[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage == model[0].sink()) {
                    left[0] = nowPs;
                }
            }
        };
        model[0] = new GatewayModel(spec, List.of(new SteadyTraffic(0, 1024, 1024 + TestGateways.ADDED, 1, 1)), probe);
        model[0].start();
        model[0].simulation().run(Long.MAX_VALUE / 4);
        return left[0];
    }

    /**
     * Of 1078 bytes 1008 are cipher text, 63 ns in a lane at 62.5 ps a byte; the frame takes 86.24 ns on a line of 100
     * Gbit/s, and 21.56 ns on one of 400, which would run dry if it began earlier. What is decrypted is checked first.
     */
    @ParameterizedTest
    @CsvSource({"ENCRYPT, 100 Gbit/s, 63000", "ENCRYPT, 400 Gbit/s, 21560", "DECRYPT, 100 Gbit/s, 0"})
    void shouldBeginAFrameBeforeItsEndIsEncrypted(GatewaySpec.Route route, String rate, long sooner) {
        assertThat(alone(route, rate, "no") - alone(route, rate, "yes")).isEqualTo(sooner);
    }
}
