// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.dev.Route;
import io.ringlane.ip.Fragmenter;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Egress;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.XmitBurst;

/** What output gathers for one call of the transform, in the order of arrival. One core's thread. */
final class OutputBurst {
    private final XmitBurst burst;
    private final TypeOffload type;
    private final Egress egress;
    private final Discard discard;
    private final FragmentOutput fragments;
    private int group;
    private int born;
    /** Of the only packet in the burst, which may be longer; null when none is. */
    private Route cutFor;

    OutputBurst(XmitBurst burst, TypeOffload type, Egress egress, Discard discard, FragmentOutput fragments) {
        this.burst = burst;
        this.type = type;
        this.egress = egress;
        this.discard = discard;
        this.fragments = fragments;
    }

    /** A packet that needs no transform here. */
    void settle(Packet packet) {
        makePlace();
        burst.addSettled(packet, group++);
    }

    /** A packet to transform, with data at the text. */
    void add(Packet packet, XfrmState state) {
        makePlace();
        burst.add(packet, state, false, group++);
    }

    /** A packet to transform at once, and to cut if it is longer then than the route takes. */
    void addAlone(Packet packet, XfrmState state, Route route) {
        flush();
        add(packet, state);
        cutFor = route;
        flush();
        cutFor = null;
    }

    private void makePlace() {
        if (burst.isFull()) {
            flush();
        }
    }

    boolean awaitsTransform(XfrmState state) {
        return burst.awaitsTransform(state);
    }

    /** The packets gathered so far. */
    XmitBurst burst() {
        return burst;
    }

    /** Transforms what was gathered and hands it on. */
    void flush() {
        if (burst.size() == 0) {
            return;
        }
        type.xmit(burst);
        for (int i = 0; i < burst.size(); i++) {
            Packet packet = burst.packet(i);
            switch (burst.result(i)) {
                case DONE -> done(packet, burst.state(i));
                case IN_PROGRESS -> packet.next(null);
                case FAILED, NOT_ATTEMPTED ->
                    discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            }
        }
        burst.clear();
    }

    private void done(Packet packet, XfrmState state) {
        if (cutFor != null && packet.tail() - packet.network() > cutFor.mtu()) {
            forwardFragments(packet, state, cutFor.fragmentMtu());
        } else {
            forward(packet, state);
        }
    }

    /** From the network header back to the MAC header. */
    private void forward(Packet packet, XfrmState state) {
        packet.push(packet.data() - packet.mac());
        egress.forward(packet, state);
    }

    /** True when there are slots for a packet's fragments now, or never will be. */
    boolean hasSlots(Packet packet, Route route) {
        int most = Fragmenter.most(packet.length(), route.fragmentMtu());
        int length = route.fragmentMtu();
        return fragments.hasSlots(most, length) || !fragments.isPossible(most, length);
    }

    /** Cuts a packet that is on its way out, link header and all. */
    void forwardFragments(Packet packet, XfrmState state, int mtu) {
        packet.push(packet.data() - packet.mac());
        Packet piece = fragments.cut(packet, mtu);
        if (piece == null) {
            discard.packet(packet, DropReason.TOO_BIG);
            return;
        }
        while (piece != null) {
            Packet next = piece.next();
            piece.next(null);
            egress.forward(piece, state);
            born++;
            piece = next;
        }
    }

    /** Fragments made since the last call: they take places that nobody has counted. */
    int takeBorn() {
        int taken = born;
        born = 0;
        return taken;
    }
}
