// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A card that forwards by itself and has fewer lanes than its port brings packets for. */
class PauseTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final int PACKETS = 50_000;
    private static final int FRAME = 1024;

    private static DeviceProfile oneLane() {
        return Profiles.find("connectx-7-gen4").with("lanes.count", "1").with("egress.receive-buffer", "64 KiB");
    }

    private static DeviceProfile pausing(String stop, String react) {
        String pause = "{stop: '%s [user]', go: '16 KiB [user]', quanta: '65535 [user]', react: '%s [user]'}";
        return oneLane().with("pause", pause.formatted(stop, react));
    }

    private static GatewayModel run(DeviceProfile device) {
        GatewaySpec spec = TestGateways.inNic(TestGateways.spec(device, GatewaySpec.Route.ENCRYPT, 1, 100));
        Traffic traffic = new SteadyTraffic(84_000, FRAME, FRAME + TestGateways.ADDED, 100, PACKETS);
        GatewayModel model = new GatewayModel(spec, List.of(traffic), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        return model;
    }

    private static long lost(GatewayModel model) {
        return model.model().stages().stream().mapToLong(Stage::lost).sum();
    }

    @Test
    void shouldLoseInTheBufferWhenNobodyIsPaused() {
        GatewayModel model = run(oneLane());
        // a lane takes 20 ns + 1008 bytes of cipher text: 83 ns a packet, and 16 more are too much for it
        assertThat(lost(model)).isPositive();
        assertThat(model.sink().in() + lost(model)).isEqualTo(PACKETS);
    }

    @Test
    void shouldLoseNothingWhenTheSenderIsPausedInTime() {
        DeviceProfile device = pausing("32 KiB", "1 us");
        GatewayModel model = run(device);
        assertThat(lost(model)).isZero();
        assertThat(model.sink().in()).isEqualTo(PACKETS);
    }

    @Test
    void shouldLoseInSpiteOfPauseFramesWhenTheHeadroomIsTooSmall() {
        DeviceProfile device = pausing("63 KiB", "10 us");
        assertThat(lost(run(device))).isPositive();
    }
}
