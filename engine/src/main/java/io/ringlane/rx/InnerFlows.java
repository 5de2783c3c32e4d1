// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.buffer.RawMemory;
import io.ringlane.bundle.FlowCache;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.policy.PolicyTable;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.LocalAddresses;

/**
 * The flows that came out of SAs lately and may pass: which SA each came out of, and whether it is for this host. All
 * is forgotten when a policy or an address changes. Reads ordinary TCP, UDP and SCTP packets only; the headers it has
 * accepted are as sound as {@code IpPacket} wants them. One core's.
 */
final class InnerFlows implements AutoCloseable {
    /** Not an ordinary packet, or damaged. */
    static final int OTHER = -2;
    /** An ordinary packet whose flow has not passed out of this SA. */
    static final int UNKNOWN = FlowCache.UNKNOWN;

    /** UDP's header, and at least what the others have. */
    private static final int LEAST_UPPER = 8;

    private static final int VERSION_4 = 0x45;
    private static final int VERSION_6 = 6;
    /** Of the fragment word as it stands in memory, little-endian: more fragments, and the offset. */
    private static final int FRAGMENT = 0xff3f;

    private static final int PROTOCOL_SHIFT = 32;
    private static final long FAMILY_4 = 4L << 40;
    private static final long FAMILY_6 = 6L << 40;
    private static final long PROTOCOLS = 1L << IpProtocol.TCP | 1L << IpProtocol.UDP;
    private static final long LOW = 0xffffffffL;
    private static final int LOW_HALF = 0xffff;
    private static final long MIX_1 = 0x9e3779b97f4a7c15L;
    private static final long MIX_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long MIX_3 = 0x165667b19e3779f9L;

    private final FlowCache cache;
    private final PolicyTable policies;
    private final LocalAddresses local;
    private int epoch = 1;
    private long generation = -1;

    // of the packet read last
    private int total;
    private int headerLength;
    private long ports;
    private int hash;

    /** @param policies null for none. */
    InnerFlows(PolicyTable policies, LocalAddresses local, int flows) {
        this.policies = policies;
        this.local = local;
        cache = new FlowCache(flows);
    }

    /** Forgets everything if policies or addresses changed since the last time. */
    void refresh() {
        long now = local.generation() + (policies == null ? 0 : policies.generation());
        if (now != generation) {
            generation = now;
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
    }

    /**
     * Reads an inner packet.
     *
     * @param at absolute address of its IP header.
     * @param available bytes from there on.
     * @param mark of the packet.
     * @return 1 when its flow may pass and is not for this host, 0 when it is, {@link #UNKNOWN} or {@link #OTHER}.
     */
    int find(long at, int available, boolean is4, int mark, InboundState state) {
        if (!(is4 ? read4(at, available) : read6(at, available))) {
            return OTHER;
        }
        int found = is4
                ? cache.find4(hash, RawMemory.getLong(at + Ipv4.SOURCE_OFFSET), ports, mark, epoch)
                : cache.find6(hash, at + Ipv6.SOURCE_OFFSET, ports, mark, epoch);
        return found >>> 1 == state.number() ? found & 1 : UNKNOWN;
    }

    /** Remembers that the packet read last passed. @param forward it is not for this host. */
    void put(long at, boolean is4, int mark, InboundState state, boolean forward) {
        int value = state.number() << 1 | (forward ? 1 : 0);
        if (is4) {
            cache.put4(hash, RawMemory.getLong(at + Ipv4.SOURCE_OFFSET), ports, mark, epoch, value);
        } else {
            cache.put6(hash, at + Ipv6.SOURCE_OFFSET, ports, mark, epoch, value);
        }
    }

    private boolean read4(long at, int available) {
        long first = RawMemory.getLong(at);
        long second = RawMemory.getLong(at + 8);
        int protocol = (int) (second >>> 8) & 0xff;
        total = swap16((int) (first >>> 16));
        headerLength = Ipv4.LENGTH;
        boolean plain = ((int) first & 0xff) == VERSION_4
                && ((int) (first >>> 48) & FRAGMENT) == 0
                && total >= Ipv4.LENGTH + LEAST_UPPER
                && total <= available
                && hasPorts(protocol)
                && isSound(first, second, RawMemory.getInt(at + Ipv4.DESTINATION_OFFSET));
        if (!plain) {
            return false;
        }
        ports = RawMemory.getInt(at + Ipv4.LENGTH) & LOW | (long) protocol << PROTOCOL_SHIFT | FAMILY_4;
        hash = hash(RawMemory.getLong(at + Ipv4.SOURCE_OFFSET) * MIX_2);
        return true;
    }

    private boolean read6(long at, int available) {
        if (available < Ipv6.LENGTH + LEAST_UPPER || (RawMemory.getByte(at) >>> 4 & 0xf) != VERSION_6) {
            return false;
        }
        int protocol = RawMemory.getByte(at + Ipv6.NEXT_HEADER_OFFSET) & 0xff;
        total = Ipv6.LENGTH + swap16(RawMemory.getShort(at + Ipv6.PAYLOAD_LENGTH_OFFSET));
        headerLength = Ipv6.LENGTH;
        if (total < Ipv6.LENGTH + LEAST_UPPER || total > available || !hasPorts(protocol)) {
            return false;
        }
        long from = at + Ipv6.SOURCE_OFFSET;
        ports = RawMemory.getInt(at + Ipv6.LENGTH) & LOW | (long) protocol << PROTOCOL_SHIFT | FAMILY_6;
        hash = hash(RawMemory.getLong(from) * MIX_1
                ^ Long.rotateLeft(RawMemory.getLong(from + 8) * MIX_2, 17)
                ^ RawMemory.getLong(from + 16) * MIX_3
                ^ Long.rotateLeft(RawMemory.getLong(from + 24) * MIX_2, 31));
        return true;
    }

    private int hash(long start) {
        long mixed = (start ^ start >>> 29 ^ ports * MIX_1) * MIX_3;
        return (int) (mixed >>> Integer.SIZE);
    }

    private static boolean hasPorts(int protocol) {
        return protocol < Long.SIZE && (PROTOCOLS >>> protocol & 1) != 0 || protocol == IpProtocol.SCTP;
    }

    /** Whether the checksum of an IPv4 header without options fits; its words are as they stand in memory. */
    static boolean isSound(long first, long second, int third) {
        long sum = (first & LOW) + (first >>> Integer.SIZE) + (second & LOW) + (second >>> Integer.SIZE);
        sum += third & LOW;
        sum = (sum & LOW) + (sum >>> Integer.SIZE);
        sum = (sum & LOW_HALF) + (sum >>> Short.SIZE);
        sum = (sum & LOW_HALF) + (sum >>> Short.SIZE);
        sum = (sum & LOW_HALF) + (sum >>> Short.SIZE);
        return sum == LOW_HALF;
    }

    /** A half word between the order of the network and that of this machine, little-endian. */
    static int swap16(int value) {
        return Short.reverseBytes((short) value) & LOW_HALF;
    }

    /** Bytes of the IP packet read last. */
    int total() {
        return total;
    }

    /** Bytes of its IP header. */
    int headerLength() {
        return headerLength;
    }

    /** Whether the packet read last is for this host. @param at address of its IP header. */
    boolean isLocal(long at, boolean is4) {
        long to = at + Ipv6.DESTINATION_OFFSET;
        return is4
                ? local.contains(4, 0, Integer.reverseBytes(RawMemory.getInt(at + Ipv4.DESTINATION_OFFSET)) & LOW)
                : local.contains(
                        6,
                        Long.reverseBytes(RawMemory.getLong(to)),
                        Long.reverseBytes(RawMemory.getLong(to + Long.BYTES)));
    }

    boolean isUdp() {
        return (ports >>> PROTOCOL_SHIFT & 0xff) == IpProtocol.UDP;
    }

    int destinationPort() {
        return swap16((int) (ports >>> Short.SIZE));
    }

    @Override
    public void close() {
        cache.close();
    }
}
