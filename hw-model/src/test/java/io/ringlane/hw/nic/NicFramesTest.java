// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that leave, opened by {@link EspOpener}, which shares nothing with the device's cipher. */
final class NicFramesTest {
    private static final int ESP = 34;

    private final SaTable table = new SaTable(16);

    private static NicProfile profile() {
        return NicTimingTest.profile(2, LanePolicy.ANY_LANE);
    }

    @ParameterizedTest
    @CsvSource({"128, 128", "192, 128", "256, 128", "128, 96", "256, 64"})
    void shouldEncryptWhenPacketIsLeftToDevice(int keyBits, int icvBits) throws GeneralSecurityException {
        XfrmState state = EspPackets.state(EspPackets.config(0x2001)
                .transform(EspTransform.aesGcm(keyBits, icvBits))
                .build());
        table.add(state);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            for (int payload = 0; payload < 9; payload++) {
                byte[] inner = EspPackets.tcp(payload, 0x10);
                harness.send(EspPackets.tunnel(harness, state, inner, 7 + payload, true));
                harness.drain();
                byte[] frame = harness.sent.get(payload).bytes();
                EspOpener.Opened opened = EspOpener.open(frame, ESP, state.config(), 0);
                assertThat(opened.payload()).isEqualTo(inner);
                assertThat(opened.nextHeader()).isEqualTo(4);
                assertThat(opened.sequence()).isEqualTo(7 + payload);
                assertThat(opened.iv()).isEqualTo(7 + payload);
            }
        }
    }

    @Test
    void shouldAuthenticateUpperHalfWhenNumbersAreExtended() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x2001, true);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(10, 0x10);
            harness.send(EspPackets.tunnel(harness, state, inner, 0x5_ffff_ffffL, true));
            harness.drain();
            EspOpener.Opened opened = EspOpener.open(harness.sent.getFirst().bytes(), ESP, state.config(), 5);
            assertThat(opened.payload()).isEqualTo(inner);
            assertThat(opened.iv()).isEqualTo(0x5_ffff_ffffL);
        }
    }

    @Test
    void shouldCompleteChecksumBeforeEncryptingWhenItIsPartial() throws GeneralSecurityException {
        XfrmState state = EspPackets.state(table, 0x2001, false);
        try (NicHarness harness = new NicHarness(profile())) {
            harness.nic.stateAdd(state);
            byte[] inner = EspPackets.tcp(13, 0x18);
            harness.send(EspPackets.partial(EspPackets.tunnel(harness, state, inner, 1, true), 50 + 20, 16));
            harness.drain();
            EspOpener.Opened opened = EspOpener.open(harness.sent.getFirst().bytes(), ESP, state.config(), 0);
            assertThat(tcpSum(opened.payload())).isEqualTo(0xffff);
            byte[] same = opened.payload().clone();
            same[36] = inner[36];
            same[37] = inner[37];
            assertThat(same).isEqualTo(inner);
        }
    }

    @Test
    void shouldCompleteChecksumWhenClearFrameIsPartial() {
        try (NicHarness harness = new NicHarness(profile())) {
            byte[] inner = EspPackets.tcp(101, 0x18);
            ByteBuffer frame = ByteBuffer.allocate(14 + inner.length);
            EspPackets.ethernet(frame, 0x0800);
            frame.put(inner);
            harness.send(EspPackets.partial(harness.packet(frame.array()), 34, 16));
            harness.drain();
            byte[] sent = harness.sent.getFirst().bytes();
            assertThat(tcpSum(Arrays.copyOfRange(sent, 14, sent.length))).isEqualTo(0xffff);
        }
    }

    @Test
    void shouldSendAsItIsWhenPacketIsNotMarked() {
        try (NicHarness harness = new NicHarness(profile())) {
            byte[] frame = EspPackets.udpFrame(333);
            harness.send(harness.packet(frame));
            harness.drain();
            assertThat(harness.sent.getFirst().bytes()).isEqualTo(frame);
        }
    }

    /** Sum over an IPv4 TCP packet and its pseudo header: 0xffff when the checksum is right. */
    static int tcpSum(byte[] packet) {
        int length = packet.length - 20;
        return EspPackets.onesSum(packet, 20, length, EspPackets.onesSum(packet, 12, 8, 6 + length));
    }
}
