// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Packets as the engine hands them to a device with inline ESP, and the SAs they belong to. Bytes are laid out here
 * from the RFCs, by heap code of its own.
 */
final class EspPackets {
    static final int ETHERNET = 14;
    static final byte[] SOURCE = {10, 1, 0, 2};
    static final byte[] DESTINATION = {10, 2, 0, 2};

    private EspPackets() {}

    /** Key and salt of an SA in tests: told by its SPI. */
    static byte[] material(int spi, int length) {
        byte[] material = new byte[length];
        new Random(spi).nextBytes(material);
        return material;
    }

    static XfrmState state(SaConfig config) {
        int length = config.transform().materialLength();
        return new XfrmState(config, new SecretKey(material(config.id().spi(), length)));
    }

    /** An SA bound to a table, with the given number of its kind. */
    static XfrmState state(SaTable table, int spi, boolean esn) {
        XfrmState state = state(config(spi).esn(esn).build());
        table.add(state);
        return state;
    }

    static SaConfigBuilder config(int spi) {
        return new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(spi)
                .ivSalt(0x0123456789abcdefL * spi)
                .transform(EspTransform.aesGcm(128, 128));
    }

    /** A clear UDP frame of so many bytes, MAC header included; the payload counts up. */
    static byte[] udpFrame(int length) {
        byte[] bytes = new byte[length];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        ethernet(frame, 0x0800);
        ipv4(frame, ETHERNET, length - ETHERNET, 17, SOURCE, DESTINATION);
        frame.putShort((short) 1000).putShort((short) 2000).putShort((short) (length - ETHERNET - 20));
        frame.putShort((short) 0);
        for (int i = ETHERNET + 28; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    static void ethernet(ByteBuffer frame, int type) {
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) type);
    }

    /** Writes an IPv4 header, checksum included, and leaves the position behind it. */
    static void ipv4(ByteBuffer frame, int at, int length, int protocol, byte[] source, byte[] destination) {
        frame.position(at);
        frame.putShort((short) 0x4500).putShort((short) length).putInt(0x12344000);
        frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.put(source).put(destination);
        frame.putShort(at + 10, (short) ~onesSum(frame.array(), at, 20, 0));
    }

    /** One's complement sum of 16-bit words, a last odd byte padded with zero. */
    static int onesSum(byte[] bytes, int from, int length, long start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            int value = bytes[from + i] & 0xff;
            sum += (i & 1) == 0 ? value << 8 : value;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    /**
     * A tunnel packet that is left to the device: Ethernet, outer IPv4, ESP, room for the IV, the inner packet, trailer
     * and room for the ICV. A super-packet has neither trailer nor ICV.
     *
     * @param inner IPv4 packet to protect.
     */
    static Packet tunnel(NicHarness harness, XfrmState state, byte[] inner, long sequence, boolean whole) {
        EspTransform transform = state.config().transform();
        int esp = ETHERNET + 20;
        int plaintext = esp + 16;
        int padded = (inner.length + 2 + 3) / 4 * 4;
        int end = plaintext + (whole ? padded + transform.icvLength() : inner.length);
        byte[] bytes = new byte[end];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        ethernet(frame, 0x0800);
        ipv4(frame, ETHERNET, end - ETHERNET, 50, new byte[] {(byte) 192, 0, 2, 1}, new byte[] {(byte) 198, 51, 100, 2
        });
        frame.putInt(state.config().id().spi()).putInt((int) sequence);
        frame.position(plaintext).put(inner);
        if (whole) {
            int padding = padded - 2 - inner.length;
            for (int i = 1; i <= padding; i++) {
                frame.put((byte) i);
            }
            frame.put((byte) padding).put((byte) 4);
        }
        Packet packet = harness.packet(bytes);
        packet.transport(packet.data() + esp);
        packet.espOffset(packet.data() + esp);
        packet.offloadFlags(XfrmOffloadFlags.XMIT | XfrmOffloadFlags.DEV_RESUME);
        packet.secPathDepth(1);
        packet.nextProtocol(4);
        packet.sequenceLow((int) sequence);
        packet.sequenceHigh((int) (sequence >>> 32));
        packet.stateIndex(state.index());
        packet.stateGeneration(state.generation());
        packet.trailerLength(whole ? padded - inner.length : 0);
        packet.icvLength(whole ? transform.icvLength() : 0);
        return packet;
    }

    /** An IPv4 TCP packet whose checksum field holds the pseudo header's sum. */
    static byte[] tcp(int payload, int flags) {
        byte[] bytes = new byte[40 + payload];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        ipv4(packet, 0, bytes.length, 6, SOURCE, DESTINATION);
        packet.putShort((short) 5000).putShort((short) 6000).putInt(0xfffffe00).putInt(77);
        packet.put((byte) 0x50).put((byte) flags).putShort((short) 501).putInt(0);
        int pseudo = onesSum(bytes, 12, 8, 6 + 20 + payload);
        packet.putShort(36, (short) pseudo);
        for (int i = 40; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >>> 2);
        }
        return bytes;
    }

    /** Marks an inner TCP packet of a tunnel as a super-packet. */
    static Packet superPacket(Packet packet, int size, int innerOffset) {
        packet.gsoSize(size);
        packet.gsoType(GsoType.TCPV4 | GsoType.ESP);
        return partial(packet, innerOffset + 20, 16);
    }

    /** Marks a checksum as partial. @param start from the first byte of the packet. */
    static Packet partial(Packet packet, int start, int field) {
        packet.checksumMode(ChecksumMode.PARTIAL);
        packet.checksumStart(packet.data() + start);
        packet.checksumOffset(field);
        return packet;
    }
}
