// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.gso.GsoLengths;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ipv4;
import io.ringlane.offload.OffloadCheck;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.PacketIntake;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Resolution;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;

/**
 * Output ahead of the offload path ({@code xfrm_output}, {@code xfrm_output_one}): policy, SA, route, MTU test,
 * choice of the road, encapsulation, numbers, and on the inline road ESP itself. In: packets with data at the MAC or
 * IP header. Out: packets with data at the MAC header, handed to {@link Egress} in the order in which they came. One
 * core's thread.
 */
public final class Outbound {
    private final PolicyTable policies;
    private final TemplateResolver resolver;
    private final RouteLookup routes;
    private final OffloadCheck offloadCheck;
    private final StateOffload bindings;
    private final TypeOffload type;
    private final GsoCut gso;
    private final Egress egress;
    private final StateHolds holds;
    private final Discard discard;
    private final OutboundEvents events;
    private final OuterModeOutput modes;
    private final FlowKey flow = new FlowKey();
    private final XmitBurst burst;
    private final int maxSegments;
    private final boolean deferred;
    private int group;
    private long nowNs;

    /**
     * @param deferred leave ESP to validate where {@link OffloadCheck} says so; else every packet is protected here.
     */
    public Outbound(
            PolicyTable policies,
            TemplateResolver resolver,
            RouteLookup routes,
            StateOffload bindings,
            TypeOffload type,
            GsoCut gso,
            Egress egress,
            StateHolds holds,
            Discard discard,
            OutboundEvents events,
            OuterModeOutput modes,
            boolean deferred,
            int burst,
            int maxSegments) {
        this.policies = policies;
        this.resolver = resolver;
        this.routes = routes;
        this.offloadCheck = new OffloadCheck(bindings, deferred);
        this.bindings = bindings;
        this.type = type;
        this.gso = gso;
        this.egress = egress;
        this.holds = holds;
        this.discard = discard;
        this.events = events;
        this.modes = modes;
        this.burst = new XmitBurst(burst);
        this.maxSegments = maxSegments;
        this.deferred = deferred;
    }

    /**
     * Takes packets from the head of {@code pending} as long as there is room behind.
     *
     * @return how many were taken; the rest must wait, and so must the producer.
     */
    public int run(PacketList pending, long timeNs) {
        nowNs = timeNs;
        int room = Math.min(egress.room(), type.credits());
        if (type.asynchronous()) {
            room = Math.min(room, egress.backlogRoom() - type.inFlight());
        }
        int taken = 0;
        Packet packet = pending.peek();
        while (packet != null) {
            int segments = segmentsOf(packet);
            if (segments > room) {
                break;
            }
            pending.poll();
            if (!process(packet)) {
                pending.addChainFirst(packet);
                break;
            }
            room -= segments;
            taken++;
            packet = pending.peek();
        }
        flush();
        return taken;
    }

    /** Places a packet needs behind; one that has too many segments is dropped and must not wait for that many. */
    private int segmentsOf(Packet packet) {
        int network = packet.network();
        if (!packet.isGso() || network < packet.data() || network > packet.tail()) {
            return 1;
        }
        return Math.min(maxSegments, Math.max(1, GsoLengths.segmentCount(packet)));
    }

    /** @return false, nothing changed, when slots for the segments are short now. */
    private boolean process(Packet packet) {
        int result = PacketIntake.read(packet, flow);
        if (result == FlowDissector.NOT_IP) {
            return notIp(packet);
        }
        if (result != FlowDissector.OK) {
            return drop(packet, DropReason.MALFORMED);
        }
        if (packet.isGso() && !countSegments(packet)) {
            return true;
        }
        Policy policy = policies.find(flow);
        return switch (policy == null ? Resolution.CLEAR : resolver.resolve(policy, flow)) {
            case CLEAR -> {
                events.clear();
                yield clear(packet, routeOf(packet), flow.family);
            }
            case BLOCK -> drop(packet, DropReason.POLICY_BLOCK, XfrmCounter.OUT_POL_BLOCK);
            case NO_STATE -> {
                events.noState(policy, flow);
                yield drop(packet, DropReason.NO_STATE, XfrmCounter.OUT_NO_STATES);
            }
            case UNSUPPORTED -> drop(packet, DropReason.NO_STATE, XfrmCounter.OUT_BUNDLE_CHECK_ERROR);
            case PROTECT -> protect(packet, resolver.state());
            case ELSEWHERE -> events.handOver(packet, resolver.owner());
        };
    }

    /** What is not IP passes as it is; there is no way to cut it. */
    private boolean notIp(Packet packet) {
        events.notIp();
        if (packet.isGso()) {
            return drop(packet, DropReason.SEGMENTATION_ERROR);
        }
        return clear(packet, routes.find(4, 0, 0, packet.mark()), 0);
    }

    /** Segments are counted from the bytes; what a sender says of their number is not trusted. */
    private boolean countSegments(Packet packet) {
        int segments = GsoLengths.segmentCount(packet);
        if (segments == GsoLengths.NOT_GSO || segments > maxSegments) {
            discard.packet(packet, DropReason.SEGMENTATION_ERROR, XfrmCounter.OUT_ERROR);
            return false;
        }
        packet.gsoSegs(segments);
        return true;
    }

    private boolean drop(Packet packet, DropReason reason) {
        discard.packet(packet, reason);
        return true;
    }

    private boolean drop(Packet packet, DropReason reason, XfrmCounter counter) {
        discard.packet(packet, reason, counter);
        return true;
    }

    private Route routeOf(Packet packet) {
        return routes.find(flow.family, flow.destinationHigh, flow.destinationLow, packet.mark());
    }

    /** A packet without policy passes as it is. */
    private boolean clear(Packet packet, Route route, int family) {
        if (route == null) {
            return drop(packet, DropReason.NO_ROUTE);
        }
        if (family != 0 && !packet.isGso() && packet.length() > route.mtu()) {
            return drop(packet, DropReason.TOO_BIG);
        }
        egress.save(packet);
        if (!egress.link(packet, route, family)) {
            return drop(packet, DropReason.NO_ROOM, XfrmCounter.OUT_ERROR);
        }
        settle(packet);
        return true;
    }

    private boolean protect(Packet packet, XfrmState state) {
        IpAddress destination = state.config().id().destination();
        int mark = state.config().outputMark() != 0 ? state.config().outputMark() : packet.mark();
        Route route = routes.find(destination.family(), destination.high(), destination.low(), mark);
        if (route == null) {
            return drop(packet, DropReason.NO_ROUTE);
        }
        if (tooBig(packet, state, route)) {
            events.tooBig(packet, state, state.mtu(route.mtu()));
            return drop(packet, DropReason.TOO_BIG);
        }
        if (offloadCheck.ok(packet, state, route.device(), route.mtu(), false)) {
            protectDeferred(packet, state, route);
            return true;
        }
        return !overtakes(state) && protectInline(packet, state, route);
    }

    /**
     * The MTU test of forwarding ({@code ip_forward}, {@code ip6_forward}), on each segment of a super-packet. What
     * may be fragmented need only fit the device, which is where the kernel would do it.
     */
    private static boolean tooBig(Packet packet, XfrmState state, Route route) {
        boolean mayFragment = packet.family() == 4 && !Ipv4.dontFragment(packet.buffer(), packet.network());
        int mtu = state.mtu(mayFragment ? Math.max(route.mtu(), route.device().mtu()) : route.mtu());
        return packet.length() > mtu && !GsoLengths.fits(packet, mtu);
    }

    // ---- deferred road: ESP is left to validate

    private void protectDeferred(Packet packet, XfrmState state, Route route) {
        NetDevice bound = bindings.deviceOf(state.index());
        packet.secPathDepth(1);
        holds.hold(packet, state);
        if (packet.isGso()) {
            packet.gsoType(packet.gsoType() | GsoType.ESP);
        } else if (!leaveChecksum(bound) && !ChecksumCompletion.complete(packet)) {
            discard.packet(packet, DropReason.CHECKSUM_ERROR, XfrmCounter.OUT_ERROR);
            return;
        }
        if (!outputOne(packet, state, route, packet.isGso() ? packet.gsoSegs() : 1)) {
            return;
        }
        settle(packet);
    }

    /**
     * True when a packet would go to asynchronous crypto from here while earlier ones of its SA still wait to go there
     * from validate: the order of an SA is that of its numbers.
     */
    private boolean overtakes(XfrmState state) {
        return deferred && type.asynchronous() && (burst.awaitsTransform(state) || egress.awaitsTransform(state));
    }

    private static boolean leaveChecksum(NetDevice bound) {
        return bound != null && (bound.features() & Features.HW_ESP_TX_CSUM) != 0;
    }

    // ---- inline road: segmentation first, ESP here

    private boolean protectInline(Packet packet, XfrmState state, Route route) {
        if (!packet.isGso()) {
            if (ChecksumCompletion.complete(packet)) {
                inlineOne(packet, state, route, group++);
            } else {
                discard.packet(packet, DropReason.CHECKSUM_ERROR, XfrmCounter.OUT_ERROR);
            }
            return true;
        }
        if (!gso.leavesSlots(packet, burst, egress, maxSegments)) {
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
                inlineSegments(gso.takeSegments(), state, route);
                gso.releaseSuper(packet, discard);
            }
        }
        return true;
    }

    /** Each segment goes for itself; the first that cannot ends the super-packet ({@code xfrm_output_gso}). */
    private void inlineSegments(Packet head, XfrmState state, Route route) {
        Packet segment = head;
        while (segment != null) {
            Packet next = segment.next();
            segment.next(null);
            if (!outputOneSaved(segment, state, route, 1)) {
                discard.chain(next, DropReason.SEGMENTATION_ERROR);
                return;
            }
            addInline(segment, state, group++);
            segment = next;
        }
    }

    private void inlineOne(Packet packet, XfrmState state, Route route, int ownGroup) {
        if (outputOne(packet, state, route, 1)) {
            addInline(packet, state, ownGroup);
        }
    }

    private void addInline(Packet packet, XfrmState state, int ownGroup) {
        // the encap hook went back to the network header; the transform starts at the text
        packet.pull(packet.espOffset() - packet.data() + textOffset(state));
        holds.hold(packet, state);
        packet.secPathDepth(0);
        if (burst.isFull()) {
            flush();
        }
        burst.add(packet, state, false, ownGroup);
    }

    private static int textOffset(XfrmState state) {
        return EspHeader.LENGTH + state.config().transform().ivLength();
    }

    // ---- xfrm_output_one: encapsulate, check the state, number, count

    private boolean outputOne(Packet packet, XfrmState state, Route route, int numbers) {
        egress.save(packet);
        return outputOneSaved(packet, state, route, numbers);
    }

    private boolean outputOneSaved(Packet packet, XfrmState state, Route route, int numbers) {
        if (!modes.encapsulate(packet, state, route.hopLimit())) {
            discard.packet(packet, DropReason.MODE_ERROR, XfrmCounter.OUT_STATE_MODE_ERROR);
            return false;
        }
        if (!stateReady(packet, state) || !number(packet, state, numbers)) {
            return false;
        }
        state.count(packet.length());
        type.encap(packet, state);
        if (!egress.link(packet, route, state.config().outerFamily())) {
            discard.packet(packet, DropReason.NO_ROOM, XfrmCounter.OUT_ERROR);
            return false;
        }
        return true;
    }

    private boolean stateReady(Packet packet, XfrmState state) {
        if (state.status() != XfrmState.Status.VALID) {
            discard.packet(packet, DropReason.STATE_INVALID, XfrmCounter.OUT_STATE_INVALID);
            return false;
        }
        XfrmState.Lifetime lifetime = state.checkExpire(nowNs);
        if (lifetime != XfrmState.Lifetime.ALIVE) {
            events.expired(state, lifetime);
        }
        if (lifetime == XfrmState.Lifetime.HARD_EXPIRED) {
            discard.packet(packet, DropReason.STATE_EXPIRED, XfrmCounter.OUT_STATE_EXPIRED);
            return false;
        }
        return true;
    }

    private boolean number(Packet packet, XfrmState state, int numbers) {
        int high = state.sequence().high();
        if (!state.sequence().take(numbers)) {
            boolean later = state.sequence().awaitsReserve(numbers);
            DropReason reason = later ? DropReason.SEQUENCE_NOT_ON_RECORD : DropReason.SEQUENCE_EXHAUSTED;
            discard.packet(packet, reason, XfrmCounter.OUT_STATE_SEQ_ERROR);
            return false;
        }
        packet.sequenceLow(state.sequence().firstLow());
        packet.sequenceHigh(state.sequence().firstHigh());
        if (state.sequence().high() != high) {
            bindings.advanceEsn(state);
        }
        return true;
    }

    // ---- the burst, in the order of arrival

    private void settle(Packet packet) {
        if (burst.isFull()) {
            flush();
        }
        burst.addSettled(packet, group++);
    }

    private void flush() {
        if (burst.size() == 0) {
            return;
        }
        type.xmit(burst);
        for (int i = 0; i < burst.size(); i++) {
            Packet packet = burst.packet(i);
            switch (burst.result(i)) {
                case DONE -> forward(packet, burst.state(i));
                case IN_PROGRESS -> packet.next(null);
                case FAILED, NOT_ATTEMPTED ->
                    discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            }
        }
        burst.clear();
    }

    /** From the network header back to the MAC header. */
    private void forward(Packet packet, XfrmState state) {
        packet.push(packet.data() - packet.mac());
        egress.forward(packet, state);
    }
}
