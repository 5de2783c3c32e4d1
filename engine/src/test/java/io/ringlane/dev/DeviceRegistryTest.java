// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.DeviceRegistry.FeatureChange;
import io.ringlane.dev.DeviceRegistry.Registration;
import io.ringlane.testing.FakeDevice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Coming, changing and going of devices, and who hears of it. */
final class DeviceRegistryTest {
    private final DeviceRegistry registry = new DeviceRegistry();
    private final Recorder first = new Recorder("first");
    private final Recorder second = new Recorder("second");
    private final List<String> heard = new ArrayList<>();

    DeviceRegistryTest() {
        registry.addListener(first);
        registry.addListener(second);
    }

    @Test
    void shouldFindDeviceByIndexAndNameWhenRegistered() {
        FakeDevice device = FakeDevice.of("eth0", 0);
        Registration registration = registry.register(device);
        assertThat(registration).isEqualTo(new Registration(0, 1, ""));
        assertThat(registry.device(1)).isSameAs(device);
        assertThat(registry.find("eth0")).isSameAs(device);
        assertThat(registry.indexOf("eth0")).isEqualTo(1);
        assertThat(registry.isUp(1)).isTrue();
        assertThat(heard).containsExactly("first Registered eth0", "second Registered eth0");
    }

    @Test
    void shouldFindNothingWhenIndexOrNameIsUnknown() {
        registry.register(FakeDevice.of("eth0", 0));
        assertThat(registry.device(DeviceRegistry.NONE)).isNull();
        assertThat(registry.device(2)).isNull();
        assertThat(registry.device(9999)).isNull();
        assertThat(registry.device(-1)).isNull();
        assertThat(registry.find("eth1")).isNull();
        assertThat(registry.isUp(9999)).isFalse();
    }

    @Test
    void shouldRefuseRegistrationWhenListenerObjects() {
        second.objection = "no room";
        Registration registration = registry.register(FakeDevice.of("eth0", 0));
        assertThat(registration).isEqualTo(new Registration(Errno.EPERM, 0, "device eth0: no room"));
        assertThat(registration.isRefused()).isTrue();
        assertThat(registry.find("eth0")).isNull();
        // the one that had agreed hears that the device is not coming
        assertThat(heard).containsExactly("first Registered eth0", "second Registered eth0", "first Unregistered eth0");
    }

    @Test
    void shouldRefuseRegistrationWhenNameIsInUse() {
        registry.register(FakeDevice.of("eth0", 0));
        heard.clear();
        assertThat(registry.register(FakeDevice.of("eth0", 0)))
                .isEqualTo(new Registration(Errno.EEXIST, 0, "device name eth0 is in use"));
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldTellOfDevicesPresentWhenListenerComesLater() {
        registry.register(FakeDevice.of("eth0", 0));
        heard.clear();
        registry.addListener(new Recorder("late"));
        assertThat(heard).containsExactly("late Registered eth0");
    }

    @Test
    void shouldTellListenersWhenFeatureIsSwitched() {
        registry.register(FakeDevice.of("eth0", Features.SG | Features.HW_ESP));
        heard.clear();
        FeatureChange change = registry.changeFeatures(1, Features.HW_ESP | Features.HW_CSUM, Features.HW_CSUM);
        assertThat(change.before()).isEqualTo(Features.SG | Features.HW_ESP);
        assertThat(change.after()).isEqualTo(Features.SG | Features.HW_CSUM);
        assertThat(change.refused()).isZero();
        assertThat(registry.device(1).features()).isEqualTo(change.after());
        assertThat(heard).containsExactly("first FeaturesChanged eth0", "second FeaturesChanged eth0");
    }

    @Test
    void shouldKeepNewFeaturesWhenListenerObjects() {
        registry.register(FakeDevice.of("eth0", 0));
        first.objection = "does not fit";
        FeatureChange change = registry.changeFeatures(1, Features.HW_ESP, Features.HW_ESP);
        assertThat(change.objection()).isEqualTo("does not fit");
        assertThat(registry.device(1).features()).isEqualTo(Features.HW_ESP);
    }

    @Test
    void shouldTellNobodyWhenFeatureCannotBeSwitched() {
        registry.register(FakeDevice.of("eth0", 1500, 1, Features.HW_ESP, Features.SG));
        heard.clear();
        FeatureChange change = registry.changeFeatures(1, Features.HW_ESP, 0);
        assertThat(change).isEqualTo(new FeatureChange(Features.HW_ESP, Features.HW_ESP, Features.HW_ESP, ""));
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldTellListenersOnceWhenDeviceGoesDown() {
        registry.register(FakeDevice.of("eth0", 0));
        heard.clear();
        registry.down(1);
        registry.down(1);
        assertThat(registry.isUp(1)).isFalse();
        assertThat(registry.device(1)).isNotNull();
        assertThat(heard).containsExactly("first Down eth0", "second Down eth0");
        registry.up(1);
        assertThat(registry.isUp(1)).isTrue();
    }

    @Test
    void shouldGoDownBeforeItIsGoneWhenDeviceIsUnregistered() {
        registry.register(FakeDevice.of("eth0", 0));
        heard.clear();
        registry.unregister(1);
        assertThat(heard)
                .containsExactly(
                        "first Down eth0", "second Down eth0", "first Unregistered eth0", "second Unregistered eth0");
        assertThat(registry.device(1)).isNull();
        assertThat(registry.isUp(1)).isFalse();
        assertThat(registry.find("eth0")).isNull();
    }

    @Test
    void shouldReuseIndexWhenDeviceIsGone() {
        for (int i = 1; i <= 20; i++) {
            assertThat(registry.register(FakeDevice.of("eth" + i, 0)).index()).isEqualTo(i);
        }
        registry.unregister(7);
        assertThat(registry.register(FakeDevice.of("new", 0)).index()).isEqualTo(7);
        assertThat(registry.find("eth20")).isSameAs(registry.device(20));
    }

    @Test
    void shouldRefuseLoudlyWhenUnknownDeviceIsChanged() {
        assertThatThrownBy(() -> registry.down(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no device has index 3");
        assertThatThrownBy(() -> registry.changeFeatures(3, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private final class Recorder implements DeviceListener {
        private final String name;
        private String objection = "";

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public NotifyResult onDeviceEvent(DeviceEvent event) {
            heard.add(name + " " + event.getClass().getSimpleName() + " "
                    + event.device().name());
            return new NotifyResult(objection);
        }
    }
}
