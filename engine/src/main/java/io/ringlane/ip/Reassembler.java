// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Ipv6Extensions;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Puts fragmented packets together (RFC 791, RFC 8200 section 4.5, RFC 5722) with bounded memory: so many packets and
 * so many fragments at a time, the oldest making room for new ones. Pieces that overlap, but for exact twins, end their
 * whole packet. One
 * core's; nothing is allocated after making.
 */
public final class Reassembler {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int LARGEST = 0xffff;
    private static final int ECN = 3;
    private static final int OFFSET_IPV6 = 0xfff8;
    private static final int MORE_IPV6 = 1;

    /** Why a fragment is lost. */
    public enum Loss {
        /** Others need the room, or there is no slot for the whole. */
        NO_ROOM,
        /** It overlaps another, or its length fits nowhere. */
        MISFIT,
        /** The rest did not come in time. */
        TIMEOUT
    }

    /** Told of each fragment that is lost, which it takes over. */
    @FunctionalInterface
    public interface Losses {
        /** Takes the fragment over. */
        void lost(Packet fragment, Loss why);
    }

    /** One packet that comes in pieces, in the order of their offsets. */
    private static final class Datagram {
        private long sourceHigh;
        private long sourceLow;
        private long destinationHigh;
        private long destinationLow;
        private int family;
        private int id;
        private int protocol;
        private Packet first;
        private int count;
        private int received;
        /** Payload of the whole, -1 until the last piece is there. */
        private int total;

        private int ecnSeen;
        private long deadlineNs;

        private boolean isOf(Datagram other) {
            return first != null
                    && family == other.family
                    && id == other.id
                    && protocol == other.protocol
                    && sourceLow == other.sourceLow
                    && destinationLow == other.destinationLow
                    && sourceHigh == other.sourceHigh
                    && destinationHigh == other.destinationHigh;
        }

        private void copyKey(Datagram other) {
            family = other.family;
            id = other.id;
            protocol = other.protocol;
            sourceHigh = other.sourceHigh;
            sourceLow = other.sourceLow;
            destinationHigh = other.destinationHigh;
            destinationLow = other.destinationLow;
        }
    }

    private final PacketPool pool;
    private final PacketReturn returns;
    private final Losses losses;
    private final Datagram[] datagrams;
    private final int mostFragments;
    private final Datagram key = new Datagram();
    private int held;
    private int joined;

    /**
     * @param pool where the whole packets come from.
     * @param returns where pieces go that were put together.
     * @param packets most packets in pieces at a time.
     * @param fragments most pieces held at a time.
     */
    public Reassembler(PacketPool pool, PacketReturn returns, Losses losses, int packets, int fragments) {
        this.pool = pool;
        this.returns = returns;
        this.losses = losses;
        datagrams = new Datagram[packets];
        for (int i = 0; i < packets; i++) {
            datagrams[i] = new Datagram();
        }
        mostFragments = fragments;
    }

    /**
     * Takes a fragment over, whose headers were walked.
     *
     * @return the whole packet, its data and network mark at the IP header, or null.
     */
    public Packet add(Packet fragment, IpPacket ip, long nowNs) {
        expire(nowNs);
        readKey(fragment, ip);
        fragment.transport(payloadAt(ip));
        int from = offset(fragment);
        int length = fragment.tail() - fragment.transport();
        boolean more = hasMore(fragment);
        if (length <= 0 || more && (length & 7) != 0 || from + length > LARGEST) {
            losses.lost(fragment, Loss.MISFIT);
            return null;
        }
        Datagram datagram = find(nowNs);
        if (hasTwin(datagram, from, length)) {
            losses.lost(fragment, Loss.MISFIT);
            return null;
        }
        boolean fits = (more || datagram.total < 0 || datagram.total == from + length)
                && (datagram.total < 0 || from + length <= datagram.total)
                && (more || isBehindAll(datagram, from))
                && insert(datagram, fragment, from, length);
        if (!fits) {
            losses.lost(fragment, Loss.MISFIT);
            drop(datagram, Loss.MISFIT);
            return null;
        }
        if (!more) {
            datagram.total = from + length;
        }
        datagram.ecnSeen |= 1 << (trafficClass(fragment) & ECN);
        if (datagram.received != datagram.total) {
            makeRoom(datagram);
            return null;
        }
        return join(datagram);
    }

    private static int payloadAt(IpPacket ip) {
        return ip.family() == 4 ? ip.upper() : ip.fragmentAt() + Ipv6Extensions.UNIT;
    }

    private void readKey(Packet fragment, IpPacket ip) {
        key.family = ip.family();
        key.destinationHigh = ip.destinationHigh();
        key.destinationLow = ip.destinationLow();
        int at = ip.offset();
        if (ip.family() == 4) {
            key.sourceHigh = 0;
            key.sourceLow = Ipv4.source(fragment.buffer(), at) & 0xffffffffL;
            key.id = Ipv4.id(fragment.buffer(), at);
            key.protocol = ip.protocol();
        } else {
            key.sourceHigh = Ipv6.addressWord(fragment.buffer(), at + Ipv6.SOURCE_OFFSET);
            key.sourceLow = Ipv6.addressWord(fragment.buffer(), at + Ipv6.SOURCE_OFFSET + Long.BYTES);
            key.id = fragment.buffer().getInt(ip.fragmentAt() + 4);
            key.protocol = 0;
        }
    }

    private static int offset(Packet fragment) {
        int network = fragment.network();
        return Ipv4.version(fragment.buffer(), network) == 4
                ? (Ipv4.fragment(fragment.buffer(), network) & Ipv4.FRAGMENT_OFFSET_MASK) << 3
                : fragmentWord(fragment) & OFFSET_IPV6;
    }

    private static boolean hasMore(Packet fragment) {
        int network = fragment.network();
        return Ipv4.version(fragment.buffer(), network) == 4
                ? (Ipv4.fragment(fragment.buffer(), network) & Ipv4.MORE_FRAGMENTS) != 0
                : (fragmentWord(fragment) & MORE_IPV6) != 0;
    }

    private static int fragmentWord(Packet fragment) {
        int header = fragment.transport() - Ipv6Extensions.UNIT;
        return fragment.buffer().getShort(header + 2, ByteOrder.BIG_ENDIAN) & 0xffff;
    }

    private static int trafficClass(Packet fragment) {
        int network = fragment.network();
        return Ipv4.version(fragment.buffer(), network) == 4
                ? Ipv4.tos(fragment.buffer(), network)
                : Ipv6.trafficClass(fragment.buffer(), network);
    }

    /** The packet that the key tells, or a free place for it. */
    private Datagram find(long nowNs) {
        Datagram free = null;
        Datagram oldest = datagrams[0];
        for (Datagram datagram : datagrams) {
            if (datagram.isOf(key)) {
                return datagram;
            }
            if (datagram.first == null) {
                free = datagram;
            } else if (oldest.first == null || datagram.deadlineNs < oldest.deadlineNs) {
                oldest = datagram;
            }
        }
        if (free == null) {
            drop(oldest, Loss.NO_ROOM);
            free = oldest;
        }
        free.copyKey(key);
        free.total = -1;
        free.ecnSeen = 0;
        free.deadlineNs = nowNs + TIMEOUT_NS;
        return free;
    }

    private static boolean isBehindAll(Datagram datagram, int from) {
        for (Packet piece = datagram.first; piece != null; piece = piece.next()) {
            if (offset(piece) + piece.tail() - piece.transport() > from) {
                return false;
            }
        }
        return true;
    }

    /** A piece that came twice is no attack (RFC 8200 section 4.5): the second one goes, the packet stays. */
    private static boolean hasTwin(Datagram datagram, int from, int length) {
        Packet piece = datagram.first;
        while (piece != null && offset(piece) < from) {
            piece = piece.next();
        }
        return piece != null && offset(piece) == from && piece.tail() - piece.transport() == length;
    }

    /** @return false when it overlaps another piece. */
    private boolean insert(Datagram datagram, Packet fragment, int from, int length) {
        Packet before = null;
        Packet behind = datagram.first;
        while (behind != null && offset(behind) < from) {
            before = behind;
            behind = behind.next();
        }
        if (before != null && offset(before) + before.tail() - before.transport() > from
                || behind != null && from + length > offset(behind)) {
            return false;
        }
        fragment.next(behind);
        if (before == null) {
            datagram.first = fragment;
        } else {
            before.next(fragment);
        }
        datagram.count++;
        datagram.received += length;
        held++;
        return true;
    }

    /** The oldest others go until no more pieces are held than allowed. */
    private void makeRoom(Datagram keep) {
        while (held > mostFragments) {
            Datagram oldest = keep;
            for (Datagram datagram : datagrams) {
                boolean isOlder = oldest == keep || datagram.deadlineNs < oldest.deadlineNs;
                oldest = datagram != keep && datagram.first != null && isOlder ? datagram : oldest;
            }
            drop(oldest, Loss.NO_ROOM);
        }
    }

    private void drop(Datagram datagram, Loss why) {
        Packet piece = datagram.first;
        held -= datagram.count;
        forget(datagram);
        while (piece != null) {
            Packet next = piece.next();
            piece.next(null);
            losses.lost(piece, why);
            piece = next;
        }
    }

    private static void forget(Datagram datagram) {
        datagram.first = null;
        datagram.count = 0;
        datagram.received = 0;
        datagram.total = -1;
    }

    /** Copies all pieces behind the first one's headers. */
    private Packet join(Datagram datagram) {
        Packet first = datagram.first;
        boolean isIpv4 = datagram.family == 4;
        int headers = first.transport() - first.network() - (isIpv4 ? 0 : Ipv6Extensions.UNIT);
        boolean mixed = (datagram.ecnSeen & 1) != 0 && datagram.ecnSeen != 1;
        Packet whole = mixed || headers + datagram.total > LARGEST ? null : pool.takeFor(headers + datagram.total);
        if (whole == null || !whole.put(headers + datagram.total)) {
            drop(datagram, mixed ? Loss.MISFIT : Loss.NO_ROOM);
            return null;
        }
        int at = whole.data();
        whole.buffer().putBytes(at, first.buffer(), first.network(), headers);
        whole.network(at);
        whole.mark(first.mark());
        int behind = at + headers;
        for (Packet piece = first; piece != null; piece = piece.next()) {
            int length = piece.tail() - piece.transport();
            whole.buffer().putBytes(behind, piece.buffer(), piece.transport(), length);
            behind += length;
        }
        if (isIpv4) {
            headIpv4(whole, first, datagram.ecnSeen);
        } else {
            headIpv6(whole, first, headers, datagram.ecnSeen);
        }
        joined = datagram.count;
        held -= datagram.count;
        forget(datagram);
        returns.freeChain(first);
        return whole;
    }

    /** One piece that met congestion is enough (RFC 3168 section 5.3). */
    private static int withCongestion(int trafficClass, int ecnSeen) {
        return (ecnSeen & 1 << ECN) != 0 ? trafficClass | ECN : trafficClass;
    }

    private static void headIpv4(Packet whole, Packet first, int ecnSeen) {
        int at = whole.network();
        Ipv4.tos(whole.buffer(), at, withCongestion(trafficClass(first), ecnSeen));
        Ipv4.totalLength(whole.buffer(), at, whole.length());
        Ipv4.fragment(whole.buffer(), at, 0);
        Ipv4.writeChecksum(whole.buffer(), at);
    }

    /** The fragment header is left out, and what named it names what it named. */
    private static void headIpv6(Packet whole, Packet first, int headers, int ecnSeen) {
        int at = whole.network();
        int fragmentHeader = first.network() + headers;
        int namedAt = at + Ipv6.NEXT_HEADER_OFFSET;
        int header = at + Ipv6.LENGTH;
        while (header < at + headers) {
            namedAt = header;
            header += Ipv6Extensions.length(whole.buffer(), header);
        }
        whole.buffer().putByte(namedAt, first.buffer().getByte(fragmentHeader));
        Ipv6.payloadLength(whole.buffer(), at, whole.length() - Ipv6.LENGTH);
        Ipv6.firstWord(
                whole.buffer(), at, withCongestion(trafficClass(first), ecnSeen), Ipv6.flowLabel(whole.buffer(), at));
    }

    /** Ends packets whose rest did not come in time. */
    public void expire(long nowNs) {
        if (held == 0) {
            return;
        }
        for (Datagram datagram : datagrams) {
            if (datagram.first != null && nowNs >= datagram.deadlineNs) {
                drop(datagram, Loss.TIMEOUT);
            }
        }
    }

    /** Gives all pieces up. */
    public void clear() {
        for (Datagram datagram : datagrams) {
            drop(datagram, Loss.TIMEOUT);
        }
    }

    /** Pieces held. */
    public int held() {
        return held;
    }

    /** Pieces of the packet that was put together last. */
    public int joined() {
        return joined;
    }
}
