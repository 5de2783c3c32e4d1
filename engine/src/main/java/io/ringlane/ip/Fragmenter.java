// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Cuts an IP packet into fragments (RFC 791 section 3.2, RFC 8200 section 4.5; kernel {@code ip_do_fragment},
 * {@code ip6_fragment}). One per core; the fragments of the last cut are its result until they are taken.
 */
public final class Fragmenter {
    /** {@link #count} of a packet that cannot be cut. */
    public static final int INVALID = -1;

    private static final int FRAGMENT_HEADER = 8;
    private static final int UNIT = 8;
    /** Of an IPv4 option's type: it belongs into every fragment. */
    private static final int COPIED = 0x80;

    private static final int END_OF_OPTIONS = 0;
    private static final int NOP = 1;

    private int nextId6 = 1;
    private int headers;
    private int nextHeaderAt;
    private Packet head;
    private Packet tail;

    /**
     * Fragments that a packet comes to at most, before its headers are looked at.
     *
     * @param length of the packet, IP header included.
     * @param mtu of the link.
     */
    public static int most(int length, int mtu) {
        int least = Math.max(UNIT, (mtu - Ipv6.LENGTH - FRAGMENT_HEADER - UNIT) & -UNIT);
        return (length + least - 1) / least;
    }

    /**
     * How many fragments a packet gives.
     *
     * @param packet all its bytes in its own slot, network mark at the IP header.
     * @param mtu length of the longest fragment.
     * @return 1 if it fits; {@link #INVALID} for damaged headers and for an MTU that leaves no room behind them.
     */
    public int count(Packet packet, int mtu) {
        int length = packet.tail() - packet.network();
        if (length <= mtu) {
            return 1;
        }
        if (!readHeaders(packet)) {
            return INVALID;
        }
        int room = room(packet, mtu);
        return room <= 0 ? INVALID : (length - headers + room - 1) / room;
    }

    private boolean readHeaders(Packet packet) {
        UnsafeBuffer buffer = packet.buffer();
        int network = packet.network();
        int length = packet.tail() - network;
        if (length < Ipv4.LENGTH || Ipv4.version(buffer, network) == 4) {
            headers = length < Ipv4.LENGTH ? 0 : Ipv4.headerLength(buffer, network);
            return headers >= Ipv4.LENGTH && headers < length;
        }
        long place = length < Ipv6.LENGTH
                ? Ipv6Extensions.MALFORMED
                : Ipv6Extensions.unfragmentable(buffer, network, packet.tail());
        if (place == Ipv6Extensions.MALFORMED) {
            return false;
        }
        headers = Ipv6Extensions.offset(place) - network;
        nextHeaderAt = Ipv6Extensions.nextHeaderAt(place) - network;
        return headers < length;
    }

    /** Payload of a fragment, a multiple of eight bytes. */
    private int room(Packet packet, int mtu) {
        boolean v4 = Ipv4.version(packet.buffer(), packet.network()) == 4;
        return (mtu - headers - (v4 ? 0 : FRAGMENT_HEADER)) & -UNIT;
    }

    /**
     * Cuts. The packet stays as it is, the caller's; each fragment has its link-layer header in front of it, if it has
     * one, and data there.
     *
     * @param mtu for which {@link #count} gave more than 1.
     * @return false, nothing changed, when the pool has not slots enough.
     */
    public boolean cut(Packet packet, int mtu, PacketPool pool) {
        int pieces = count(packet, mtu);
        int link = linkLength(packet);
        head = null;
        tail = null;
        if (pieces == INVALID || !pool.canTake(pieces, link + mtu)) {
            return false;
        }
        boolean v4 = Ipv4.version(packet.buffer(), packet.network()) == 4;
        int id = v4 ? 0 : nextId6++;
        int room = room(packet, mtu);
        int end = packet.tail();
        for (int from = packet.network() + headers; from < end; from += room) {
            Packet piece = pool.takeFor(link + mtu);
            int to = Math.min(end, from + room);
            if (v4) {
                write4(packet, piece, link, from, to);
            } else {
                write6(packet, piece, link, from, to, id);
            }
            append(piece);
        }
        return true;
    }

    /** Bytes between the MAC and the network mark; none if there is no such header in the slot. */
    private static int linkLength(Packet packet) {
        int mac = packet.mac();
        return mac >= PacketDescriptor.METADATA_LENGTH && mac <= packet.network() ? packet.network() - mac : 0;
    }

    /** A piece of the packet: what describes it, then link-layer header, IP headers, room for more, and payload. */
    private void begin(Packet packet, Packet piece, int link, int more, int from, int to) {
        int network = PacketDescriptor.FIRST_DATA + link;
        piece.copyMetadata(packet);
        piece.clearOffload();
        piece.place(PacketDescriptor.FIRST_DATA, link + headers + more + to - from);
        piece.buffer().putBytes(PacketDescriptor.FIRST_DATA, packet.buffer(), packet.network() - link, link + headers);
        piece.buffer().putBytes(network + headers + more, packet.buffer(), from, to - from);
        piece.mac(PacketDescriptor.FIRST_DATA);
        piece.network(network);
        piece.transport(network + headers);
        piece.gsoSize(0);
        piece.gsoSegs(0);
        piece.gsoType(0);
    }

    private void write4(Packet packet, Packet piece, int link, int from, int to) {
        begin(packet, piece, link, 0, from, to);
        UnsafeBuffer buffer = piece.buffer();
        int ip = piece.network();
        int word = Ipv4.fragment(packet.buffer(), packet.network());
        int before = from - packet.network() - headers;
        int place = (word & Ipv4.FRAGMENT_OFFSET_MASK) + before / UNIT;
        int more = to < packet.tail() ? Ipv4.MORE_FRAGMENTS : word & Ipv4.MORE_FRAGMENTS;
        if (before > 0) {
            dropOptions(buffer, ip + Ipv4.LENGTH, ip + headers);
        }
        Ipv4.totalLength(buffer, ip, headers + to - from);
        Ipv4.fragment(buffer, ip, place | more);
        Ipv4.writeChecksum(buffer, ip);
    }

    /** Options that belong into the first fragment only become padding ({@code ip_options_fragment}). */
    private static void dropOptions(UnsafeBuffer buffer, int from, int end) {
        int at = from;
        while (at < end) {
            int type = buffer.getByte(at) & 0xff;
            if (type == END_OF_OPTIONS) {
                return;
            }
            int length = type == NOP ? 1 : at + 1 < end ? buffer.getByte(at + 1) & 0xff : 0;
            if (type != NOP && length < 2 || length > end - at) {
                return;
            }
            if (type != NOP && (type & COPIED) == 0) {
                buffer.setMemory(at, length, (byte) NOP);
            }
            at += length;
        }
    }

    private void write6(Packet packet, Packet piece, int link, int from, int to, int id) {
        begin(packet, piece, link, FRAGMENT_HEADER, from, to);
        UnsafeBuffer buffer = piece.buffer();
        int ip = piece.network();
        int place = from - packet.network() - headers;
        int more = to < packet.tail() ? 1 : 0;
        buffer.putByte(ip + headers, buffer.getByte(ip + nextHeaderAt));
        buffer.putByte(ip + headers + 1, (byte) 0);
        buffer.putShort(ip + headers + 2, (short) (place | more), ByteOrder.BIG_ENDIAN);
        buffer.putInt(ip + headers + 4, id, ByteOrder.BIG_ENDIAN);
        buffer.putByte(ip + nextHeaderAt, (byte) IpProtocol.FRAGMENT);
        Ipv6.payloadLength(buffer, ip, piece.tail() - ip - Ipv6.LENGTH);
    }

    private void append(Packet piece) {
        if (head == null) {
            head = piece;
        } else {
            tail.next(piece);
        }
        tail = piece;
    }

    /** The chain of fragments, which the caller owns from now on. */
    public Packet take() {
        return head;
    }
}
