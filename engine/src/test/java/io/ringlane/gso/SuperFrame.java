// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.TestPackets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds super-packets for the segmenter's tests, as they look before encapsulation (inline) or behind it (deferred).
 * Bytes come from {@link TestPackets}; the places of the headers are known from how they were put together, not parsed.
 */
final class SuperFrame {
    static final String V4_FROM = "192.0.2.1";
    static final String V4_TO = "192.0.2.2";
    static final String V6_FROM = "2001:db8::1";
    static final String V6_TO = "2001:db8::2";
    static final String OUTER4_FROM = "198.51.100.1";
    static final String OUTER4_TO = "198.51.100.2";
    static final String OUTER6_FROM = "2001:db8:ff::1";
    static final String OUTER6_TO = "2001:db8:ff::2";
    static final int SPI = 0x1234;
    static final int ESP_AND_IV = 16;

    int family = 4;
    int outerFamily = 4;
    XfrmMode mode;
    boolean udp;
    int vlan = -1;
    int payload = 3000;
    int gsoSize = 1000;
    int gsoTypeExtra;
    int tcpFlags = 0x10;
    int tcpOptions;
    int tcpSequence = 1;
    int innerId = 0x100;
    int outerId = 0x900;
    int innerFragmentWord = 0x4000;
    int outerFragmentWord = 0x4000;
    int ipOptions;
    int[] outerExtensions = {};
    int[] protectedExtensions = {};
    int sequenceLow = 42;
    int sequenceHigh;
    boolean fullChecksum;

    private byte[] inner;
    private int innerHeaderLength;
    private int nextProtocol;

    static SuperFrame inline(int family) {
        SuperFrame frame = new SuperFrame();
        frame.family = family;
        return frame;
    }

    static SuperFrame deferred(XfrmMode mode, int family, int outerFamily) {
        SuperFrame frame = new SuperFrame();
        frame.mode = mode;
        frame.family = family;
        frame.outerFamily = outerFamily;
        return frame;
    }

    XfrmState state() {
        SaConfigBuilder builder = new SaConfigBuilder()
                .esn(true)
                .between(outerFamily == 4 ? OUTER4_FROM : OUTER6_FROM, outerFamily == 4 ? OUTER4_TO : OUTER6_TO)
                .spi(SPI)
                .mode(mode);
        return new XfrmState(builder.build(), new SecretKey(new byte[20]));
    }

    SegmentPlan plan() {
        return mode == null ? new SegmentPlan().inline() : new SegmentPlan().deferred(state());
    }

    /** Takes a slot and fills it. */
    Packet build(PacketPool pool) {
        inner = innerBytes();
        innerHeaderLength = family == 4 ? 20 + ipOptions : 40;
        Packet packet = mode == null ? buildInline(pool) : buildDeferred(pool);
        packet.gsoSize(gsoSize);
        packet.gsoSegs((payload + gsoSize - 1) / gsoSize);
        packet.gsoType(gsoType());
        return packet;
    }

    /** Slot offset of the transport header in a packet just built. */
    int transport(Packet packet) {
        if (mode == null) {
            return packet.network() + innerHeaderLength + sum(protectedExtensions);
        }
        int behindIv = packet.espOffset() + ESP_AND_IV;
        return switch (mode) {
            case TUNNEL -> behindIv + innerHeaderLength + sum(protectedExtensions);
            case BEET -> behindIv + pseudoHeader().length + sum(protectedExtensions);
            default -> behindIv + sum(protectedExtensions);
        };
    }

    /** Slot offset of the inner IP header of a tunnel, or -1. */
    int innerIp(Packet packet) {
        return mode == XfrmMode.TUNNEL ? packet.espOffset() + ESP_AND_IV : -1;
    }

    int transportLength() {
        return udp ? 8 : 20 + tcpOptions;
    }

    private int gsoType() {
        int type = udp ? GsoType.UDP_L4 : family == 4 ? GsoType.TCPV4 : GsoType.TCPV6;
        return type | gsoTypeExtra | (mode == null ? 0 : GsoType.ESP);
    }

    private TestPackets innerPacket() {
        TestPackets packet = family == 4 ? TestPackets.ipv4(V4_FROM, V4_TO) : TestPackets.ipv6(V6_FROM, V6_TO);
        packet.id(innerId).fragmentWord(innerFragmentWord).sequence(tcpSequence).tcpFlags(tcpFlags);
        if (family == 4) {
            packet.ipv4Options(ipOptions);
        }
        if (udp) {
            packet.udp(1000, 53);
        } else {
            packet.tcp(1000, 80).tcpOptions(tcpOptions);
        }
        if (!fullChecksum) {
            packet.partialChecksum();
        }
        return packet.payload(payload);
    }

    private byte[] innerBytes() {
        TestPackets packet = innerPacket();
        if (mode == null || mode == XfrmMode.TUNNEL) {
            for (int length : protectedExtensions) {
                packet.extension(60, length);
            }
        }
        return packet.rawIp().bytes();
    }

    private Packet buildInline(PacketPool pool) {
        TestPackets packet = innerPacket();
        for (int length : protectedExtensions) {
            packet.extension(60, length);
        }
        Packet built = packet.vlan(vlan).build(pool);
        if (!built.pull(built.network() - built.data())) {
            throw new IllegalStateException("no MAC header to pull");
        }
        return built;
    }

    private Packet buildDeferred(PacketPool pool) {
        byte[] esp = espBytes();
        boolean same = mode == XfrmMode.TRANSPORT;
        TestPackets outer;
        if (outerFamily == 4) {
            outer = TestPackets.ipv4(same ? V4_FROM : OUTER4_FROM, same ? V4_TO : OUTER4_TO)
                    .id(outerId)
                    .fragmentWord(outerFragmentWord)
                    .ipv4Options(same ? ipOptions : 0);
        } else {
            outer = TestPackets.ipv6(same ? V6_FROM : OUTER6_FROM, same ? V6_TO : OUTER6_TO);
            for (int length : outerExtensions) {
                outer.extension(60, length);
            }
        }
        Packet packet = outer.vlan(vlan).protocol(50).payload(esp).build(pool);
        packet.secPathDepth(1);
        packet.espOffset(packet.transport());
        packet.protocolByte(packet.network() + (outerFamily == 4 ? 9 : 6));
        packet.nextProtocol(nextProtocol);
        packet.sequenceLow(sequenceLow);
        packet.sequenceHigh(sequenceHigh);
        packet.checksumMode(fullChecksum ? ChecksumMode.NONE : ChecksumMode.PARTIAL);
        packet.checksumStart(transport(packet));
        packet.checksumOffset(udp ? 6 : 16);
        return packet;
    }

    private byte[] espBytes() {
        int upper = udp ? 17 : 6;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                ByteBuffer.allocate(ESP_AND_IV).putInt(SPI).putInt(sequenceLow).array());
        if (mode == XfrmMode.TUNNEL) {
            nextProtocol = family == 4 ? 4 : 41;
            bytes.writeBytes(inner);
            return bytes.toByteArray();
        }
        nextProtocol = protectedExtensions.length > 0 ? 60 : upper;
        if (mode == XfrmMode.BEET && pseudoHeader().length > 0) {
            bytes.writeBytes(pseudoHeader());
            nextProtocol = 94;
        }
        for (int i = 0; i < protectedExtensions.length; i++) {
            byte[] extension = new byte[protectedExtensions[i]];
            extension[0] = (byte) (i + 1 < protectedExtensions.length ? 60 : upper);
            extension[1] = (byte) (extension.length / 8 - 1);
            bytes.writeBytes(extension);
        }
        bytes.writeBytes(Arrays.copyOfRange(inner, innerHeaderLength, inner.length));
        return bytes.toByteArray();
    }

    /** BEET pseudo header: next header, length, padding, reserved, padding NOPs, options. */
    private byte[] pseudoHeader() {
        if (mode != XfrmMode.BEET || ipOptions == 0) {
            return new byte[0];
        }
        int padding = 4 - (ipOptions & 4);
        byte[] header = new byte[4 + padding + ipOptions];
        Arrays.fill(header, 4, header.length, (byte) 1);
        header[0] = (byte) (udp ? 17 : 6);
        header[1] = (byte) (ipOptions / 8);
        header[2] = (byte) padding;
        return header;
    }

    private static int sum(int[] lengths) {
        return Arrays.stream(lengths).sum();
    }
}
