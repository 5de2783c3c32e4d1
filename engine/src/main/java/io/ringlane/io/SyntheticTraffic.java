// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import io.ringlane.header.Ethernet;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Made-up traffic: TCP and UDP over IPv4 (10.1.0.x to 10.2.0.x) and IPv6 (fd00:1::x to fd00:2::x) on Ethernet, in the
 * usual three sizes and super-packets, with full and right checksums. The same settings give the same bytes on every
 * machine: the numbers come from a SplitMix64 sequence of its own. One thread.
 */
public final class SyntheticTraffic implements TrafficSource {
    private static final int MAX_IP_LENGTH = 65_535;
    private static final int MTU = 1_500;
    private static final int SHORT_IP_LENGTH = 80;
    private static final int MIDDLE_IP_LENGTH = 576;
    private static final int SHORT_WEIGHT = 7;
    private static final int MIDDLE_WEIGHT = 4;
    private static final int ALL_WEIGHT = 12;

    private static final int SOURCE_NET_4 = 10 << 24 | 1 << 16;
    private static final int DESTINATION_NET_4 = 10 << 24 | 2 << 16;
    private static final long SOURCE_NET_6 = 0xFD00_0001L << 32;
    private static final long DESTINATION_NET_6 = 0xFD00_0002L << 32;
    private static final long MAC_DESTINATION = 0x0200_0000_0202L;
    private static final long MAC_SOURCE = 0x0200_0000_0102L;
    private static final int FIRST_PORT = 40_000;
    private static final int TCP_PORT = 443;
    private static final int UDP_PORT = 4_433;
    private static final int TTL = 64;

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    /**
     * What to make.
     *
     * @param packets       how many.
     * @param intervalNanos mean gap between two, up to 1,000 seconds; 0 makes all due at once.
     * @param flows         sources, 1 to 250; each has one TCP and one UDP flow per family.
     * @param ipv6Percent   share of IPv6.
     * @param tcpPercent    share of TCP.
     * @param superPercent  share of super-packets among TCP.
     */
    public record Settings(
            long seed, long packets, long intervalNanos, int flows, int ipv6Percent, int tcpPercent, int superPercent) {
        private static final int MAX_FLOWS = 250;
        private static final long MAX_INTERVAL = 1_000_000_000_000L;

        public Settings {
            require(packets >= 0, "packets", packets, "0 or more");
            require(
                    intervalNanos >= 0 && intervalNanos <= MAX_INTERVAL,
                    "intervalNanos",
                    intervalNanos,
                    "0 to " + MAX_INTERVAL);
            require(flows >= 1 && flows <= MAX_FLOWS, "flows", flows, "1 to " + MAX_FLOWS);
            requirePercent("ipv6Percent", ipv6Percent);
            requirePercent("tcpPercent", tcpPercent);
            requirePercent("superPercent", superPercent);
        }

        /** Both families and protocols in equal parts over 16 flows, every tenth TCP packet a super-packet. */
        public static Settings mixed(long seed, long packets, long intervalNanos) {
            return new Settings(seed, packets, intervalNanos, 16, 50, 50, 10);
        }

        private static void requirePercent(String name, int value) {
            require(value >= 0 && value <= 100, name, value, "0 to 100");
        }

        private static void require(boolean good, String name, long value, String allowed) {
            if (!good) {
                throw new IllegalArgumentException(name + "=" + value + ", allowed is " + allowed);
            }
        }
    }

    private final Settings settings;
    /** The packet of the cursor; random payload bytes stand in it from the start. */
    private final UnsafeBuffer frame =
            new UnsafeBuffer(ByteBuffer.allocateDirect(Ethernet.LENGTH + MAX_IP_LENGTH + Long.BYTES));
    /** The next TCP sequence number of each flow, per family. */
    private final int[] sequences4;

    private final int[] sequences6;
    private long state;
    private long number;
    private long dueNanos;
    private int length;

    public SyntheticTraffic(Settings settings) {
        this.settings = settings;
        this.state = settings.seed();
        this.sequences4 = new int[settings.flows()];
        this.sequences6 = new int[settings.flows()];
        for (int at = 0; at + Long.BYTES <= frame.capacity(); at += Long.BYTES) {
            frame.putLong(at, random(), ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Override
    public boolean advance() {
        if (number == settings.packets()) {
            return false;
        }
        if (number > 0) {
            dueNanos += Math.floorMod(random(), 2 * settings.intervalNanos() + 1);
        }
        number++;
        int flow = below(settings.flows());
        boolean ipv6 = below(100) < settings.ipv6Percent();
        boolean tcp = below(100) < settings.tcpPercent();
        int ipLength = ipLength(tcp);
        int upper = Ethernet.LENGTH + (ipv6 ? Ipv6.LENGTH : Ipv4.LENGTH);
        int upperLength = Ethernet.LENGTH + ipLength - upper;
        length = Ethernet.LENGTH + ipLength;
        writeNetwork(ipv6, tcp ? IpProtocol.TCP : IpProtocol.UDP, flow, upperLength);
        if (tcp) {
            writeTcp(upper, upperLength, flow, ipv6);
        } else {
            writeUdp(upper, upperLength, flow, ipv6);
        }
        return true;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long dueNanos() {
        return dueNanos;
    }

    @Override
    public LinkType linkType() {
        return LinkType.ETHERNET;
    }

    @Override
    public int protocol() {
        return Ethernet.type(frame, 0);
    }

    @Override
    public int linkHeaderLength() {
        return Ethernet.LENGTH;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean isCut() {
        return false;
    }

    @Override
    public int copyTo(MutableDirectBuffer target, int targetOffset, int max) {
        int count = Math.min(length, max);
        target.putBytes(targetOffset, frame, 0, count);
        return count;
    }

    @Override
    public int copyNetworkTo(MutableDirectBuffer target, int targetOffset, int max) {
        int count = Math.min(length - Ethernet.LENGTH, max);
        target.putBytes(targetOffset, frame, Ethernet.LENGTH, count);
        return count;
    }

    /** Nothing is held. */
    @Override
    public void close() {}

    /** Length of the IP packet: short, middle and full in the proportion 7 : 4 : 1, or a super-packet. */
    private int ipLength(boolean tcp) {
        if (tcp && below(100) < settings.superPercent()) {
            return MTU + 1 + below(MAX_IP_LENGTH - MTU);
        }
        int draw = below(ALL_WEIGHT);
        if (draw < SHORT_WEIGHT) {
            return SHORT_IP_LENGTH;
        }
        return draw < SHORT_WEIGHT + MIDDLE_WEIGHT ? MIDDLE_IP_LENGTH : MTU;
    }

    private void writeNetwork(boolean ipv6, int protocol, int flow, int upperLength) {
        frame.putLong(0, MAC_DESTINATION << 16, ByteOrder.BIG_ENDIAN);
        frame.putLong(Ethernet.SOURCE_OFFSET, MAC_SOURCE << 16, ByteOrder.BIG_ENDIAN);
        Ethernet.type(frame, 0, ipv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        if (ipv6) {
            writeIpv6(protocol, flow, upperLength);
        } else {
            writeIpv4(protocol, flow, upperLength);
        }
    }

    /** Don't-fragment is set, as modern stacks do. */
    private void writeIpv4(int protocol, int flow, int upperLength) {
        int ip = Ethernet.LENGTH;
        Ipv4.versionAndLength(frame, ip, Ipv4.LENGTH);
        Ipv4.tos(frame, ip, 0);
        Ipv4.totalLength(frame, ip, Ipv4.LENGTH + upperLength);
        Ipv4.id(frame, ip, (int) number & 0xFFFF);
        Ipv4.fragment(frame, ip, Ipv4.DF);
        Ipv4.ttl(frame, ip, TTL);
        Ipv4.protocol(frame, ip, protocol);
        Ipv4.source(frame, ip, SOURCE_NET_4 | flow + 1);
        Ipv4.destination(frame, ip, DESTINATION_NET_4 | flow + 1);
        Ipv4.writeChecksum(frame, ip);
    }

    /** The flow label is the flow's number. */
    private void writeIpv6(int protocol, int flow, int upperLength) {
        int ip = Ethernet.LENGTH;
        Ipv6.firstWord(frame, ip, 0, flow + 1);
        Ipv6.payloadLength(frame, ip, upperLength);
        Ipv6.nextHeader(frame, ip, protocol);
        Ipv6.hopLimit(frame, ip, TTL);
        Ipv6.address(frame, ip + Ipv6.SOURCE_OFFSET, SOURCE_NET_6, flow + 1);
        Ipv6.address(frame, ip + Ipv6.DESTINATION_OFFSET, DESTINATION_NET_6, flow + 1);
    }

    /** An ACK with payload; each flow numbers its own bytes. */
    private void writeTcp(int tcp, int tcpLength, int flow, boolean ipv6) {
        int[] sequences = ipv6 ? sequences6 : sequences4;
        Udp.sourcePort(frame, tcp, FIRST_PORT + flow);
        Udp.destinationPort(frame, tcp, TCP_PORT);
        Tcp.sequence(frame, tcp, sequences[flow]);
        sequences[flow] += tcpLength - Tcp.LENGTH;
        frame.putInt(tcp + Tcp.SEQUENCE_OFFSET + Integer.BYTES, 1, ByteOrder.BIG_ENDIAN);
        frame.putByte(tcp + Tcp.DATA_OFFSET_OFFSET, (byte) (Tcp.LENGTH / Integer.BYTES << 4));
        Tcp.flags(frame, tcp, Tcp.ACK);
        frame.putShort(tcp + Tcp.FLAGS_OFFSET + 1, (short) 0xFFFF);
        frame.putInt(tcp + Tcp.CHECKSUM_OFFSET, 0);
        Tcp.checksum(frame, tcp, InternetChecksum.finish(checksumOf(tcp, tcpLength, IpProtocol.TCP, ipv6)));
    }

    private void writeUdp(int udp, int udpLength, int flow, boolean ipv6) {
        Udp.sourcePort(frame, udp, FIRST_PORT + flow);
        Udp.destinationPort(frame, udp, UDP_PORT);
        Udp.length(frame, udp, udpLength);
        Udp.checksum(frame, udp, 0);
        Udp.checksum(frame, udp, InternetChecksum.finishUdp(checksumOf(udp, udpLength, IpProtocol.UDP, ipv6)));
    }

    private long checksumOf(int upper, int upperLength, int protocol, boolean ipv6) {
        long pseudo = ipv6
                ? InternetChecksum.pseudoHeader6(frame, Ethernet.LENGTH, protocol, upperLength)
                : InternetChecksum.pseudoHeader4(frame, Ethernet.LENGTH, protocol, upperLength);
        return InternetChecksum.sum(frame, upper, upperLength, pseudo);
    }

    /** Uniform over 0 to bound - 1 as far as 32 random bits allow. */
    private int below(int bound) {
        return (int) ((random() >>> Integer.SIZE) * bound >>> Integer.SIZE);
    }

    /** SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private long random() {
        state += GOLDEN_GAMMA;
        long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
