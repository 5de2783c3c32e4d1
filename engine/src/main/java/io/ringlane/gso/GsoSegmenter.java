// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import io.ringlane.buffer.RawMemory;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.XfrmOffloadFlags;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Cuts a super-packet into segments (kernel {@code __skb_gso_segment} with {@code esp4_gso_segment} below it). One per
 * core, called by its thread only; the segments of the last cut are its result until they are taken over.
 */
public final class GsoSegmenter {
    private final SegmentLayout layout = new SegmentLayout();
    private final SegmentIpHeader outerIp = new SegmentIpHeader();
    private final SegmentIpHeader innerIp = new SegmentIpHeader();
    private final TcpSegmenter tcp = new TcpSegmenter();
    private final UdpSegmenter udp = new UdpSegmenter();
    private TransportSegmenter transport;
    private Packet head;
    private Packet tail;
    private int count;

    /**
     * Steps: check every header, reserve all slots, then write the segments one by one.
     *
     * <p>After {@link GsoResult#CUT} the segments belong to the caller. With a borrowed body they hold the
     * super-packet's slot, and whoever ends the last one frees it; with a copied body the caller frees it. After the
     * other results nothing has changed. More segments than the whole pool could ever give are invalid.
     *
     * @param packet its data stands at or in front of the network mark, all its bytes in its own slot.
     * @param pool where the segments' slots come from; owned by the calling thread.
     */
    public GsoResult segment(Packet packet, SegmentPlan plan, PacketPool pool) {
        head = null;
        tail = null;
        count = 0;
        boolean fixedId = (packet.gsoType() & GsoType.TCP_FIXEDID) != 0;
        if (!layout.read(packet, plan.state()) || !readIpHeaders(packet, fixedId)) {
            return GsoResult.INVALID;
        }
        int factor = plan.partialFactor(layout.payloadLength(), packet.gsoSize());
        int step = (int) Math.min((long) packet.gsoSize() * factor, layout.payloadLength());
        int segments = GsoLengths.segments(layout.payloadLength(), step);
        int room = target() + headerBytes() + step - PacketDescriptor.FIRST_DATA;
        if (segments > pool.capacityFor(room)) {
            return GsoResult.INVALID;
        }
        if (!reserve(pool, segments, room)) {
            return GsoResult.NO_SLOTS;
        }
        transport = layout.protocol() == IpProtocol.TCP ? tcp : udp;
        transport.read(packet, layout.transport(), layout.payload() - layout.transport());
        int before = 0;
        for (Packet segment = head; segment != null; segment = segment.next()) {
            write(packet, segment, plan, before, Math.min(step, layout.payloadLength() - before));
            before += step;
        }
        return GsoResult.CUT;
    }

    /** First segment of the chain, or null. */
    public Packet head() {
        return head;
    }

    /** Last segment of the chain: what {@code head->prev} is in the kernel. */
    public Packet tail() {
        return tail;
    }

    public int count() {
        return count;
    }

    private boolean readIpHeaders(Packet packet, boolean fixedId) {
        UnsafeBuffer buffer = packet.buffer();
        int inner = layout.innerIp();
        return outerIp.read(buffer, packet.network(), fixedId)
                && (inner == SegmentLayout.NONE || innerIp.read(buffer, inner, fixedId));
    }

    /** Where the first repeated byte stands in a segment: as in the super-packet, or nearer the slot's start. */
    private int target() {
        return Math.min(layout.start(), PacketDescriptor.FIRST_DATA);
    }

    private int headerBytes() {
        return layout.payload() - layout.start();
    }

    private boolean reserve(PacketPool pool, int segments, int room) {
        if (!pool.canTake(segments, room)) {
            return false;
        }
        for (int i = 0; i < segments; i++) {
            Packet segment = pool.takeFor(room);
            if (tail == null) {
                head = segment;
            } else {
                tail.next(segment);
            }
            tail = segment;
        }
        count = segments;
        return true;
    }

    private void write(Packet packet, Packet segment, SegmentPlan plan, int before, int length) {
        int shift = target() - layout.start();
        Packet next = segment.next();
        int ordinal = before / packet.gsoSize();
        segment.copyMetadata(packet);
        segment.next(next);
        // inside both slots: read() has found the headers, and the slot was taken for all that is written
        RawMemory.copyWords(packet.address() + layout.start(), segment.address() + target(), headerBytes());
        segment.place(packet.data() + shift, layout.payload() - packet.data() + length);
        setMarks(packet, segment, shift);
        setGso(packet, segment, length, plan);
        if (plan.state() != null) {
            setOffload(packet, segment, ordinal, plan.state().config().esn());
        }
        int counted = segment.isGso() ? packet.gsoSize() : length;
        int end = layout.payload() + shift + counted;
        outerIp.write(segment.buffer(), shift, end, ordinal);
        if (layout.innerIp() != SegmentLayout.NONE) {
            innerIp.write(segment.buffer(), shift, end, ordinal);
        }
        writeTransport(packet, segment, plan, before, length);
        int body = layout.payload() + before;
        if (plan.borrowBody()) {
            segment.borrowBody(packet, body, length, layout.payload() + shift);
        } else {
            segment.buffer().putBytes(layout.payload() + shift, packet.buffer(), body, length);
        }
    }

    private void setMarks(Packet packet, Packet segment, int shift) {
        segment.network(packet.network() + shift);
        segment.transport(layout.transportMark() + shift);
        segment.mac(layout.start() + shift);
        segment.macLength(packet.network() - layout.start());
    }

    private void setGso(Packet packet, Packet segment, int length, SegmentPlan plan) {
        if (length > packet.gsoSize()) {
            segment.gsoSegs(GsoLengths.segments(length, packet.gsoSize()));
            segment.gsoType(packet.gsoType() & ~GsoType.DODGY | GsoType.PARTIAL);
            return;
        }
        segment.gsoSize(0);
        segment.gsoSegs(0);
        segment.gsoType(0);
    }

    /** Each segment has an offload record of its own, with its own number: 64-bit, so that the carry is right. */
    private void setOffload(Packet packet, Packet segment, int ordinal, boolean esn) {
        long first = (long) packet.sequenceHigh() << 32 | packet.sequenceLow() & 0xffffffffL;
        long number = first + ordinal;
        int shift = target() - layout.start();
        segment.sequenceLow((int) number);
        segment.sequenceHigh(esn ? (int) (number >>> 32) : 0);
        segment.espOffset(packet.espOffset() + shift);
        segment.protocolByte(packet.protocolByte() + shift);
        segment.offloadFlags(packet.offloadFlags() | XfrmOffloadFlags.GSO_SEGMENT);
    }

    private void writeTransport(Packet packet, Packet segment, SegmentPlan plan, int before, int length) {
        int at = layout.transport() + target() - layout.start();
        int total = layout.payload() - layout.transport() + length;
        boolean last = before + length == layout.payloadLength();
        long headerSum = transport.writeHeader(segment, at, before, total, last);
        if (!transport.isChecksummed()) {
            return;
        }
        long pseudo = transport.pseudoSum(total);
        int checksum;
        if (plan.softwareChecksum()) {
            long sum = headerSum + pseudo;
            checksum = transport.finish(InternetChecksum.sum(packet.buffer(), layout.payload() + before, length, sum));
            segment.checksumMode(ChecksumMode.NONE);
        } else {
            checksum = InternetChecksum.fold(pseudo);
            segment.checksumMode(ChecksumMode.PARTIAL);
            segment.checksumStart(at);
            segment.checksumOffset(transport.checksumOffset());
        }
        segment.buffer().putShort(at + transport.checksumOffset(), (short) checksum, ByteOrder.BIG_ENDIAN);
    }
}
