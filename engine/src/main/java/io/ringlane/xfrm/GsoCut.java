// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.gso.GsoLengths;
import io.ringlane.gso.GsoResult;
import io.ringlane.gso.GsoSegmenter;
import io.ringlane.gso.SegmentPlan;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmState;

/**
 * Decides whether and how a super-packet is cut for a device ({@code netif_needs_gso}, {@code skb_segment}), and has it
 * done. One core's thread.
 */
public final class GsoCut {
    /** Payload of a partial super-segment, which with all its headers must fit a jumbo slot. */
    private static final int PARTIAL_PAYLOAD = 8192;
    /** Partial super-segments of the largest packet; without slots for them none are made. */
    private static final int PARTIAL_SLOTS = 9;

    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SegmentPlan plan = new SegmentPlan();
    private final PacketPool pool;
    private final int partialPayload;
    private boolean borrowed;

    /** @param pool where segments come from; owned by the calling thread. */
    public GsoCut(PacketPool pool) {
        this.pool = pool;
        partialPayload = pool.capacity(SlotClass.JUMBO) < PARTIAL_SLOTS ? 0 : PARTIAL_PAYLOAD;
    }

    /** True when the device cannot take the packet whole. */
    public boolean mustCut(Packet packet, long features, NetDevice device) {
        long needed = needed(packet.gsoType());
        return !Features.has(features, needed)
                || (packet.gsoType() & GsoType.DODGY) != 0
                || packet.checksumMode() != ChecksumMode.PARTIAL
                || !canChecksum(packet, features)
                || packet.gsoSegs() > device.gsoMaxSegs();
    }

    /** True when the device finishes a partial checksum of the packet's family. */
    static boolean canChecksum(Packet packet, long features) {
        long family = packet.family() == 4 ? Features.IP_CSUM : Features.IPV6_CSUM;
        return (features & (Features.HW_CSUM | family)) != 0;
    }

    /** Features that a GSO type asks for ({@code net_gso_ok}). */
    private static long needed(int type) {
        long needed = 0;
        needed |= (type & GsoType.TCPV4) != 0 ? Features.TSO : 0;
        needed |= (type & GsoType.TCPV6) != 0 ? Features.TSO6 : 0;
        needed |= (type & GsoType.TCP_ECN) != 0 ? Features.TSO_ECN : 0;
        needed |= (type & GsoType.TCP_FIXEDID) != 0 ? Features.TSO_MANGLEID : 0;
        needed |= (type & GsoType.UDP_L4) != 0 ? Features.GSO_UDP_L4 : 0;
        needed |= (type & GsoType.ESP) != 0 ? Features.GSO_ESP : 0;
        return needed;
    }

    /**
     * Cuts an encapsulated (state given) or a plain packet for a device.
     *
     * @param features that hold for the segments: they tell who completes checksums, and whether partial super-segments
     *     are wanted.
     * @param sealed software seals the segments next, reading their payload where it is.
     */
    public GsoResult cut(Packet packet, XfrmState state, long features, NetDevice device, boolean sealed) {
        boolean leaveChecksum = canChecksum(packet, features);
        borrowed = sealed || (features & Features.SG) != 0;
        if (state == null) {
            plan.inline();
        } else {
            plan.deferred(state);
        }
        plan.softwareChecksum(!leaveChecksum).borrowBody(borrowed).partialFactor(1);
        if (leaveChecksum && partialWanted(packet, features, device)) {
            plan.partialPayload(partialPayload);
        }
        return segmenter.segment(packet, plan, pool);
    }

    /**
     * May a packet be cut inside output now? Its segments will stand in line behind super-packets that get their slots
     * later, and must leave them as many as the largest needs, or both would wait for ever.
     *
     * @param ahead what output has not handed on yet.
     * @param maxSegments of any super-packet: with slots for so many left nobody has to look who else needs some.
     */
    public boolean leavesSlots(Packet packet, XmitBurst ahead, Egress egress, int maxSegments) {
        int length = packet.network() - packet.mac() + GsoLengths.networkLength(packet);
        return leaves(packet.gsoSegs(), length, ahead, egress, maxSegments);
    }

    /**
     * The same question for so many slots.
     *
     * @param length of what they are for.
     */
    public boolean leaves(int slots, int length, XmitBurst ahead, Egress egress, int maxSegments) {
        boolean wire = length <= PacketPool.room(SlotClass.WIRE);
        if (wire && pool.available(SlotClass.WIRE) >= slots + maxSegments) {
            return true;
        }
        int others = Math.max(ahead.largestCut(), egress.largestCutWaiting());
        if (others == 0) {
            return true;
        }
        if (wire) {
            return pool.available(SlotClass.WIRE) >= slots + others;
        }
        return length <= PacketPool.room(SlotClass.JUMBO)
                ? pool.available(SlotClass.JUMBO) >= slots + PARTIAL_SLOTS
                : pool.available(SlotClass.SUPER) >= slots;
    }

    /** Cuts a packet that has no outer headers yet; its segments are sealed inside output. */
    public GsoResult cutInner(Packet packet) {
        borrowed = true;
        plan.inline().softwareChecksum(true).borrowBody(true).partialFactor(1);
        return segmenter.segment(packet, plan, pool);
    }

    private static boolean partialWanted(Packet packet, long features, NetDevice device) {
        return Features.has(features, Features.GSO_PARTIAL | Features.SG)
                && Features.has(features | device.gsoPartialFeatures(), needed(packet.gsoType()));
    }

    public int count() {
        return segmenter.count();
    }

    /** The chain of segments, which the caller owns from now on. */
    public Packet takeSegments() {
        return segmenter.head();
    }

    /** Sends the super-packet's slot home now, unless segments still borrow from it: the last of them does it then. */
    public void releaseSuper(Packet packet, Discard discard) {
        if (!borrowed) {
            discard.release(packet);
        }
    }
}
