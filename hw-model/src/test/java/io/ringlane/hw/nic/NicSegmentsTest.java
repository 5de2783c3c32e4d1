// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Super-packets cut by the device, against segments that {@link SegmentReference} makes from the same bytes. */
final class NicSegmentsTest {
    private static final int ESP = 34;

    private final SaTable table = new SaTable(16);

    private static NicProfile profile() {
        return NicTimingTest.profile(2, LanePolicy.ANY_LANE);
    }

    @ParameterizedTest
    @CsvSource({"5000, 1406", "1406, 1406", "1407, 1406", "1, 500", "65000, 1000", "301, 100", "4, 1"})
    void shouldCutNumberAndEncryptWhenTunnelCarriesTcp(int payload, int size) throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(payload, 0x99);
            Packet packet = EspPackets.tunnel(harness, state, inner, 42, false);
            harness.send(EspPackets.superPacket(packet, size, 50));
            harness.drain();
            List<byte[]> expected = SegmentReference.tcp4(inner, size);
            assertThat(harness.sent).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                byte[] frame = harness.sent.get(i).bytes();
                EspOpener.Opened opened = EspOpener.open(frame, ESP, state.config(), 0);
                assertThat(opened.payload()).isEqualTo(expected.get(i));
                assertThat(opened.sequence()).isEqualTo(42 + i);
                assertThat(opened.iv()).isEqualTo(42 + i);
                assertThat(opened.nextHeader()).isEqualTo(4);
                assertOuter4(frame, 0x1234 + i);
            }
        }
    }

    private static void assertOuter4(byte[] frame, int id) {
        ByteBuffer header = ByteBuffer.wrap(frame, 14, 20).slice();
        assertThat(header.getShort(2)).isEqualTo((short) (frame.length - 14));
        assertThat(header.getShort(4)).isEqualTo((short) id);
        assertThat(EspPackets.onesSum(frame, 14, 20, 0)).isEqualTo(0xffff);
    }

    @Test
    void shouldCarryIntoUpperHalfWhenNumbersWrapInsideSuperPacket() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, true);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(4 * 100, 0x10);
            Packet packet = EspPackets.tunnel(harness, state, inner, 0x5_ffff_fffeL, false);
            harness.send(EspPackets.superPacket(packet, 100, 50));
            harness.drain();
            int[] high = {5, 5, 6, 6};
            int[] low = {0xfffffffe, 0xffffffff, 0, 1};
            for (int i = 0; i < 4; i++) {
                EspOpener.Opened opened = EspOpener.open(harness.sent.get(i).bytes(), ESP, state.config(), high[i]);
                assertThat(opened.sequence()).isEqualTo(low[i]);
                assertThat(opened.iv()).isEqualTo(0x5_ffff_fffeL + i);
            }
        }
    }

    @Test
    void shouldKeepUpperHalfZeroWhenNumbersWrapWithoutExtension() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            Packet packet = EspPackets.tunnel(harness, state, EspPackets.tcp(200, 0x10), 0xffff_ffffL, false);
            harness.send(EspPackets.superPacket(packet, 100, 50));
            harness.drain();
            assertThat(EspOpener.open(harness.sent.get(0).bytes(), ESP, state.config(), 0)
                            .iv())
                    .isEqualTo(0xffff_ffffL);
            assertThat(EspOpener.open(harness.sent.get(1).bytes(), ESP, state.config(), 0)
                            .iv())
                    .isZero();
        }
    }

    @Test
    void shouldLeaveIdWhenItIsFixed() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            Packet packet = EspPackets.tunnel(harness, state, EspPackets.tcp(300, 0x10), 1, false);
            EspPackets.superPacket(packet, 100, 50);
            packet.gsoType(packet.gsoType() | GsoType.TCP_FIXEDID);
            harness.send(packet);
            harness.drain();
            byte[] third = harness.sent.get(2).bytes();
            assertOuter4(third, 0x1234);
            byte[] inner = EspOpener.open(third, ESP, state.config(), 0).payload();
            assertThat(ByteBuffer.wrap(inner).getShort(4)).isEqualTo((short) 0x1234);
        }
    }

    /** Transport mode over IPv6: the TCP header follows the IV, its pseudo header has the outer addresses. */
    @Test
    void shouldCutTransportModeWhenOuterIsIpv6() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(EspPackets.config(0x3006)
                .mode(XfrmMode.TRANSPORT)
                .between("2001:db8::1", "2001:db8::2")
                .build());
        table.add(state);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] clear = SegmentReference.tcp6(2500);
            Packet packet = harness.packet(transport6(clear, 0x3006, 9));
            packet.espOffset(packet.data() + 54);
            packet.offloadFlags(XfrmOffloadFlags.XMIT);
            packet.nextProtocol(6);
            packet.stateIndex(state.index());
            packet.stateGeneration(state.generation());
            packet.gsoSize(1000);
            packet.gsoType(GsoType.TCPV6 | GsoType.ESP);
            harness.send(EspPackets.partial(packet, 70, 16));
            harness.drain();
            List<byte[]> expected = SegmentReference.cutTcp6(clear, 1000);
            assertThat(harness.sent).hasSize(3);
            for (int i = 0; i < 3; i++) {
                byte[] frame = harness.sent.get(i).bytes();
                EspOpener.Opened opened = EspOpener.open(frame, 54, state.config(), 0);
                assertThat(opened.payload()).isEqualTo(Arrays.copyOfRange(expected.get(i), 40, expected.get(i).length));
                assertThat(opened.nextHeader()).isEqualTo(6);
                assertThat(ByteBuffer.wrap(frame).getShort(18)).isEqualTo((short) (frame.length - 54));
            }
        }
    }

    /** Puts ESP header and room for the IV between the IPv6 header and what follows it. */
    private static byte[] transport6(byte[] clear, int spi, int sequence) {
        ByteBuffer frame = ByteBuffer.allocate(14 + clear.length + 16);
        EspPackets.ethernet(frame, 0x86dd);
        frame.put(clear, 0, 40).putInt(spi).putInt(sequence).putLong(0).put(clear, 40, clear.length - 40);
        frame.put(14 + 6, (byte) 50);
        return frame.array();
    }

    @Test
    void shouldCutUdpWhenTunnelCarriesIt() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = SegmentReference.udp4(950);
            Packet packet = EspPackets.tunnel(harness, state, inner, 1, false);
            packet.gsoSize(300);
            packet.gsoType(GsoType.UDP_L4 | GsoType.ESP);
            harness.send(EspPackets.partial(packet, 70, 6));
            harness.drain();
            List<byte[]> expected = SegmentReference.cutUdp4(inner, 300);
            assertThat(harness.sent).hasSize(4);
            for (int i = 0; i < 4; i++) {
                byte[] frame = harness.sent.get(i).bytes();
                assertThat(EspOpener.open(frame, ESP, state.config(), 0).payload())
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void shouldCutClearPacketWhenItIsASuperPacket() {
        try (NicHarness harness = new NicHarness(profile())) {
            byte[] clear = EspPackets.tcp(3001, 0x19);
            ByteBuffer frame = ByteBuffer.allocate(14 + clear.length);
            EspPackets.ethernet(frame, 0x0800);
            frame.put(clear);
            Packet packet = harness.packet(frame.array());
            packet.gsoSize(1460);
            packet.gsoType(GsoType.TCPV4);
            harness.send(EspPackets.partial(packet, 34, 16));
            harness.drain();
            List<byte[]> expected = SegmentReference.tcp4(clear, 1460);
            assertThat(harness.sent).hasSize(3);
            for (int i = 0; i < 3; i++) {
                byte[] sent = harness.sent.get(i).bytes();
                assertThat(Arrays.copyOfRange(sent, 14, sent.length)).isEqualTo(expected.get(i));
            }
        }
    }

    /** BEET: the addresses of the pseudo header are not in the packet, so its sum is moved, not made anew. */
    @Test
    void shouldMovePseudoHeaderSumWhenItsAddressesAreNotInThePacket() throws GeneralSecurityException {
        XfrmState state =
                EspPackets.state(EspPackets.config(0x3001).mode(XfrmMode.BEET).build());
        table.add(state);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(600, 0x10);
            byte[] transport = Arrays.copyOfRange(inner, 20, inner.length);
            Packet packet = EspPackets.tunnel(harness, state, transport, 5, false);
            packet.nextProtocol(6);
            harness.send(EspPackets.superPacket(packet, 250, 30));
            harness.drain();
            List<byte[]> expected = SegmentReference.tcp4(inner, 250);
            assertThat(harness.sent).hasSize(3);
            for (int i = 0; i < 3; i++) {
                byte[] whole = expected.get(i);
                assertThat(EspOpener.open(harness.sent.get(i).bytes(), ESP, state.config(), 0)
                                .payload())
                        .isEqualTo(Arrays.copyOfRange(whole, 20, whole.length));
            }
        }
    }

    @Test
    void shouldReadBodyWhereItStandsWhenItIsBorrowed() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(800, 0x10);
            Packet packet = EspPackets.tunnel(harness, state, inner, 1, true);
            Packet owner = harness.packet(inner);
            int body = packet.data() + 50 + 40;
            packet.buffer().setMemory(body, 800, (byte) 0xee);
            packet.borrowBody(owner, owner.data() + 40, 800, body);
            harness.send(packet);
            harness.drain();
            assertThat(EspOpener.open(harness.sent.getFirst().bytes(), ESP, state.config(), 0)
                            .payload())
                    .isEqualTo(inner);
        }
    }

    @Test
    void shouldCutAcrossBorrowedBodyWhenSuperSegmentBorrows() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x3001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(1000, 0x10);
            Packet packet = EspPackets.tunnel(harness, state, inner, 1, false);
            EspPackets.superPacket(packet, 300, 50);
            Packet owner = harness.packet(inner);
            // the first 10 and the last 20 bytes of the payload stand in the packet itself
            int body = packet.data() + 90 + 10;
            packet.buffer().setMemory(body, 970, (byte) 0xee);
            packet.borrowBody(owner, owner.data() + 40 + 10, 970, body);
            harness.send(packet);
            harness.drain();
            List<byte[]> expected = SegmentReference.tcp4(inner, 300);
            assertThat(harness.sent).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(EspOpener.open(harness.sent.get(i).bytes(), ESP, state.config(), 0)
                                .payload())
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void shouldDropAndReturnWhenSuperPacketCannotBeCut() {
        try (NicHarness harness = new NicHarness(profile())) {
            Packet withoutSum = harness.packet(EspPackets.udpFrame(1000));
            withoutSum.gsoSize(100);
            withoutSum.gsoType(GsoType.UDP_L4);
            Packet outside = EspPackets.partial(harness.packet(EspPackets.udpFrame(100)), 99, 6);
            Packet shortHeader = EspPackets.partial(harness.packet(EspPackets.udpFrame(1000)), 34, 16);
            shortHeader.gsoSize(100);
            shortHeader.gsoType(GsoType.TCPV4);
            Packet noPayload = EspPackets.partial(harness.packet(EspPackets.udpFrame(42)), 34, 6);
            noPayload.gsoSize(100);
            noPayload.gsoType(GsoType.UDP_L4);
            harness.send(withoutSum, outside, shortHeader, noPayload);
            harness.drain();
            assertThat(harness.sent).isEmpty();
            assertThat(harness.returned).containsExactly(withoutSum, outside, shortHeader, noPayload);
            assertThat(harness.nic.statistics().malformed()).isEqualTo(4);
        }
    }
}
