// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.gso.GsoLengths;
import io.ringlane.header.Ipv4;
import io.ringlane.ip.Fragmenter;
import io.ringlane.ip.PathMtu;
import io.ringlane.ip.SizeCheck;
import io.ringlane.offload.OffloadCheck;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Egress;
import io.ringlane.xfrm.GsoCut;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.TypeOffload;

/**
 * Output of a packet whose SAs and route are known ({@code xfrm_output}): the size test, the road, and on the inline
 * road segments, the SAs one after the other, and fragments. One core's thread.
 */
final class ProtectedOutput {
    /** Padding, trailer and rounding that the MTU's arithmetic does not show. */
    private static final int MOST_PADDING = 64;

    private final OffloadCheck offloadCheck;
    private final StateOffload bindings;
    private final TypeOffload type;
    private final GsoCut gso;
    private final Egress egress;
    private final StateHolds holds;
    private final Discard discard;
    private final OutboundEvents events;
    private final StateStep step;
    private final NestedStep nested;
    private final FragmentOutput fragments;
    private final OutputBurst burst;
    private final SizeCheck sizes = new SizeCheck();
    private final int maxSegments;
    private final boolean deferred;
    private final boolean fragmentBefore;

    // the packet at hand
    private XfrmState[] states;
    private int count;
    private XfrmState last;
    private Route route;
    private int pathMtu;
    private long nowNs;

    ProtectedOutput(OutputParts parts, StateStep step, FragmentOutput fragments, OutputBurst burst) {
        offloadCheck = new OffloadCheck(parts.bindings(), parts.deferred());
        bindings = parts.bindings();
        type = parts.type();
        gso = parts.gso();
        egress = parts.egress();
        holds = parts.holds();
        discard = parts.discard();
        events = parts.events();
        maxSegments = parts.maxSegments();
        deferred = parts.deferred();
        fragmentBefore = parts.fragmentBefore();
        this.step = step;
        this.fragments = fragments;
        this.burst = burst;
        nested = new NestedStep(parts.inner(), step, holds, discard);
    }

    /**
     * Protects a packet with data at its IP header.
     *
     * @param of the SAs, innermost first; {@code number} of them.
     * @param way route behind the last of them.
     * @return false, nothing changed, when slots or crypto are short now.
     */
    boolean run(Packet packet, XfrmState[] of, int number, Route way, long timeNs) {
        states = of;
        count = number;
        last = of[number - 1];
        route = way;
        nowNs = timeNs;
        pathMtu = PathMtu.of(of, number, way.mtu());
        if (!fits(packet)) {
            return true;
        }
        if (count == 1 && offloadCheck.ok(packet, last, route.device(), route.mtu(), false)) {
            egress.save(packet);
            protectDeferred(packet);
            return true;
        }
        return !overtakes() && protectInline(packet);
    }

    /** The size test, on each segment of a super-packet. @return false when the packet is dropped. */
    private boolean fits(Packet packet) {
        boolean gsoPacket = packet.isGso();
        int largest = largest(packet);
        SizeCheck.Verdict verdict = packet.family() == 4
                ? sizes.check4(largest, Ipv4.dontFragment(packet.buffer(), packet.network()), pathMtu)
                : sizes.check6(largest, gsoPacket, states[0].config().mode(), pathMtu, route.mtu());
        if (verdict == SizeCheck.Verdict.FITS) {
            return true;
        }
        events.tooBig(packet, states[0], sizes.mtu());
        if (verdict == SizeCheck.Verdict.REFUSED_BY_MODE) {
            discard.packet(packet, DropReason.TOO_BIG, XfrmCounter.OUT_STATE_MODE_ERROR);
        } else {
            discard.packet(packet, DropReason.TOO_BIG);
        }
        return false;
    }

    /** Length of the packet, or of its largest segment. */
    private static int largest(Packet packet) {
        int length = packet.length();
        return packet.isGso() ? Math.min(length, GsoLengths.networkLength(packet)) : length;
    }

    /** Up to here a packet fits for certain: the path's MTU is exact for IP headers without anything behind them. */
    private int safeLength() {
        boolean exact = states[0].config().mode() == XfrmMode.TUNNEL;
        return exact ? pathMtu : pathMtu - (states[0].config().transform().padBlock() - Integer.BYTES);
    }

    // ---- deferred road: ESP is left to validate

    private void protectDeferred(Packet packet) {
        NetDevice bound = bindings.deviceOf(last.index());
        packet.secPathDepth(1);
        holds.hold(packet, last);
        if (packet.isGso()) {
            packet.gsoType(packet.gsoType() | GsoType.ESP);
        } else if (!leaveChecksum(bound) && !ChecksumCompletion.complete(packet)) {
            discard.packet(packet, DropReason.CHECKSUM_ERROR, XfrmCounter.OUT_ERROR);
            return;
        }
        int numbers = packet.isGso() ? packet.gsoSegs() : 1;
        if (step.run(packet, last, route.hopLimit(), numbers, 0, nowNs) && link(packet)) {
            burst.settle(packet);
        }
    }

    private boolean link(Packet packet) {
        if (egress.link(packet, route, last.config().outerFamily())) {
            return true;
        }
        discard.packet(packet, DropReason.NO_ROOM, XfrmCounter.OUT_ERROR);
        return false;
    }

    /**
     * True when a packet would go to asynchronous crypto from here while earlier ones of its SA still wait to go there
     * from validate: the order of an SA is that of its numbers.
     */
    private boolean overtakes() {
        return deferred && type.asynchronous() && (burst.awaitsTransform(last) || egress.awaitsTransform(last));
    }

    private static boolean leaveChecksum(NetDevice bound) {
        return bound != null && (bound.features() & Features.HW_ESP_TX_CSUM) != 0;
    }

    // ---- inline road: segmentation first, ESP here

    private boolean protectInline(Packet packet) {
        int largest = largest(packet);
        int grown = largest + route.mtu() - pathMtu + MOST_PADDING;
        int pieces = largest > safeLength() ? Fragmenter.most(grown, cutMtu()) : 0;
        int slots = packet.isGso() ? packet.gsoSegs() * (pieces + 1) : pieces;
        if (pieces > 0 && !mayCut(packet, slots)) {
            return true;
        }
        if (pieces > 0 && !leavesSlots(slots)) {
            return false;
        }
        if (packet.isGso()) {
            return protectSegments(packet, pieces > 0);
        }
        if (!ChecksumCompletion.complete(packet)) {
            discard.packet(packet, DropReason.CHECKSUM_ERROR, XfrmCounter.OUT_ERROR);
            return true;
        }
        egress.save(packet);
        inline(packet, pieces > 0);
        return true;
    }

    private boolean leavesSlots(int slots) {
        return gso.leaves(slots, cutMtu(), burst.burst(), egress, maxSegments) && fragments.hasSlots(slots, cutMtu());
    }

    private boolean protectSegments(Packet packet, boolean tooLong) {
        if (!gso.leavesSlots(packet, burst.burst(), egress, maxSegments)) {
            return false;
        }
        switch (gso.cutInner(packet)) {
            case NO_SLOTS -> {
                return false;
            }
            case INVALID -> discard.packet(packet, DropReason.SEGMENTATION_ERROR, XfrmCounter.OUT_ERROR);
            case CUT -> {
                discard.cut(gso.count());
                egress.save(packet);
                segments(gso.takeSegments(), tooLong);
                gso.releaseSuper(packet, discard);
            }
        }
        return true;
    }

    /** Each segment goes for itself; the first that cannot ends the super-packet ({@code xfrm_output_gso}). */
    private void segments(Packet head, boolean tooLong) {
        Packet segment = head;
        while (segment != null) {
            Packet next = segment.next();
            segment.next(null);
            if (!inline(segment, tooLong)) {
                discard.chain(next, DropReason.SEGMENTATION_ERROR);
                return;
            }
            segment = next;
        }
    }

    // ---- packets that do not fit the path and may be fragmented

    private int cutMtu() {
        return fragmentsFirst() ? Math.max(pathMtu, 0) : route.fragmentMtu();
    }

    /** Fragments ahead of ESP have numbers of their own: the only way where one number is one packet. */
    private boolean fragmentsFirst() {
        return states[0].config().mode() == XfrmMode.TUNNEL && (fragmentBefore || needsOneForOne());
    }

    private boolean needsOneForOne() {
        return type.asynchronous() || last.sequence().isLeased();
    }

    /** @return false when the packet, or what it would become, cannot be cut here: it is dropped, and that is told. */
    private boolean mayCut(Packet packet, int slots) {
        boolean first = packet.family() == 4 && fragmentsFirst();
        if ((first || !needsOneForOne()) && fragments.isPossible(slots, cutMtu())) {
            return true;
        }
        events.tooBig(packet, states[0], pathMtu);
        discard.packet(packet, DropReason.TOO_BIG);
        return false;
    }

    /** @param tooLong the packet may be longer than the path takes. @return false when it is dropped. */
    private boolean inline(Packet packet, boolean tooLong) {
        if (tooLong && packet.family() == 4 && fragmentsFirst() && packet.length() > pathMtu) {
            return inlineFragments(packet);
        }
        return protectOne(packet, tooLong);
    }

    private boolean inlineFragments(Packet packet) {
        Packet piece = fragments.cut(packet, pathMtu);
        if (piece == null) {
            discard.packet(packet, DropReason.TOO_BIG);
            return false;
        }
        boolean all = true;
        while (piece != null) {
            Packet next = piece.next();
            piece.next(null);
            all &= protectOne(piece, false);
            piece = next;
        }
        return all;
    }

    /** All SAs, one after the other. @return false when the packet is dropped. */
    private boolean protectOne(Packet packet, boolean tooLong) {
        if (count > 1 && !nested.run(packet, states, count, route, nowNs)) {
            return false;
        }
        if (count > 1 && offloadCheck.ok(packet, last, route.device(), route.mtu(), false)) {
            protectDeferred(packet);
            return true;
        }
        if (!step.run(packet, last, route.hopLimit(), 1, route.mtu(), nowNs) || !link(packet)) {
            return false;
        }
        if (!TextPadding.add(packet, last, route.mtu())) {
            discard.packet(packet, DropReason.NO_ROOM, XfrmCounter.OUT_STATE_PROTO_ERROR);
            return false;
        }
        holds.hold(packet, last);
        packet.secPathDepth(0);
        if (tooLong) {
            burst.addAlone(packet, last, route);
        } else {
            burst.add(packet, last);
        }
        return true;
    }
}
