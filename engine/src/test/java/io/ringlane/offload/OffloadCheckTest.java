// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Features;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules O1 to O5: which packets may leave their ESP work to validate. */
final class OffloadCheckTest {
    private static final int MTU = 1500;
    /** Largest inner packet of an IPv4 tunnel with AES-GCM at MTU 1500 (table 5.1). */
    private static final int INNER_MTU = 1446;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(1, 1, 1);
    private final SaTable table = new SaTable(4);
    private final StateOffload offload = new StateOffload(4);
    private final DeviceRegistry registry = new DeviceRegistry();
    private final FakeXfrmOps driver = new FakeXfrmOps();
    private final FakeDevice device = FakeDevice.of("hw0", Features.HW_ESP).xfrmOps(driver);
    private final FakeDevice plain = FakeDevice.of("eg0", 0);
    private final DeviceStates states = new DeviceStates(table, offload, registry, (f, h, l, m) -> null, true);
    private final OffloadCheck check = new OffloadCheck(offload, true);

    OffloadCheckTest() {
        registry.register(device);
    }

    @Test
    void shouldRefuseO1WhenTypeCannotBeOffloaded() {
        XfrmState state = software();
        assertThat(ask(new OffloadCheck(offload, false), udp(100), state, plain, MTU, false))
                .isFalse();
        assertThat(ask(udp(100), state, plain)).isTrue();
    }

    @Test
    void shouldRefuseO1WhenStateIsEncapsulatedInUdp() {
        XfrmState state = software(settings -> settings.encap(4500, 4500));
        assertThat(ask(udp(100), state, plain)).isFalse();
    }

    @Test
    void shouldRefuseO2WhenRouteLeavesByAnotherDevice() {
        assertThat(ask(udp(100), onDevice(), plain)).isFalse();
    }

    @Test
    void shouldAgreeO2WhenRouteLeavesByStatesDevice() {
        assertThat(ask(udp(100), onDevice(), device)).isTrue();
    }

    @Test
    void shouldAgreeO2WhenStateHasNoDevice() {
        assertThat(ask(udp(100), software(), plain)).isTrue();
    }

    @Test
    void shouldRefuseO2WhenFurtherTransformFollows() {
        assertThat(ask(check, udp(100), software(), plain, MTU, true)).isFalse();
        assertThat(ask(check, udp(100), onDevice(), device, MTU, true)).isFalse();
    }

    @Test
    void shouldAgreeO3WhenPacketJustFits() {
        assertThat(ask(udp(INNER_MTU - 28), software(), plain)).isTrue();
    }

    @Test
    void shouldRefuseO3WhenPacketIsOneByteTooLong() {
        assertThat(ask(udp(INNER_MTU - 27), software(), plain)).isFalse();
    }

    @Test
    void shouldRefuseO3WhenFormulaGivesNothing() {
        XfrmState state = software();
        assertThat(state.mtu(40)).isEqualTo(1);
        assertThat(ask(check, udp(0), state, plain, 40, false)).isFalse();
    }

    @Test
    void shouldAgreeO4WhenEachTcpSegmentJustFits() {
        assertThat(ask(tcp().payload(5000).gso(INNER_MTU - 52), software(), plain))
                .isTrue();
    }

    @Test
    void shouldRefuseO4WhenTcpSegmentIsOneByteTooLong() {
        assertThat(ask(tcp().payload(5000).gso(INNER_MTU - 51), software(), plain))
                .isFalse();
    }

    @Test
    void shouldCountUdpHeaderO4WhenSuperPacketIsUdp() {
        assertThat(ask(udp(5000).gso(INNER_MTU - 28), software(), plain)).isTrue();
        assertThat(ask(udp(5000).gso(INNER_MTU - 27), software(), plain)).isFalse();
    }

    @Test
    void shouldCountIpv6ExtensionHeadersO4WhenSuperPacketHasThem() {
        assertThat(ask(ipv6().extension(60, 8).tcp(1, 2).payload(5000).gso(INNER_MTU - 68), software(), plain))
                .isTrue();
        assertThat(ask(ipv6().extension(60, 8).tcp(1, 2).payload(5000).gso(INNER_MTU - 67), software(), plain))
                .isFalse();
    }

    @Test
    void shouldAgreeO4WhenWholeSuperPacketFitsAlthoughItsSegmentSizeDoesNot() {
        assertThat(ask(tcp().payload(100).gso(2000), software(), plain)).isTrue();
    }

    @Test
    void shouldFollowDriverO5WhenStateHasDevice() {
        XfrmState state = onDevice();
        driver.offloadOk(false);
        assertThat(ask(udp(100), state, device)).isFalse();
        driver.offloadOk(true);
        assertThat(ask(udp(100), state, device)).isTrue();
    }

    @Test
    void shouldNotAskDriverO5WhenStateHasNoDevice() {
        driver.offloadOk(false);
        assertThat(ask(udp(100), software(), device)).isTrue();
    }

    @Test
    void shouldRefuseIpv4OptionsWhenStateHasDevice() {
        XfrmState state = onDevice();
        assertThat(ask(udp(100).ipv4Options(4), state, device)).isFalse();
        assertThat(ask(udp(100), state, device)).isTrue();
    }

    @Test
    void shouldTakeIpv4OptionsWhenStateHasNoDevice() {
        assertThat(ask(udp(100).ipv4Options(4), software(), plain)).isTrue();
    }

    @Test
    void shouldRefuseIpv6ExtensionHeaderWhenStateHasDevice() {
        XfrmState state = onDevice();
        for (int type : new int[] {0, 43, 60}) {
            assertThat(ask(ipv6().extension(type, 8).udp(1, 2), state, device)).isFalse();
        }
        for (int type : new int[] {44, 51, 59}) {
            assertThat(ask(ipv6().protocol(type).payload(16), state, device)).isFalse();
        }
        for (int type : new int[] {6, 17, 50, 58, 135}) {
            assertThat(ask(ipv6().protocol(type).payload(20), state, device)).isTrue();
        }
    }

    @Test
    void shouldTakeIpv6ExtensionHeaderWhenStateHasNoDevice() {
        assertThat(ask(ipv6().extension(60, 8).udp(1, 2), software(), plain)).isTrue();
    }

    private boolean ask(TestPackets packet, XfrmState state, FakeDevice routeDevice) {
        return ask(check, packet, state, routeDevice, MTU, false);
    }

    private boolean ask(
            OffloadCheck asked,
            TestPackets settings,
            XfrmState state,
            FakeDevice routeDevice,
            int childMtu,
            boolean furtherTransform) {
        Packet packet = settings.rawIp().build(pool);
        boolean ok = asked.ok(packet, state, routeDevice, childMtu, furtherTransform);
        pool.give(packet);
        return ok;
    }

    private XfrmState software() {
        return software(settings -> settings);
    }

    private XfrmState software(UnaryOperator<SaConfigBuilder> change) {
        XfrmState state = TestStates.state(0x1000, change);
        states.add(state, null);
        return state;
    }

    private XfrmState onDevice() {
        XfrmState state = TestStates.state(0x2000);
        assertThat(states.add(state, UserOffload.outbound(1))).isInstanceOf(OffloadResult.Installed.class);
        return state;
    }

    private static TestPackets udp(int payload) {
        return TestPackets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).payload(payload);
    }

    /** With 12 bytes of TCP options: 52 bytes of headers. */
    private static TestPackets tcp() {
        return TestPackets.ipv4("10.0.0.1", "10.0.0.2").tcp(1, 2).tcpOptions(12);
    }

    private static TestPackets ipv6() {
        return TestPackets.ipv6("fd00:1::2", "fd00:2::2");
    }
}
