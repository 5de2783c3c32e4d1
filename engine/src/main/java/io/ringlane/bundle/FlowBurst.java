// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.RawMemory;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
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
    /** Found for a packet that takes the long way. */
    static final int UNREAD = -2;

    static final int PORTS_LENGTH = 4;
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

    private static final long MODE_MASK = 0xffL << MODE_SHIFT;
    private static final long GSO_SIZE = 0xffffL << Integer.SIZE;
    private static final long PARTIAL = (long) ChecksumMode.PARTIAL << MODE_SHIFT;
    private static final long PROTOCOLS = 1L << IpProtocol.TCP | 1L << IpProtocol.UDP;
    private static final long LOW = 0xffffffffL;
    private static final long PROTOCOL_MASK = 0xffL << PROTOCOL_SHIFT;
    private static final long FAMILY_4 = 4L << FAMILY_SHIFT;
    private static final long FAMILY_6 = 6L << FAMILY_SHIFT;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final long MIX_1 = 0x9e3779b97f4a7c15L;
    private static final long MIX_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long MIX_3 = 0x165667b19e3779f9L;
    private static final long MIX_4 = 0x27d4eb2f165667c5L;
    private static final long MIX_5 = 0xbf58476d1ce4e5b9L;

    // a record a packet, off-heap, half a line
    private static final int IP = 0;
    private static final int LENGTH = 8;
    private static final int HASH = 12;
    private static final int MARK = 16;
    private static final int CHECKSUM = 20;
    private static final int NETWORK = 24;
    private static final int ROOM = 28;
    private static final int RECORD_SHIFT = 5;

    // what is said of a checksum: nothing, left to us, left to us in each segment
    private static final long LEFT = 1;
    private static final long SUPER = 3;

    private final BufferRegion region;
    private final long records;
    private final Bundle[] bundles;
    private final int[] owners;
    private int size;
    private PacketBatch batch;

    FlowBurst(int capacity) {
        region = new BufferRegion((capacity >>> 1) + 1, BufferRegion.CACHE_LINE);
        records = region.address(0);
        bundles = new Bundle[capacity];
        owners = new int[capacity];
    }

    /** True where the words of headers can be written as they are here. */
    static boolean isPossible() {
        return LITTLE;
    }

    /**
     * Reads the packets of a batch, which stays the caller's and must stay as it is meanwhile, and asks for their
     * flows; {@link #found} has the answers.
     */
    void read(PacketBatch arrived, FlowCache cache, int epoch) {
        if (arrived.size() > bundles.length) {
            fail(arrived);
        }
        batch = arrived;
        size = arrived.size();
        for (int i = 0; i < arrived.size(); i++) {
            Packet packet = arrived.get(i);
            long record = records + ((long) i << RECORD_SHIFT);
            owners[i] = read(packet.address(), packet.capacity(), record, cache, epoch);
        }
    }

    /** Records and crypto entries are written without a check of their own. */
    private void fail(PacketBatch arrived) {
        throw new IllegalArgumentException(
                "a batch has " + arrived.size() + " packets, a burst takes " + bundles.length);
    }

    private static int read(long slot, int capacity, long record, FlowCache cache, int epoch) {
        int data = RawMemory.getInt(slot + PacketDescriptor.DATA_OFFSET);
        int end = data + RawMemory.getInt(slot + PacketDescriptor.LENGTH_OFFSET);
        int network = RawMemory.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        int mac = RawMemory.getInt(slot + PacketDescriptor.MAC_OFFSET);
        long state = RawMemory.getLong(slot + PacketDescriptor.CHECKSUM_OFFSET_OFFSET) & UNUSUAL;
        boolean ordinary = network >= data
                && Integer.compareUnsigned(end - network - SHORTEST, LONGEST - SHORTEST) <= 0
                && network - mac == Ethernet.LENGTH
                && mac >= PacketDescriptor.METADATA_LENGTH;
        if (!ordinary) {
            RawMemory.putLong(record + IP, 0);
            return UNREAD;
        }
        int mark = RawMemory.getInt(slot + PacketDescriptor.MARK_OFFSET);
        RawMemory.putLong(record + NETWORK, network & LOW | (long) (capacity - network) << Integer.SIZE);
        if (state != 0) {
            return readLeft(record, slot + network, end - network, state, cache, mark, epoch);
        }
        RawMemory.putLong(record + MARK, mark & LOW);
        return readFlow(record, slot + network, end - network, false, cache, mark, epoch);
    }

    /** Apart from the rest, where the compiler then knows that nothing is left to us. */
    private static int readLeft(long record, long at, int available, long state, FlowCache cache, int mark, int epoch) {
        if (!isLeft(state)) {
            RawMemory.putLong(record + IP, 0);
            return UNREAD;
        }
        boolean gso = (state & GSO_SIZE) != 0;
        RawMemory.putLong(record + MARK, mark & LOW | (gso ? SUPER : LEFT) << Integer.SIZE);
        return readFlow(record, at, available, gso, cache, mark, epoch);
    }

    private static int readFlow(
            long record, long at, int available, boolean gso, FlowCache cache, int mark, int epoch) {
        return (RawMemory.getByte(at) & 0xff) == VERSION_4
                ? read4(record, at, available, gso, cache, mark, epoch)
                : read6(record, at, available, gso, cache, mark, epoch);
    }

    /** Its checksum is left to us: of an ordinary packet, or of a super-packet as its sender's kernel makes it. */
    private static boolean isLeft(long state) {
        return state == PARTIAL || (state & MODE_MASK) == PARTIAL && (state & GSO_SIZE) != 0;
    }

    /** @param gso the length in the IP header means nothing. */
    private static int read4(long record, long at, int available, boolean gso, FlowCache cache, int mark, int epoch) {
        long first = RawMemory.getLong(at);
        int total = gso ? available : TunnelHeader.swap16((int) (first >>> 16));
        int fragment = (int) (first >>> 48) & FRAGMENT;
        int protocol = RawMemory.getByte(at + Ipv4.PROTOCOL_OFFSET) & 0xff;
        boolean plain = total >= Ipv4.LENGTH + PORTS_LENGTH
                && total <= available
                && fragment == 0
                && RawMemory.getShort(at - Short.BYTES) == TunnelHeader.TYPE_4
                && hasPorts(protocol);
        if (!plain) {
            RawMemory.putLong(record + IP, 0);
            return UNREAD;
        }
        int portWord = RawMemory.getInt(at + Ipv4.LENGTH);
        long addresses = RawMemory.getLong(at + Ipv4.SOURCE_OFFSET);
        long source = Integer.reverseBytes((int) addresses) & LOW;
        long destination = Integer.reverseBytes((int) (addresses >>> 32)) & LOW;
        long mixed = Long.rotateLeft(source * MIX_2, 17) ^ Long.rotateLeft(destination * MIX_4, 31);
        long ports = portWord & LOW | (long) protocol << PROTOCOL_SHIFT | FAMILY_4;
        int hash = hash(mixed, ports);
        write(record, at, total, hash);
        return cache.find4(hash, addresses, ports, mark, epoch);
    }

    private static int read6(long record, long at, int available, boolean gso, FlowCache cache, int mark, int epoch) {
        RawMemory.putLong(record + IP, 0);
        if ((RawMemory.getByte(at) & 0xf0) != VERSION_6 || available < Ipv6.LENGTH + PORTS_LENGTH) {
            return UNREAD;
        }
        int payload = TunnelHeader.swap16(RawMemory.getShort(at + Ipv6.PAYLOAD_LENGTH_OFFSET));
        int total = gso ? available : Ipv6.LENGTH + payload;
        int protocol = RawMemory.getByte(at + Ipv6.NEXT_HEADER_OFFSET) & 0xff;
        boolean plain = total >= Ipv6.LENGTH + PORTS_LENGTH
                && total <= available
                && RawMemory.getShort(at - Short.BYTES) == TunnelHeader.TYPE_6
                && hasPorts(protocol);
        if (!plain) {
            return UNREAD;
        }
        int portWord = RawMemory.getInt(at + Ipv6.LENGTH);
        long ports = portWord & LOW | (long) protocol << PROTOCOL_SHIFT | FAMILY_6;
        int hash = hash(mix6(at + Ipv6.SOURCE_OFFSET), ports);
        write(record, at, total, hash);
        return cache.find6(hash, at + Ipv6.SOURCE_OFFSET, ports, mark, epoch);
    }

    private static void write(long record, long at, int length, int hash) {
        RawMemory.putLong(record + IP, at);
        RawMemory.putLong(record + LENGTH, length & LOW | (long) hash << Integer.SIZE);
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
    private static int hash(long start, long ports) {
        long word = ports & PROTOCOL_MASK | Integer.reverseBytes((int) ports) & LOW;
        long mixed = start ^ word * MIX_1;
        mixed ^= mixed >>> 29;
        mixed *= MIX_5;
        return (int) (mixed >>> 32);
    }

    private static boolean hasPorts(int protocol) {
        return protocol < Long.SIZE && (PROTOCOLS >>> protocol & 1) != 0 || protocol == IpProtocol.SCTP;
    }

    private long record(int index) {
        return records + ((long) index << RECORD_SHIFT);
    }

    /** Absolute address of the IP header; 0 for a packet without a flow. */
    long ip(int index) {
        return RawMemory.getLong(record(index) + IP);
    }

    /** What the cache said of a packet that was read: its number, {@link FlowCache#UNKNOWN}, or {@link #UNREAD}. */
    int found(int index) {
        return owners[index];
    }

    /** Ports as they stand in the packet, protocol and family above them; the packet as it was read. */
    long ports(int index) {
        long at = ip(index);
        return is4(index)
                ? RawMemory.getInt(at + Ipv4.LENGTH) & LOW
                        | (RawMemory.getByte(at + Ipv4.PROTOCOL_OFFSET) & 0xffL) << PROTOCOL_SHIFT
                        | FAMILY_4
                : RawMemory.getInt(at + Ipv6.LENGTH) & LOW
                        | (RawMemory.getByte(at + Ipv6.NEXT_HEADER_OFFSET) & 0xffL) << PROTOCOL_SHIFT
                        | FAMILY_6;
    }

    /** Offset of the IP header in the slot. */
    int network(int index) {
        return RawMemory.getInt(record(index) + NETWORK);
    }

    /** Bytes of the slot from the IP header on. */
    int room(int index) {
        return RawMemory.getInt(record(index) + ROOM);
    }

    /** Bytes of the IP packet, link padding excluded. */
    int length(int index) {
        return RawMemory.getInt(record(index) + LENGTH);
    }

    int hash(int index) {
        return RawMemory.getInt(record(index) + HASH);
    }

    int mark(int index) {
        return RawMemory.getInt(record(index) + MARK);
    }

    /** True when the transport checksum is left to us. */
    boolean isPartial(int index) {
        return RawMemory.getInt(record(index) + CHECKSUM) != 0;
    }

    /** True for a super-packet, which takes a way of its own. */
    boolean isSuper(int index) {
        return RawMemory.getInt(record(index) + CHECKSUM) == SUPER;
    }

    int protocol(int index) {
        return (int) (ports(index) >>> PROTOCOL_SHIFT) & 0xff;
    }

    boolean is4(int index) {
        return (RawMemory.getByte(ip(index)) & 0xff) == VERSION_4;
    }

    Packet packet(int index) {
        return batch.get(index);
    }

    PacketBatch batch() {
        return batch;
    }

    /** Null for a packet that takes the long way. */
    Bundle bundle(int index) {
        return bundles[index];
    }

    void bundle(int index, Bundle bundle) {
        bundles[index] = bundle;
    }

    int size() {
        return size;
    }

    /** The core that has the SA of a packet without bundle; negative when there is none. */
    int owner(int index) {
        return owners[index];
    }

    /** A packet has no bundle. @param core that has its SA, or a negative number. */
    void owner(int index, int core) {
        bundles[index] = null;
        owners[index] = core;
    }

    /** Closes up: a packet takes the place of an earlier one, which is gone. */
    void move(int from, int to) {
        long source = record(from);
        long target = record(to);
        for (int i = 0; i < 1 << RECORD_SHIFT; i += Long.BYTES) {
            RawMemory.putLong(target + i, RawMemory.getLong(source + i));
        }
        bundles[to] = bundles[from];
        owners[to] = owners[from];
        batch.set(to, batch.get(from));
    }

    /** Behind {@link #move}: so many packets are left, in the batch too. */
    void shrink(int left) {
        size = left;
        batch.shrink(left);
    }

    /**
     * Reads a word of each line that writing will need, of all packets, so that the lines come side by side and not one
     * after the other.
     */
    long touch() {
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            Bundle bundle = bundles[i];
            if (bundle != null) {
                sum += bundle.touch();
            }
        }
        return sum;
    }

    /** From here on every packet takes the long way. */
    void forgetBundles() {
        Arrays.fill(bundles, null);
    }

    /** Gives its memory back. */
    void close() {
        region.close();
    }

    /** Only behind what names the flow: a packet that gets no number after all must be the same on the long way. */
    boolean completeChecksum(int index, int network) {
        Packet packet = packet(index);
        int header = is4(index) ? Ipv4.LENGTH : Ipv6.LENGTH;
        return packet.checksumStart() + packet.checksumOffset() >= network + header + PORTS_LENGTH
                && packet.pull(network - packet.data())
                && packet.trim(length(index))
                && ChecksumCompletion.complete(packet);
    }
}
