// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A burst as the short way reads it: for each packet where its IP header is, how long it is, and the words that name
 * its flow. What is not an ordinary TCP, UDP or SCTP packet (options, fragments, super-packets, damage, unusual
 * marks) gets no flow here and goes the long way, which says what is wrong with it. One core's thread; recycled.
 */
final class FlowBurst {
    /** Protocol and family stand above the ports in the flow's word. */
    private static final int PROTOCOL_SHIFT = 32;

    private static final int FAMILY_SHIFT = 40;
    private static final int PORTS_LENGTH = 4;
    private static final int SHORTEST = Ipv4.LENGTH + PORTS_LENGTH;
    /** Behind a longer packet the length of its IP header means nothing. */
    private static final int LONGEST = 65535;

    private static final int VERSION_4 = 0x45;
    private static final int VERSION_6 = 0x60;
    /** Of the fragment word as it stands in memory: all but "don't fragment". */
    private static final int FRAGMENT = 0xffbf;

    private static final int MODE_SHIFT = 16;
    /** Gso size, number of segments and checksum mode in the word at the checksum offset. */
    private static final long UNUSUAL = 0xffffffffL << Integer.SIZE | 0xffL << MODE_SHIFT;

    private static final long PARTIAL = (long) ChecksumMode.PARTIAL << MODE_SHIFT;
    private static final long PROTOCOLS = 1L << IpProtocol.TCP | 1L << IpProtocol.UDP;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final long MIX_1 = 0x9e3779b97f4a7c15L;
    private static final long MIX_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long MIX_3 = 0x165667b19e3779f9L;
    private static final long MIX_4 = 0x27d4eb2f165667c5L;
    private static final long MIX_5 = 0xbf58476d1ce4e5b9L;

    final Packet[] packets;
    final Bundle[] bundles;
    /** Absolute address of the IP header; 0 for a packet without a flow. */
    final long[] ip;
    /** Bytes of the IP packet, link padding excluded. */
    final int[] length;

    final long[] ports;
    final int[] hash;
    final int[] mark;
    int size;

    FlowBurst(int capacity) {
        packets = new Packet[capacity];
        bundles = new Bundle[capacity];
        ip = new long[capacity];
        length = new int[capacity];
        ports = new long[capacity];
        hash = new int[capacity];
        mark = new int[capacity];
    }

    /** True where the words of headers can be written as they are here. */
    static boolean isPossible() {
        return LITTLE;
    }

    /** Takes a packet in, with or without a flow. */
    void add(Packet packet) {
        int index = size++;
        packets[index] = packet;
        long slot = packet.address();
        int data = RawMemory.getInt(slot + PacketDescriptor.DATA_OFFSET);
        int end = data + RawMemory.getInt(slot + PacketDescriptor.LENGTH_OFFSET);
        int network = RawMemory.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        int mac = RawMemory.getInt(slot + PacketDescriptor.MAC_OFFSET);
        long state = RawMemory.getLong(slot + PacketDescriptor.CHECKSUM_OFFSET_OFFSET) & UNUSUAL;
        ip[index] = 0;
        boolean ordinary = network >= data
                && Integer.compareUnsigned(end - network - SHORTEST, LONGEST - SHORTEST) <= 0
                && network - mac == Ethernet.LENGTH
                && mac >= PacketDescriptor.METADATA_LENGTH
                && (state == 0 || state == PARTIAL);
        if (ordinary) {
            long at = slot + network;
            mark[index] = RawMemory.getInt(slot + PacketDescriptor.MARK_OFFSET);
            if ((RawMemory.getByte(at) & 0xff) == VERSION_4) {
                read4(index, at, end - network);
            } else {
                read6(index, at, end - network);
            }
        }
    }

    private void read4(int index, long at, int available) {
        long first = RawMemory.getLong(at);
        int total = TunnelHeader.swap16((int) (first >>> 16));
        int fragment = (int) (first >>> 48) & FRAGMENT;
        int protocol = RawMemory.getByte(at + Ipv4.PROTOCOL_OFFSET) & 0xff;
        boolean plain = total >= Ipv4.LENGTH + PORTS_LENGTH
                && total <= available
                && fragment == 0
                && RawMemory.getShort(at - Short.BYTES) == TunnelHeader.TYPE_4
                && hasPorts(protocol);
        if (!plain) {
            return;
        }
        int portWord = RawMemory.getInt(at + Ipv4.LENGTH);
        long addresses = RawMemory.getLong(at + Ipv4.SOURCE_OFFSET);
        ip[index] = at;
        length[index] = total;
        ports[index] = portWord & 0xffffffffL | (long) protocol << PROTOCOL_SHIFT | 4L << FAMILY_SHIFT;
        long source = Integer.reverseBytes((int) addresses) & 0xffffffffL;
        long destination = Integer.reverseBytes((int) (addresses >>> 32)) & 0xffffffffL;
        long mixed = Long.rotateLeft(source * MIX_2, 17) ^ Long.rotateLeft(destination * MIX_4, 31);
        hash[index] = finish(mixed, protocol, portWord);
    }

    private void read6(int index, long at, int available) {
        if ((RawMemory.getByte(at) & 0xf0) != VERSION_6 || available < Ipv6.LENGTH + PORTS_LENGTH) {
            return;
        }
        int total = Ipv6.LENGTH + TunnelHeader.swap16(RawMemory.getShort(at + Ipv6.PAYLOAD_LENGTH_OFFSET));
        int protocol = RawMemory.getByte(at + Ipv6.NEXT_HEADER_OFFSET) & 0xff;
        boolean plain = total >= Ipv6.LENGTH + PORTS_LENGTH
                && total <= available
                && RawMemory.getShort(at - Short.BYTES) == TunnelHeader.TYPE_6
                && hasPorts(protocol);
        if (!plain) {
            return;
        }
        int portWord = RawMemory.getInt(at + Ipv6.LENGTH);
        ip[index] = at;
        length[index] = total;
        ports[index] = portWord & 0xffffffffL | (long) protocol << PROTOCOL_SHIFT | 6L << FAMILY_SHIFT;
        hash[index] = finish(mix6(at + Ipv6.SOURCE_OFFSET), protocol, portWord);
    }

    private static long mix6(long addresses) {
        long sourceHigh = Long.reverseBytes(RawMemory.getLong(addresses));
        long sourceLow = Long.reverseBytes(RawMemory.getLong(addresses + 8));
        long destinationHigh = Long.reverseBytes(RawMemory.getLong(addresses + 16));
        long destinationLow = Long.reverseBytes(RawMemory.getLong(addresses + 24));
        return sourceHigh * MIX_1
                ^ Long.rotateLeft(sourceLow * MIX_2, 17)
                ^ destinationHigh * MIX_3
                ^ Long.rotateLeft(destinationLow * MIX_4, 31);
    }

    /** The rest of {@link io.ringlane.sa.FlowKey#hash}, which this must equal: it is a packet's flow hash. */
    private static int finish(long start, int protocol, int portWord) {
        int both = Integer.reverseBytes(portWord);
        long mixed = start ^ ((long) protocol << 32 | both & 0xffffffffL) * MIX_1;
        mixed ^= mixed >>> 29;
        mixed *= MIX_5;
        return (int) (mixed >>> 32);
    }

    private static boolean hasPorts(int protocol) {
        return protocol < Long.SIZE && (PROTOCOLS >>> protocol & 1) != 0 || protocol == IpProtocol.SCTP;
    }

    boolean is4(int index) {
        return ports[index] >>> FAMILY_SHIFT == 4;
    }

    /** True when the transport checksum is left to us. */
    static boolean isPartial(Packet packet) {
        return packet.checksumMode() == ChecksumMode.PARTIAL;
    }

    /** From here on every packet takes the long way. */
    void forgetBundles() {
        Arrays.fill(bundles, null);
    }

    /** Forgets the packets. */
    void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
            bundles[i] = null;
        }
        size = 0;
    }
}
