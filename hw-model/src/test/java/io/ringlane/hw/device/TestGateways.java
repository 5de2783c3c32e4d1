// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Rational;
import java.util.List;

/** Gateways for tests: bundled profiles, and hosts whose cores cost round figures. Stateless. */
public final class TestGateways {
    /** ESP tunnel over IPv4 with AES-GCM: 14 + 20 + 8 + 8 + 16 + 4. */
    public static final int OVERHEAD = 70;

    /** What ESP adds to a frame of 1024 bytes. */
    public static final int ADDED = 54;

    private TestGateways() {}

    public static HostProfile host(int cores) {
        HostProfile.Work work = new HostProfile.Work(100_000, new Rational(1, 20), 0);
        return new HostProfile(cores, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
    }

    public static GatewaySpec plain(GatewaySpec.Route route, int cores) {
        return spec(Profiles.find("plain-100g"), route, cores, 1);
    }

    public static GatewaySpec connectX7(GatewaySpec.Route route, int cores) {
        return spec(Profiles.find("connectx-7-gen4"), route, cores, 1000);
    }

    public static GatewaySpec spec(DeviceProfile device, GatewaySpec.Route route, int cores, long tunnels) {
        return new GatewaySpec(
                device,
                host(cores),
                ForwardingMode.HOST,
                device.lanes() == null ? GatewaySpec.Crypto.NONE : GatewaySpec.Crypto.INLINE,
                route,
                tunnels,
                "rfc4106(gcm(aes))",
                OVERHEAD,
                0);
    }

    /** A device that interrupts after so many packets, or a millisecond after the first. */
    public static DeviceProfile woken(DeviceProfile device, int frames) {
        return device.with("completion", "{frames: '" + frames + " [user]', after: '1 ms [user]'}");
    }

    public static GatewaySpec inNic(GatewaySpec spec) {
        return new GatewaySpec(
                spec.device(),
                spec.host(),
                ForwardingMode.IN_NIC,
                spec.crypto(),
                spec.route(),
                spec.tunnels(),
                spec.algorithm(),
                spec.wireOverhead(),
                spec.cablePs());
    }
}
