// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.DeviceRegistry.Registration;
import io.ringlane.dev.Errno;
import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules N1 to N5: which devices are let in, and what becomes of SAs when one goes. */
final class XfrmDeviceListenerTest {
    private static final long ESP_WITH_CHECKSUM = Features.HW_ESP | Features.HW_ESP_TX_CSUM;

    private final DeviceRegistry registry = new DeviceRegistry();
    private final List<NetDevice> flushed = new ArrayList<>();

    XfrmDeviceListenerTest() {
        registry.addListener(new XfrmDeviceListener(flushed::add));
    }

    @Test
    void shouldObjectN1WhenChecksumOffloadComesWithoutEsp() {
        assertRefused(
                FakeDevice.of("hw0", Features.HW_ESP_TX_CSUM).xfrmOps(new FakeXfrmOps()),
                "HW_ESP_TX_CSUM without HW_ESP");
    }

    @Test
    void shouldAgreeN1WhenEspComesWithoutChecksumOffload() {
        assertAccepted(FakeDevice.of("hw0", Features.HW_ESP).xfrmOps(new FakeXfrmOps()));
    }

    @Test
    void shouldObjectN2WhenOperationsAreMissing() {
        assertRefused(FakeDevice.of("hw0", ESP_WITH_CHECKSUM), "HW_ESP needs operations to add and to delete a state");
    }

    @Test
    void shouldObjectN2WhenAddIsMissing() {
        assertRefused(
                FakeDevice.of("hw0", Features.HW_ESP).xfrmOps(new FakeXfrmOps().withoutStateAdd()),
                "HW_ESP needs operations to add and to delete a state");
    }

    @Test
    void shouldObjectN2WhenDeleteIsMissing() {
        assertRefused(
                FakeDevice.of("hw0", Features.HW_ESP).xfrmOps(new FakeXfrmOps().withoutStateDelete()),
                "HW_ESP needs operations to add and to delete a state");
    }

    @Test
    void shouldAgreeN2WhenDeviceHasNoEspAtAll() {
        assertAccepted(FakeDevice.of("eth0", Features.SG));
    }

    @Test
    void shouldRefuseRegistrationN3WhenCheckObjects() {
        Registration registration = registry.register(FakeDevice.of("hw0", Features.HW_ESP_TX_CSUM));
        assertThat(registration.errno()).isEqualTo(Errno.EPERM);
        assertThat(registry.find("hw0")).isNull();
    }

    @Test
    void shouldNotVetoN4WhenFeaturesAreSwitchedToNonsense() {
        int index = registry.register(FakeDevice.of("hw0", ESP_WITH_CHECKSUM).xfrmOps(new FakeXfrmOps()))
                .index();
        DeviceRegistry.FeatureChange change = registry.changeFeatures(index, Features.HW_ESP, 0);
        assertThat(change.objection()).isEqualTo("HW_ESP_TX_CSUM without HW_ESP");
        assertThat(registry.device(index).features()).isEqualTo(Features.HW_ESP_TX_CSUM);
    }

    @Test
    void shouldFlushN5WhenDeviceWithEspGoesDown() {
        NetDevice device = registered(Features.HW_ESP);
        registry.down(1);
        assertThat(flushed).containsExactly(device);
    }

    @Test
    void shouldKeepStatesN5WhenDeviceGoesDownWithEspSwitchedOff() {
        registered(Features.HW_ESP);
        registry.changeFeatures(1, Features.HW_ESP, 0);
        registry.down(1);
        assertThat(flushed).isEmpty();
    }

    @Test
    void shouldFlushN5WhenDeviceIsUnregisteredWithEspSwitchedOff() {
        NetDevice device = registered(Features.HW_ESP);
        registry.changeFeatures(1, Features.HW_ESP, 0);
        registry.unregister(1);
        assertThat(flushed).containsExactly(device);
    }

    private NetDevice registered(long features) {
        NetDevice device = FakeDevice.of("hw0", features).xfrmOps(new FakeXfrmOps());
        assertThat(registry.register(device).isRefused()).isFalse();
        return device;
    }

    private void assertRefused(NetDevice device, String objection) {
        assertThat(XfrmDeviceListener.check(device).objection()).isEqualTo(objection);
        assertThat(registry.register(device).reason()).isEqualTo("device " + device.name() + ": " + objection);
    }

    private void assertAccepted(NetDevice device) {
        assertThat(XfrmDeviceListener.check(device).isBad()).isFalse();
        assertThat(registry.register(device).isRefused()).isFalse();
    }
}
