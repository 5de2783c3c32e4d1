// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.Features;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import io.ringlane.xfrm.OuterModePrep;
import io.ringlane.xfrm.XmitBurst;
import io.ringlane.xfrm.XmitFixture;
import io.ringlane.xfrm.XmitResult;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 3.1 and 3.2 of the semantics: what ESP writes for a device, for software, and what it leaves alone. */
final class EspOutputTest {
    private static final EspTransform CBC = new EspTransform("test(cbc(aes),hmac(sha1))", 16, 0, 16, 12, 16);
    private static final int MARKER = 0xa5;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final XmitFixture fixture = new XmitFixture(pools.pool(8, 2, 2), 32);
    private final FakeDevice device = FakeDevice.of(
            "esp0", Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.GSO_ESP | Features.TSO | Features.TSO6);

    @AfterEach
    void finish() {
        fixture.finish();
    }

    private static TestPackets tcp(int payload) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").tcp(1, 2).payload(payload);
    }

    private XfrmState transport(EspTransform transform) {
        return fixture.add(TestStates.state(
                0x1000,
                settings -> settings.mode(XfrmMode.TRANSPORT)
                        .between("10.1.0.2", "10.2.0.2")
                        .transform(transform)));
    }

    private XmitResult protect(Packet packet, XfrmState state, boolean inHardware) {
        assertThat(OuterModePrep.prepare(packet, state)).isTrue();
        XmitBurst burst = new XmitBurst(1);
        burst.add(packet, state, inHardware, 0);
        fixture.esp.xmit(burst);
        fixture.validated.add(packet);
        return burst.result(0);
    }

    private static byte[] tail(Packet packet, int length) {
        byte[] bytes = new byte[length];
        packet.buffer().getBytes(packet.tail() - length, bytes);
        return bytes;
    }

    private static byte[] trailer(Packet packet) {
        byte[] all = tail(packet, packet.trailerLength() + packet.icvLength());
        return Arrays.copyOf(all, packet.trailerLength());
    }

    // ---- 3.2

    @ParameterizedTest(name = "3.2: {0}, payload of {1}: clen {2}, trailer {3}")
    @CsvSource({"GCM,120,124,01020206", "GCM,1446,1448,0006", "CBC,120,128,0102030405060606"})
    void shouldWriteTrailerWhenPayloadIs(String algorithm, int payload, int cipherLength, String trailer) {
        EspTransform transform = algorithm.equals("CBC") ? CBC : EspTransform.aesGcm(128, 128);
        XfrmState state = transport(transform);
        Packet packet = fixture.encapsulated(state, tcp(payload - 20));

        assertThat(protect(packet, state, false)).isEqualTo(XmitResult.DONE);

        assertThat(EspLayout.cipherLength(transform, payload)).isEqualTo(cipherLength);
        assertThat(trailer(packet)).isEqualTo(HexFormat.of().parseHex(trailer));
    }

    @Test
    @DisplayName("3.2: a tunnel's 1446 bytes: no padding, next header 4")
    void shouldWriteTwoBytesWhenNoPaddingIsNeeded() {
        XfrmState state = fixture.add(TestStates.state(0x1000));
        Packet packet = fixture.encapsulated(state, tcp(1446 - 40));
        protect(packet, state, false);
        assertThat(trailer(packet)).containsExactly(0, 4);
        assertThat(packet.length()).isEqualTo(1500);
    }

    @ParameterizedTest(name = "3.2: every payload length modulo the block, ICV of {0} bits")
    @CsvSource({"64", "96", "128"})
    void shouldAlignTrailerWhenPayloadLengthIsAny(int icvBits) {
        XfrmState state = transport(EspTransform.aesGcm(128, icvBits));
        for (int payload = 20; payload < 40; payload++) {
            Packet packet = fixture.encapsulated(state, tcp(payload - 20));
            protect(packet, state, false);
            byte[] trailer = trailer(packet);
            int padding = trailer.length - 2;
            assertThat((payload + trailer.length) % 4).isZero();
            assertThat(padding).isBetween(0, 3);
            for (int i = 0; i < padding; i++) {
                assertThat(trailer[i]).isEqualTo((byte) (i + 1));
            }
            assertThat(trailer[padding]).isEqualTo((byte) padding);
            assertThat(trailer[padding + 1]).isEqualTo((byte) 6);
            assertThat(packet.icvLength()).isEqualTo(icvBits / 8);
            fixture.freeAll();
        }
    }

    // ---- 3.1

    @Test
    @DisplayName("3.1 step 4: single packet for a device: trailer and room for the ICV")
    void shouldAddTrailerAndIcvRoomWhenDeviceSealsSinglePacket() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(100));
        assertThat(protect(packet, state, true)).isEqualTo(XmitResult.DONE);
        assertThat(packet.length()).isEqualTo(176);
        assertThat(trailer(packet)).containsExactly(1, 2, 2, 6);
        assertThat(packet.icvLength()).isEqualTo(16);
    }

    @Test
    @DisplayName("3.1 step 4: super-packet for a device that cuts it: no trailer, first number")
    void shouldAddNothingWhenDeviceCutsSuperPacket() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(400).gso(100));
        int length = packet.length();
        assertThat(protect(packet, state, true)).isEqualTo(XmitResult.DONE);
        assertThat(packet.length()).isEqualTo(length - XmitFixture.ETHERNET);
        assertThat(packet.trailerLength() + packet.icvLength()).isZero();
        assertThat(EspHeader.sequence(packet.buffer(), packet.espOffset())).isEqualTo(1);
        assertThat(state.sequence().low()).isEqualTo(4);
    }

    @Test
    @DisplayName("3.1 step 10: XFRM_XMIT for a device, not for software")
    void shouldMarkTransmittedOnlyWhenDeviceSeals() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet inHardware = fixture.encapsulated(state, tcp(100));
        Packet inSoftware = fixture.encapsulated(state, tcp(100));
        protect(inHardware, state, true);
        protect(inSoftware, state, false);
        assertThat(inHardware.offloadFlags() & XfrmOffloadFlags.XMIT).isNotZero();
        assertThat(inSoftware.offloadFlags() & XfrmOffloadFlags.XMIT).isZero();
    }

    @Test
    @DisplayName("3.1 step 10: IV and text are not touched for a device")
    void shouldLeaveIvAndTextAloneWhenDeviceSeals() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(100));
        int iv = packet.espOffset() + EspHeader.IV_OFFSET;
        packet.buffer().setMemory(iv, 8, (byte) MARKER);
        byte[] text = new byte[120];
        packet.buffer().getBytes(iv + 8, text);
        protect(packet, state, true);
        byte[] after = new byte[120];
        packet.buffer().getBytes(iv + 8, after);
        assertThat(packet.buffer().getLong(iv)).isEqualTo(0xa5a5a5a5a5a5a5a5L);
        assertThat(after).isEqualTo(text);
    }

    @Test
    @DisplayName("3.1 step 11: sealed in software: offload record and hold on the SA end")
    void shouldDropOffloadRecordWhenSealedInSoftware() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(100));
        assertThat(state.inFlight()).isEqualTo(1);
        protect(packet, state, false);
        assertThat(packet.hasOffload()).isFalse();
        assertThat(state.inFlight()).isZero();
    }

    @Test
    @DisplayName("3.1 step 10: left to a device: offload record and hold on the SA stay")
    void shouldKeepOffloadRecordWhenDeviceSeals() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(100));
        protect(packet, state, true);
        assertThat(packet.hasOffload()).isTrue();
        assertThat(state.inFlight()).isEqualTo(1);
    }

    @Test
    @DisplayName("3.1 step 4: no room for the trailer is an error")
    void shouldFailWhenTailroomIsShort() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        Packet packet = fixture.encapsulated(state, tcp(100));
        assertThat(packet.put(packet.tailroom() - 10)).isTrue();
        assertThat(protect(packet, state, false)).isEqualTo(XmitResult.FAILED);
    }

    @ParameterizedTest(name = "3.1 step 9: IPv{0}, {1} bytes to the device: length field {2}")
    @CsvSource({"4,66000,464", "6,66000,0", "6,60000,59960", "4,60000,60000"})
    void shouldWriteLengthFieldWhenSuperPacketIsJumbo(int family, int length, int field) {
        XfrmState state = fixture.add(TestStates.state(
                0x1000, settings -> family == 4 ? settings : settings.between("2001:db8:ff::1", "2001:db8:ff::2")));
        Packet packet = fixture.encapsulated(state, tcp(2000).gso(100));
        assertThat(protectLarge(packet, state, length)).isEqualTo(field);
    }

    private int protectLarge(Packet small, XfrmState state, int length) {
        Packet packet = pools.register(new PacketPool("large", 0, 0, 1)).takeFor(60_000);
        packet.copyMetadata(small);
        packet.place(small.data(), length + XmitFixture.ETHERNET);
        packet.buffer().putBytes(small.data(), small.buffer(), small.data(), 300);
        OuterModePrep.prepare(packet, state);
        XmitBurst burst = new XmitBurst(1);
        burst.add(packet, state, true, 0);
        fixture.esp.xmit(burst);
        int at = packet.network() + (state.config().outerFamily() == 4 ? 2 : 4);
        int field = packet.buffer().getShort(at, ByteOrder.BIG_ENDIAN) & 0xffff;
        assertThat(burst.result(0)).isEqualTo(XmitResult.DONE);
        packet.pool().give(packet);
        fixture.validated.add(small);
        return field;
    }

    @Test
    @DisplayName("3.1 step 3: burst of packets of two SAs: each with its own lengths, numbers and IVs")
    void shouldProtectEachPacketWithItsStateWhenBurstIsMixed() {
        XfrmState gcm = transport(EspTransform.aesGcm(128, 64));
        XfrmState tunnel = fixture.add(TestStates.state(0x2000, settings -> settings.ivSalt(0x1100)));
        Packet first = fixture.encapsulated(gcm, tcp(100));
        Packet second = fixture.encapsulated(tunnel, tcp(100));
        XmitBurst burst = new XmitBurst(2);
        assertThat(OuterModePrep.prepare(first, gcm) && OuterModePrep.prepare(second, tunnel))
                .isTrue();
        burst.add(first, gcm, false, 0);
        burst.add(second, tunnel, false, 1);
        fixture.esp.xmit(burst);
        fixture.validated.add(first);
        fixture.validated.add(second);
        assertThat(first.length()).isEqualTo(168);
        assertThat(second.length()).isEqualTo(196);
        assertThat(second.buffer().getLong(second.espOffset() + EspHeader.IV_OFFSET, ByteOrder.BIG_ENDIAN))
                .isEqualTo(0x1101);
    }

    // ---- outcomes of the cipher

    /** Fails on every other packet. */
    private static final class HalfCipher implements BurstCipher {
        private final BurstCipher none = new NullProvider().newCipher();

        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            none.seal(burst, from, to);
            for (int i = from + 1; i < to; i += 2) {
                burst.outcome(i, CryptoBurst.FAILED);
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            none.open(burst, from, to);
        }

        @Override
        public void close() {
            none.close();
        }
    }

    @Test
    @DisplayName("3.3: an error of the cipher is the packet's own")
    void shouldFailOnlyThePacketsThatCipherFailedOnWhenBurstIsSealed() {
        XfrmState state = transport(EspTransform.aesGcm(128, 128));
        try (EspOffload half = new EspOffload(fixture.keys, new HalfCipher(), 8, null, fixture.discard)) {
            XmitBurst burst = new XmitBurst(4);
            for (int i = 0; i < 4; i++) {
                Packet packet = fixture.encapsulated(state, tcp(100));
                OuterModePrep.prepare(packet, state);
                burst.add(packet, state, false, i);
                fixture.validated.add(packet);
            }
            half.xmit(burst);
            assertThat(new XmitResult[] {burst.result(0), burst.result(1), burst.result(2), burst.result(3)})
                    .containsExactly(XmitResult.DONE, XmitResult.FAILED, XmitResult.DONE, XmitResult.FAILED);
        }
    }
}
