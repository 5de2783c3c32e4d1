// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.gso.GsoLengths;
import io.ringlane.header.Ipv4;
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
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Egress;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.XmitBurst;

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
    private final TypeOffload type;
    private final Egress egress;
    private final Discard discard;
    private final OutboundEvents events;
    private final ProtectedOutput protect;
    private final OutputBurst burst;
    private final FlowKey flow = new FlowKey();
    private final int maxSegments;
    private long nowNs;

    public Outbound(OutputParts parts) {
        policies = parts.policies();
        resolver = parts.resolver();
        routes = parts.routes();
        type = parts.type();
        egress = parts.egress();
        discard = parts.discard();
        events = parts.events();
        maxSegments = parts.maxSegments();
        FragmentOutput fragments = new FragmentOutput(parts.pool(), discard);
        StateStep step = new StateStep(parts.modes(), parts.bindings(), type, discard, events);
        burst = new OutputBurst(new XmitBurst(parts.burst()), type, egress, discard, fragments);
        protect = new ProtectedOutput(parts, step, fragments, burst);
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
            room -= segments + burst.takeBorn();
            taken++;
            packet = pending.peek();
        }
        burst.flush();
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
        Resolution resolution = policy == null ? Resolution.CLEAR : resolver.resolve(policy, flow);
        if (policy != null && resolution != Resolution.ELSEWHERE && resolver.absentCount() > 0) {
            events.noState(policy, flow, resolver);
        }
        return switch (resolution) {
            case CLEAR -> clear(packet, routeOf(packet), flow.family);
            case BLOCK -> drop(packet, DropReason.POLICY_BLOCK, XfrmCounter.OUT_POL_BLOCK);
            case NO_STATE -> drop(packet, DropReason.NO_STATE, XfrmCounter.OUT_NO_STATES);
            case APART -> drop(packet, DropReason.NO_STATE, XfrmCounter.OUT_BUNDLE_CHECK_ERROR);
            case PROTECT -> protect(packet, resolver.states(), resolver.count());
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

    /** A packet without policy passes as it is, or in fragments. */
    private boolean clear(Packet packet, Route route, int family) {
        boolean tooLong = route != null && family != 0 && !packet.isGso() && packet.length() > route.mtu();
        boolean whole = family != 4 || Ipv4.dontFragment(packet.buffer(), packet.network());
        if (tooLong && !whole && !burst.hasSlots(packet, route)) {
            return false;
        }
        if (family != 0) {
            events.clear();
        }
        if (route == null) {
            return drop(packet, DropReason.NO_ROUTE);
        }
        if (tooLong && whole) {
            events.tooBig(packet, null, route.mtu());
            return drop(packet, DropReason.TOO_BIG);
        }
        egress.save(packet);
        if (!egress.link(packet, route, family)) {
            return drop(packet, DropReason.NO_ROOM, XfrmCounter.OUT_ERROR);
        }
        if (tooLong) {
            burst.flush();
            burst.forwardFragments(packet, null, route.fragmentMtu());
        } else {
            burst.settle(packet);
        }
        return true;
    }

    private boolean protect(Packet packet, XfrmState[] states, int count) {
        int mark = packet.mark();
        for (int i = 0; i < count; i++) {
            mark = states[i].config().markBehind(mark);
        }
        IpAddress destination = states[count - 1].config().id().destination();
        Route route = routes.find(destination.family(), destination.high(), destination.low(), mark);
        return route == null ? drop(packet, DropReason.NO_ROUTE) : protect.run(packet, states, count, route, nowNs);
    }
}
