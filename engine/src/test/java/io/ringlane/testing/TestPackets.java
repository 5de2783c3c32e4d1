// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Builds packets for tests, byte by byte on the heap, with code of its own so that it can witness for the engine's. A
 * builder is used once: {@code TestPackets.ipv4("192.0.2.1", "198.51.100.2").tcp(1000, 80).payload(100).build(pool)}.
 */
public final class TestPackets {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final int family;
    private final byte[] source;
    private final byte[] destination;
    private boolean ethernet = true;
    private int vlan = -1;
    private int tos;
    private int ttl = 64;
    private int id = 0x1234;
    private int fragmentWord = 0x4000;
    private int flowLabel;
    private byte[] ipv4Options = {};
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private int firstNextHeader = -1;
    private int lastNextHeaderAt = -1;
    private int protocol = 59;
    private int sourcePort;
    private int destinationPort;
    private int sequence = 1;
    private int tcpFlags = 0x10;
    private byte[] tcpOptions = {};
    private byte[] payload = {};
    private boolean partial;
    private boolean badChecksum;
    private int gsoSize;
    private int gsoSegs = -1;
    private int gsoTypeExtra;
    private int mark;

    private TestPackets(int family, String source, String destination) {
        this.family = family;
        this.source = address(source, family);
        this.destination = address(destination, family);
    }

    public static TestPackets ipv4(String source, String destination) {
        return new TestPackets(4, source, destination);
    }

    public static TestPackets ipv6(String source, String destination) {
        return new TestPackets(6, source, destination);
    }

    private static byte[] address(String text, int family) {
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length != (family == 4 ? 4 : 16)) {
                throw new IllegalArgumentException(text + " is not of family " + family);
            }
            return bytes;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** No link header: the packet's first byte is the IP header's. */
    public TestPackets rawIp() {
        ethernet = false;
        return this;
    }

    /** An in-line tag with this VLAN id. */
    public TestPackets vlan(int vlanId) {
        vlan = vlanId;
        return this;
    }

    /** IPv4 TOS or IPv6 traffic class. */
    public TestPackets tos(int value) {
        tos = value;
        return this;
    }

    /** IPv4 TTL or IPv6 hop limit. */
    public TestPackets ttl(int value) {
        ttl = value;
        return this;
    }

    public TestPackets id(int value) {
        id = value;
        return this;
    }

    /** IPv4 flags and fragment offset; 0x4000 (DF) unless said otherwise. */
    public TestPackets fragmentWord(int value) {
        fragmentWord = value;
        return this;
    }

    public TestPackets flowLabel(int value) {
        flowLabel = value;
        return this;
    }

    /** IPv4 options, a multiple of 4 bytes. */
    public TestPackets ipv4Options(byte... options) {
        ipv4Options = options.clone();
        return this;
    }

    /** IPv4 options of so many NOP bytes. */
    public TestPackets ipv4Options(int length) {
        ipv4Options = new byte[length];
        java.util.Arrays.fill(ipv4Options, (byte) 1);
        return this;
    }

    /**
     * Adds an IPv6 extension header of type 0 (hop-by-hop), 43 (routing) or 60 (destination options).
     *
     * @param length whole header, a multiple of 8; options are filled with one PadN.
     */
    public TestPackets extension(int type, int length) {
        byte[] header = new byte[length];
        header[1] = (byte) (length / 8 - 1);
        if (type != 43) {
            header[2] = 1;
            header[3] = (byte) (length - 4);
        }
        return extension(type, header);
    }

    /** Adds an IPv6 extension header with these bytes; the first is set to what follows. */
    public TestPackets extension(int type, byte[] header) {
        int at = extensions.size();
        extensions.writeBytes(header);
        if (lastNextHeaderAt >= 0) {
            patchExtension(lastNextHeaderAt, type);
        } else {
            firstNextHeader = type;
        }
        lastNextHeaderAt = at;
        return this;
    }

    private void patchExtension(int at, int value) {
        byte[] bytes = extensions.toByteArray();
        bytes[at] = (byte) value;
        extensions.reset();
        extensions.writeBytes(bytes);
    }

    public TestPackets tcp(int from, int to) {
        protocol = TCP;
        sourcePort = from;
        destinationPort = to;
        return this;
    }

    public TestPackets udp(int from, int to) {
        protocol = UDP;
        sourcePort = from;
        destinationPort = to;
        return this;
    }

    /** Any other upper layer: the payload follows the IP header at once. */
    public TestPackets protocol(int value) {
        protocol = value;
        return this;
    }

    public TestPackets sequence(int value) {
        sequence = value;
        return this;
    }

    public TestPackets tcpFlags(int value) {
        tcpFlags = value;
        return this;
    }

    /** TCP options of so many NOP bytes, a multiple of 4. */
    public TestPackets tcpOptions(int length) {
        tcpOptions = new byte[length];
        java.util.Arrays.fill(tcpOptions, (byte) 1);
        return this;
    }

    /** So many bytes of a pattern in which no two neighbours are equal. */
    public TestPackets payload(int length) {
        payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + (i >>> 8) * 7 + 5);
        }
        return this;
    }

    public TestPackets payload(byte[] bytes) {
        payload = bytes.clone();
        return this;
    }

    /** The transport checksum holds the pseudo-header sum only, and somebody must complete it. */
    public TestPackets partialChecksum() {
        partial = true;
        return this;
    }

    /** The transport checksum is off by one. */
    public TestPackets badChecksum() {
        badChecksum = true;
        return this;
    }

    /** A super-packet with so many payload bytes in a segment; its checksum is partial. */
    public TestPackets gso(int segmentSize) {
        gsoSize = segmentSize;
        partial = true;
        return this;
    }

    /** Segment count as the sender states it; the true one unless said otherwise. */
    public TestPackets gsoSegs(int value) {
        gsoSegs = value;
        return this;
    }

    /** Further bits of {@code GsoType}. */
    public TestPackets gsoType(int bits) {
        gsoTypeExtra |= bits;
        return this;
    }

    public TestPackets mark(int value) {
        mark = value;
        return this;
    }

    /** The frame's bytes. */
    public byte[] bytes() {
        byte[] upper = upperLayer();
        byte[] ip = family == 4 ? ipv4Header(upper.length) : ipv6Header(upper.length);
        ByteBuffer frame = ByteBuffer.allocate(linkLength() + ip.length + upper.length);
        if (ethernet) {
            frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
            if (vlan >= 0) {
                frame.putShort((short) 0x8100).putShort((short) vlan);
            }
            frame.putShort((short) (family == 4 ? 0x0800 : 0x86dd));
        }
        return frame.put(ip).put(upper).array();
    }

    /** Takes a slot and fills it: data at the frame's first byte, marks and metadata set. */
    public Packet build(PacketPool pool) {
        byte[] bytes = bytes();
        Packet packet = pool.takeFor(bytes.length);
        if (packet == null) {
            throw new IllegalStateException("pool " + pool.name() + " has no slot for " + bytes.length + " bytes");
        }
        return fill(packet);
    }

    /** Fills an empty packet: data at the frame's first byte, marks and metadata set. */
    public Packet fill(Packet packet) {
        byte[] bytes = bytes();
        if (!packet.put(bytes.length)) {
            throw new IllegalStateException(packet + " has no room for " + bytes.length + " bytes");
        }
        int data = packet.data();
        packet.buffer().putBytes(data, bytes);
        packet.mac(data);
        packet.macLength(linkLength());
        packet.network(data + linkLength());
        packet.transport(packet.network() + networkLength());
        packet.family(family);
        packet.mark(mark);
        if (partial) {
            packet.checksumMode(ChecksumMode.PARTIAL);
            packet.checksumStart(packet.transport());
            packet.checksumOffset(protocol == TCP ? 16 : 6);
        }
        if (gsoSize != 0) {
            packet.gsoSize(gsoSize);
            packet.gsoSegs(gsoSegs >= 0 ? gsoSegs : (payload.length + gsoSize - 1) / gsoSize);
            packet.gsoType(gsoTypeExtra | gsoType());
        }
        return packet;
    }

    private int gsoType() {
        if (protocol == UDP) {
            return GsoType.UDP_L4;
        }
        return family == 4 ? GsoType.TCPV4 : GsoType.TCPV6;
    }

    private int linkLength() {
        return ethernet ? vlan >= 0 ? 18 : 14 : 0;
    }

    private int networkLength() {
        return family == 4 ? 20 + ipv4Options.length : 40 + extensions.size();
    }

    private byte[] ipv4Header(int upperLength) {
        int length = networkLength();
        ByteBuffer header = ByteBuffer.allocate(length);
        header.put((byte) (0x40 | length / 4)).put((byte) tos).putShort((short) (length + upperLength));
        header.putShort((short) id).putShort((short) fragmentWord);
        header.put((byte) ttl).put((byte) protocol).putShort((short) 0);
        header.put(source).put(destination).put(ipv4Options);
        header.putShort(10, (short) ~fold(header.array(), 0));
        return header.array();
    }

    private byte[] ipv6Header(int upperLength) {
        ByteBuffer header = ByteBuffer.allocate(networkLength());
        header.putInt(6 << 28 | tos << 20 | flowLabel).putShort((short) (extensions.size() + upperLength));
        if (lastNextHeaderAt >= 0) {
            patchExtension(lastNextHeaderAt, protocol);
        }
        header.put((byte) (lastNextHeaderAt >= 0 ? firstNextHeader : protocol)).put((byte) ttl);
        return header.put(source).put(destination).put(extensions.toByteArray()).array();
    }

    private byte[] upperLayer() {
        int headerLength = protocol == TCP ? 20 + tcpOptions.length : protocol == UDP ? 8 : 0;
        ByteBuffer upper = ByteBuffer.allocate(headerLength + payload.length);
        if (protocol == TCP) {
            upper.putShort((short) sourcePort)
                    .putShort((short) destinationPort)
                    .putInt(sequence)
                    .putInt(77);
            upper.put((byte) (headerLength / 4 << 4)).put((byte) tcpFlags).putShort((short) 8192);
            upper.putInt(0).put(tcpOptions);
        } else if (protocol == UDP) {
            upper.putShort((short) sourcePort).putShort((short) destinationPort);
            upper.putShort((short) upper.capacity()).putShort((short) 0);
        }
        upper.put(payload);
        if (headerLength != 0) {
            writeChecksum(upper);
        }
        return upper.array();
    }

    private void writeChecksum(ByteBuffer upper) {
        int pseudo = pseudoHeader(upper.capacity());
        int checksum = partial ? pseudo : ~fold(upper.array(), pseudo) & 0xffff;
        if (protocol == UDP && !partial && checksum == 0) {
            checksum = 0xffff;
        }
        upper.putShort(protocol == TCP ? 16 : 6, (short) (badChecksum ? checksum + 1 : checksum));
    }

    private int pseudoHeader(int upperLength) {
        ByteBuffer pseudo = ByteBuffer.allocate(source.length + destination.length + 8);
        pseudo.put(source).put(destination).putInt(upperLength).putInt(protocol);
        return fold(pseudo.array(), 0);
    }

    /** One's complement sum of big-endian 16-bit words (RFC 1071), folded, not complemented. */
    public static int fold(byte[] bytes, int start) {
        long sum = start;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
