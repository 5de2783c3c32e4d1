// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.header.Ipv6;
import io.ringlane.ip.PathMtu;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.OuterModeOutput;
import io.ringlane.xfrm.TypeOffload;

/**
 * What one SA does to a packet before its transform ({@code xfrm_output_one}): encapsulate, check the state, number,
 * count. One core's thread.
 */
final class StateStep {
    private final OuterModeOutput modes;
    private final StateOffload bindings;
    private final TypeOffload type;
    private final Discard discard;
    private final OutboundEvents events;

    StateStep(OuterModeOutput modes, StateOffload bindings, TypeOffload type, Discard discard, OutboundEvents events) {
        this.modes = modes;
        this.bindings = bindings;
        this.type = type;
        this.discard = discard;
        this.events = events;
    }

    /**
     * Takes a packet with data at its IP header; leaves it as {@link TypeOffload#encap} does, network mark at the outer
     * header.
     *
     * @param numbers one, or as many as the super-packet has segments.
     * @param linkMtu an IPv6 packet in transport mode that is longer behind ESP is dropped, when its number is gone, as
     *     in the kernel; 0 does not ask.
     * @return false when the packet is dropped and counted.
     */
    boolean run(Packet packet, XfrmState state, int hopLimit, int numbers, int linkMtu, long nowNs) {
        SaConfig config = state.config();
        packet.mark(config.markBehind(packet.mark()));
        if (!modes.encapsulate(packet, state, hopLimit)) {
            discard.packet(packet, DropReason.MODE_ERROR, XfrmCounter.OUT_STATE_MODE_ERROR);
            return false;
        }
        if (!isReady(packet, state, nowNs) || !number(packet, state, numbers)) {
            return false;
        }
        state.count(packet.length());
        if (linkMtu != 0
                && config.mode() == XfrmMode.TRANSPORT
                && config.outerFamily() == 6
                && sealedLength(packet, state) > Math.max(linkMtu, Ipv6.MIN_MTU)) {
            modes.takeOff(packet, state);
            packet.copyBorrowedBody();
            events.tooBig(packet, state, state.mtu(linkMtu));
            discard.packet(packet, DropReason.TOO_BIG);
            return false;
        }
        type.encap(packet, state);
        return true;
    }

    /** Length from the outer IP header on, once ESP is done. */
    private static int sealedLength(Packet packet, XfrmState state) {
        return packet.data() - packet.network() + PathMtu.sealed(state.config().transform(), packet.length());
    }

    private boolean isReady(Packet packet, XfrmState state, long nowNs) {
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
}
