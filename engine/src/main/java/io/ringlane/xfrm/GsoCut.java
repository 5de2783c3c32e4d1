// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
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
    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SegmentPlan plan = new SegmentPlan();
    private final PacketPool pool;
    private boolean borrowed;

    /** @param pool where segments come from; owned by the calling thread. */
    public GsoCut(final PacketPool pool) {
        this.pool = pool;
    }

    /** True when the device cannot take the packet whole. */
    public boolean mustCut(final Packet packet, final long features, final NetDevice device) {
        final long needed = needed(packet.gsoType());
        return !Features.has(features, needed)
                || (packet.gsoType() & GsoType.DODGY) != 0
                || packet.checksumMode() != ChecksumMode.PARTIAL
                || packet.gsoSegs() > device.gsoMaxSegs();
    }

    /** Features that a GSO type asks for ({@code net_gso_ok}). */
    private static long needed(final int type) {
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
    public GsoResult cut(
            final Packet packet,
            final XfrmState state,
            final long features,
            final NetDevice device,
            final boolean sealed) {
        final boolean leaveChecksum = (features & Features.CSUM_MASK) != 0;
        borrowed = sealed || (features & Features.SG) != 0;
        if (state == null) {
            plan.inline();
        } else {
            plan.deferred(state);
        }
        plan.softwareChecksum(!leaveChecksum).borrowBody(borrowed).partialFactor(1);
        if (partialWanted(packet, features, device)) {
            plan.partialOfAllFull();
        }
        return segmenter.segment(packet, plan, pool);
    }

    /** Cuts a packet that has no outer headers yet; its segments are sealed inside output. */
    public GsoResult cutInner(final Packet packet) {
        borrowed = true;
        plan.inline().softwareChecksum(true).borrowBody(true).partialFactor(1);
        return segmenter.segment(packet, plan, pool);
    }

    private static boolean partialWanted(final Packet packet, final long features, final NetDevice device) {
        return Features.has(features, Features.GSO_PARTIAL | Features.SG)
                && (features & Features.CSUM_MASK) != 0
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
    public void releaseSuper(final Packet packet, final Discard discard) {
        if (!borrowed) {
            discard.release(packet);
        }
    }
}
