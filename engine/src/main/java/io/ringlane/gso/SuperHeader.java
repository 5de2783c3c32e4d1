// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.RawMemory;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.header.Udp;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;

/**
 * The IP and TCP or UDP header of a super-packet as a template, and what changes in it from segment to segment (kernel
 * {@code inet_gso_segment}, {@code ipv6_gso_segment}, {@code tcp_gso_segment}, {@code __udp_gso_segment}). Only plain
 * headers, their transport checksum left to us, on a little-endian machine. One core's thread; filled again for every
 * super-packet.
 */
public final class SuperHeader implements AutoCloseable {
    private static final long LOW = 0xffffffffL;
    private static final int LOW_HALF = 0xffff;
    /** An IPv6 header and the longest TCP header are 100 bytes. */
    private static final int LONGEST = 128;

    /** Bits of a GSO type that change nothing where segments are cut in software. */
    private static final int NO_MATTER = GsoType.TCP_ECN | GsoType.DODGY;

    private final BufferRegion region = new BufferRegion(1, LONGEST);
    private final long template = region.address(0);
    private boolean is4;
    private boolean tcp;
    private int ipLength;
    private int length;
    private int segment;
    private int sequence;
    private int flags;
    private int id;
    /** Words of an IPv4 header that stay. */
    private int ipSum;
    /** Words of the transport header that stay, and its pseudo header without a length. */
    private long transportSum;

    /**
     * Reads the headers; nothing is changed.
     *
     * @param ip address of an IPv4 header without options or of an IPv6 header, with ports behind it.
     * @param available bytes from there to the packet's end.
     * @param protocol behind the IP header.
     * @return false for a packet that the long way must look at: it refuses it, or can do more.
     */
    public boolean read(Packet packet, long ip, int available, boolean version4, int protocol) {
        is4 = version4;
        tcp = protocol == IpProtocol.TCP;
        ipLength = version4 ? Ipv4.LENGTH : Ipv6.LENGTH;
        segment = packet.gsoSize();
        int type = packet.gsoType() & ~NO_MATTER;
        boolean known = tcp ? type == (version4 ? GsoType.TCPV4 : GsoType.TCPV6) : isDatagram(protocol, type);
        int least = ipLength + (tcp ? Tcp.LENGTH : Udp.LENGTH);
        if (!known || available < least) {
            return false;
        }
        int transport = tcp ? (RawMemory.getByte(ip + ipLength + Tcp.DATA_OFFSET_OFFSET) & 0xf0) >> 2 : Udp.LENGTH;
        length = ipLength + transport;
        if (length < least || available - length <= segment) {
            return false;
        }
        RawMemory.copyWords(ip, template, length);
        readIp();
        readTransport(available - ipLength);
        return true;
    }

    private static boolean isDatagram(int protocol, int type) {
        return protocol == IpProtocol.UDP && type == GsoType.UDP_L4;
    }

    private void readIp() {
        if (is4) {
            id = swap16(RawMemory.getShort(template + Ipv4.ID_OFFSET));
            ipSum = (RawMemory.getShort(template) & LOW_HALF)
                    + (RawMemory.getShort(template + Ipv4.FRAGMENT_OFFSET) & LOW_HALF)
                    + (RawMemory.getShort(template + Ipv4.TTL_OFFSET) & LOW_HALF)
                    + halves(RawMemory.getInt(template + Ipv4.SOURCE_OFFSET))
                    + halves(RawMemory.getInt(template + Ipv4.DESTINATION_OFFSET));
        }
    }

    /** Takes out of the template what changes, so that the sum of the rest is that of the whole. */
    private void readTransport(int total) {
        long at = template + ipLength;
        int field = tcp ? Tcp.CHECKSUM_OFFSET : Udp.CHECKSUM_OFFSET;
        int counted = total;
        int partial = RawMemory.getShort(at + field) & LOW_HALF;
        RawMemory.putShort(at + field, (short) 0);
        if (tcp) {
            sequence = Integer.reverseBytes(RawMemory.getInt(at + Tcp.SEQUENCE_OFFSET));
            flags = RawMemory.getByte(at + Tcp.FLAGS_OFFSET) & 0xff;
            RawMemory.putInt(at + Tcp.SEQUENCE_OFFSET, 0);
            RawMemory.putByte(at + Tcp.FLAGS_OFFSET, (byte) 0);
        } else {
            counted = swap16(RawMemory.getShort(at + Udp.LENGTH_OFFSET));
            RawMemory.putShort(at + Udp.LENGTH_OFFSET, (short) 0);
        }
        transportSum = InternetChecksum.sum(at, length - ipLength, partial + (Integer.reverseBytes(~counted) & LOW));
    }

    /** Bytes of both headers. */
    public int length() {
        return length;
    }

    /**
     * Writes the headers of a segment in front of its payload.
     *
     * @param payload address of the segment's first byte behind the headers.
     * @param ordinal segments before this one.
     * @param bytes of payload.
     * @param sum of the payload, as {@link InternetChecksum} carries it.
     */
    public void write(long payload, int ordinal, int bytes, boolean last, long sum) {
        long at = payload - length;
        RawMemory.copyWords(template, at, length);
        if (is4) {
            write4(at, ordinal, length + bytes);
        } else {
            int behind = length + bytes - Ipv6.LENGTH;
            RawMemory.putShort(at + Ipv6.PAYLOAD_LENGTH_OFFSET, (short) swap16(behind));
        }
        int total = length - ipLength + bytes;
        long all = sum + transportSum + (Integer.reverseBytes(total) & LOW);
        if (tcp) {
            writeTcp(at + ipLength, ordinal, last, all);
        } else {
            writeUdp(at + ipLength, total, all);
        }
    }

    private void write4(long at, int ordinal, int total) {
        int lengthAndId = swap16(total) | swap16(id + ordinal) << 16;
        int sum = ipSum + halves(lengthAndId);
        sum = (sum & LOW_HALF) + (sum >>> 16);
        sum = (sum & LOW_HALF) + (sum >>> 16);
        RawMemory.putInt(at + Ipv4.TOTAL_LENGTH_OFFSET, lengthAndId);
        RawMemory.putShort(at + Ipv4.CHECKSUM_OFFSET, (short) ~sum);
    }

    /** FIN and PSH stay on the last segment only, CWR on the first only. */
    private void writeTcp(long at, int ordinal, boolean last, long sum) {
        int kept = flags & (last ? ~0 : ~(Tcp.FIN | Tcp.PSH)) & (ordinal == 0 ? ~0 : ~Tcp.CWR);
        int number = Integer.reverseBytes(sequence + ordinal * segment);
        RawMemory.putInt(at + Tcp.SEQUENCE_OFFSET, number);
        RawMemory.putByte(at + Tcp.FLAGS_OFFSET, (byte) kept);
        // the second byte of its half word
        int checksum = ~fold(sum + (number & LOW) + (kept << Byte.SIZE));
        RawMemory.putShort(at + Tcp.CHECKSUM_OFFSET, (short) checksum);
    }

    private static void writeUdp(long at, int total, long sum) {
        int counted = swap16(total);
        int checksum = ~fold(sum + counted) & LOW_HALF;
        RawMemory.putShort(at + Udp.LENGTH_OFFSET, (short) counted);
        RawMemory.putShort(at + Udp.CHECKSUM_OFFSET, (short) (checksum == 0 ? LOW_HALF : checksum));
    }

    private static int halves(int word) {
        return (word & LOW_HALF) + (word >>> 16);
    }

    /** A half word between the order of the network and that of this machine, little-endian. */
    private static int swap16(int value) {
        return Short.reverseBytes((short) value) & LOW_HALF;
    }

    /** To 16 bits, in the order in which they are stored. */
    private static int fold(long sum) {
        long folded = (sum & LOW) + (sum >>> 32);
        folded = (folded & LOW_HALF) + (folded >>> 16);
        folded = (folded & LOW_HALF) + (folded >>> 16);
        folded = (folded & LOW_HALF) + (folded >>> 16);
        return (int) folded;
    }

    @Override
    public void close() {
        region.close();
    }
}
