// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gro;

import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Tcp;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import java.nio.ByteOrder;

/** One flow whose next segment may still come: its first packet, or the super-packet begun with it. One thread's. */
final class OpenFlow {
    private static final int LONGEST = 0xffff;
    private static final int AT_THE_END = Tcp.FIN | Tcp.PSH;

    private final TcpFields first = new TcpFields();
    private Packet packet;
    private Object context;
    private boolean forward;
    private boolean whole;
    private boolean repeatsId;
    private int size;
    private int segments;
    private int nextSequence;
    private int lastFlags;
    /** A segment that ends a super-packet was the last one. */
    private boolean ended;

    /** Begins with a packet that is plain. */
    void begin(Packet some, TcpFields fields, Object itsContext, boolean itsForward) {
        packet = some;
        first.read(some);
        context = itsContext;
        forward = itsForward;
        whole = false;
        repeatsId = false;
        size = fields.payloadLength();
        segments = 1;
        nextSequence = fields.sequence() + size;
        lastFlags = fields.flags();
        ended = (lastFlags & AT_THE_END) != 0;
    }

    boolean isOpen() {
        return packet != null;
    }

    boolean isOf(TcpFields fields) {
        return packet != null && first.isSameFlow(fields);
    }

    /**
     * Appends a plain segment of this flow if it is the next one and segmentation would give it back as it is.
     *
     * @return false, and nothing changed, when it does not fit.
     */
    boolean append(
            Packet segment,
            TcpFields fields,
            Object itsContext,
            boolean itsForward,
            PacketPool pool,
            PacketReturn returns) {
        int length = fields.payloadLength();
        boolean fits = !ended
                && context == itsContext
                && forward == itsForward
                && fields.sequence() == nextSequence
                && length <= size
                && (fields.flags() & Tcp.CWR) == 0
                && packet.length() + length <= LONGEST
                && first.hasSameHeaders(fields)
                && hasNextId(fields);
        if (!fits || segments == 1 && !enlarge(pool, returns) || !packet.put(length)) {
            return false;
        }
        packet.buffer().putBytes(packet.tail() - length, segment.buffer(), fields.payload(), length);
        returns.free(segment);
        segments++;
        nextSequence += length;
        lastFlags = fields.flags();
        ended = length < size || (lastFlags & AT_THE_END) != 0;
        return true;
    }

    private boolean hasNextId(TcpFields fields) {
        if (!first.isIpv4()) {
            return true;
        }
        boolean repeats = fields.id() == first.id() && first.mayRepeatId();
        boolean counts = fields.id() == (first.id() + segments & 0xffff);
        if (segments == 1) {
            repeatsId = repeats && !counts;
        }
        return repeatsId ? repeats : counts;
    }

    /** The first packet moves to a slot that holds all that may come. */
    private boolean enlarge(PacketPool pool, PacketReturn returns) {
        Packet large = pool.takeFor(LONGEST);
        if (large == null) {
            return false;
        }
        large.put(packet.length());
        large.buffer().putBytes(large.data(), packet.buffer(), packet.data(), packet.length());
        large.network(large.data());
        large.mark(packet.mark());
        returns.free(packet);
        packet = large;
        first.read(large);
        whole = true;
        return true;
    }

    /** Ends the flow's packet: a super-packet gets its lengths, its partial checksum, and what cuts it again. */
    Packet end() {
        Packet done = packet;
        packet = null;
        if (!whole || segments == 1) {
            return done;
        }
        int ip = first.ip();
        int tcp = first.tcp();
        int length = done.tail() - tcp;
        boolean reduced = (first.flags() & Tcp.CWR) != 0;
        Tcp.flags(done.buffer(), tcp, first.flags() | lastFlags & AT_THE_END);
        long pseudo;
        if (first.isIpv4()) {
            Ipv4.totalLength(done.buffer(), ip, done.length());
            Ipv4.writeChecksum(done.buffer(), ip);
            pseudo = InternetChecksum.pseudoHeader4(done.buffer(), ip, IpProtocol.TCP, length);
        } else {
            Ipv6.payloadLength(done.buffer(), ip, done.length() - Ipv6.LENGTH);
            pseudo = InternetChecksum.pseudoHeader6(done.buffer(), ip, IpProtocol.TCP, length);
        }
        done.buffer().putShort(tcp + Tcp.CHECKSUM_OFFSET, (short) InternetChecksum.fold(pseudo), ByteOrder.BIG_ENDIAN);
        done.checksumMode(ChecksumMode.PARTIAL);
        done.checksumStart(tcp);
        done.checksumOffset(Tcp.CHECKSUM_OFFSET);
        done.transport(tcp);
        done.gsoSize(size);
        done.gsoSegs(segments);
        done.gsoType((first.isIpv4() ? GsoType.TCPV4 : GsoType.TCPV6)
                | (reduced ? GsoType.TCP_ECN : 0)
                | (repeatsId ? GsoType.TCP_FIXEDID : 0));
        return done;
    }

    Object context() {
        return context;
    }

    boolean forward() {
        return forward;
    }
}
