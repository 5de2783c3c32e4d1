// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestStates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules TP, TN, BT and OM of the semantics on bare marks: mac at 200, network at 214, 300 bytes in all. */
final class PrepRulesTest {
    private static final int MAC = 200;
    private static final int NETWORK = 214;
    private static final int LENGTH = 300;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(1, 0, 0);
    private Packet packet;

    @BeforeEach
    void take() {
        packet = pool.takeFor(LENGTH);
        packet.place(MAC, LENGTH);
        packet.mac(MAC);
        packet.network(NETWORK);
    }

    @AfterEach
    void give() {
        pool.give(packet);
    }

    private static XfrmState state(XfrmMode mode, int outer, int selectorFamily) {
        return TestStates.state(
                0x1000,
                settings -> settings.mode(mode)
                        .between(outer == 4 ? "192.0.2.1" : "2001:db8::1", outer == 4 ? "198.51.100.2" : "2001:db8::2")
                        .selector(
                                selectorFamily == 0
                                        ? Selector.ANY
                                        : Selector.of(
                                                IpAddress.any(selectorFamily), 0, IpAddress.any(selectorFamily), 0)));
    }

    private void segment() {
        packet.offloadFlags(XfrmOffloadFlags.GSO_SEGMENT);
    }

    @Test
    void shouldSetMacLengthByRuleTP1WhenModeIsTransport() {
        packet.transport(NETWORK + 20);
        assertThat(OuterModePrep.prepare(packet, state(XfrmMode.TRANSPORT, 4, 4)))
                .isTrue();
        assertThat(packet.macLength()).isEqualTo(14);
    }

    @Test
    void shouldMoveTransportBackByRuleTP2OnlyWhenPacketIsSegment() {
        packet.transport(NETWORK + 20);
        OuterModePrep.prepare(packet, state(XfrmMode.TRANSPORT, 4, 4));
        assertThat(packet.transport()).isEqualTo(NETWORK + 20);

        packet.place(MAC, LENGTH);
        packet.transport(NETWORK + 20 + 16);
        segment();
        OuterModePrep.prepare(packet, state(XfrmMode.TRANSPORT, 4, 4));
        assertThat(packet.transport()).isEqualTo(NETWORK + 20);
    }

    @Test
    void shouldPullToTheTextByRuleTP3WhenExtensionHeadersStandBeforeEsp() {
        packet.transport(NETWORK + 40 + 8);
        OuterModePrep.prepare(packet, state(XfrmMode.TRANSPORT, 6, 6));
        assertThat(packet.data()).isEqualTo(NETWORK + 40 + 8 + 16);
        assertThat(packet.length()).isEqualTo(LENGTH - 14 - 48 - 16);
    }

    @ParameterizedTest(name = "TP3, TN3, BT4: {0} refuses a packet that is too short")
    @EnumSource(
            value = XfrmMode.class,
            names = {"TRANSPORT", "TUNNEL", "BEET"})
    void shouldRefuseWhenPullFails(XfrmMode mode) {
        packet.trim(14 + 20 + 15);
        packet.transport(NETWORK + 20);
        assertThat(OuterModePrep.prepare(packet, state(mode, 4, 4))).isFalse();
        assertThat(packet.data()).isEqualTo(MAC);
    }

    @ParameterizedTest(name = "TN1: outer IPv{0}, segment {1}: transport {3} behind network")
    @CsvSource({"4,true,70,20", "4,false,20,20", "6,true,110,40", "6,false,40,40"})
    void shouldSetTransportByRuleTN1WhenModeIsTunnel(int outer, boolean isSegment, int before, int after) {
        packet.transport(NETWORK + before);
        if (isSegment) {
            segment();
        }
        assertThat(OuterModePrep.prepare(packet, state(XfrmMode.TUNNEL, outer, 4)))
                .isTrue();
        assertThat(packet.transport()).isEqualTo(NETWORK + after);
    }

    @Test
    void shouldNotTouchTransportByRuleTN1WhenPacketIsNoSegment() {
        packet.transport(NETWORK + 33);
        OuterModePrep.prepare(packet, state(XfrmMode.TUNNEL, 4, 4));
        assertThat(packet.transport()).isEqualTo(NETWORK + 33);
    }

    @ParameterizedTest(name = "TN2, TN3: outer IPv{0}: mac_len 14, pull {1}")
    @CsvSource({"4,50", "6,70"})
    void shouldPullByRuleTN3WhenModeIsTunnel(int outer, int pull) {
        OuterModePrep.prepare(packet, state(XfrmMode.TUNNEL, outer, 4));
        assertThat(packet.macLength()).isEqualTo(14);
        assertThat(packet.data() - MAC).isEqualTo(pull);
    }

    /** BT3: phlen is 8 unless the selector is IPv6, and 20 more under an IPv6 outer header; header_len has it too. */
    @ParameterizedTest(name = "BT1 to BT4: outer IPv{0}, selector family {1}: room {2}, pull {3}")
    @CsvSource({"4,4,8,50", "4,0,8,50", "4,6,0,50", "6,4,28,70", "6,0,28,70", "6,6,0,70"})
    void shouldPullByRuleBT4WhenModeIsBeet(int outer, int selectorFamily, int room, int pull) {
        XfrmState state = state(XfrmMode.BEET, outer, selectorFamily);
        packet.transport(NETWORK + 77);
        segment();

        assertThat(OuterModePrep.prepare(packet, state)).isTrue();

        assertThat(state.beetRoom()).isEqualTo(room);
        assertThat(state.headerLength()).isEqualTo(16 + room);
        assertThat(packet.transport()).isEqualTo(NETWORK + (outer == 4 ? 20 : 40));
        assertThat(packet.macLength()).isEqualTo(14);
        assertThat(packet.data() - MAC).isEqualTo(pull);
    }

    @ParameterizedTest(name = "OM{2}: {0} under IPv{1}")
    @CsvSource({"TUNNEL,4,1", "TUNNEL,6,2", "TRANSPORT,4,3", "TRANSPORT,6,4", "BEET,4,5", "BEET,6,6"})
    void shouldDispatchByModeAndOuterFamily(XfrmMode mode, int outer, int rule) {
        int header = outer == 4 ? 20 : 40;
        packet.transport(NETWORK + header);
        assertThat(OuterModePrep.prepare(packet, state(mode, outer, outer))).isTrue();
        assertThat(packet.data()).isEqualTo(NETWORK + header + 16);
    }

    @ParameterizedTest(name = "OM7: {0} is refused and nothing moves")
    @EnumSource(
            value = XfrmMode.class,
            names = {"ROUTE_OPTIMIZATION", "IN_TRIGGER"})
    void shouldRefuseWhenModeCannotBePrepared(XfrmMode mode) {
        assertThat(OuterModePrep.prepare(packet, state(mode, 6, 6))).isFalse();
        assertThat(packet.data()).isEqualTo(MAC);
    }
}
