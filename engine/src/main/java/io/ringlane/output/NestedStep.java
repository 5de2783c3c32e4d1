// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.dev.Route;
import io.ringlane.offload.StateHolds;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.XmitBurst;
import io.ringlane.xfrm.XmitResult;

/**
 * All SAs of a packet but the last, each sealed here before the next begins: what a packet is inside another ESP packet
 * never goes to a worker or a device. One core's thread.
 */
final class NestedStep {
    private static final int LINK_ROOM = 32;

    private final TypeOffload type;
    private final StateStep step;
    private final StateHolds holds;
    private final Discard discard;
    private final XmitBurst alone = new XmitBurst(1);

    /** @param type seals at once. */
    NestedStep(TypeOffload type, StateStep step, StateHolds holds, Discard discard) {
        this.type = type;
        this.step = step;
        this.holds = holds;
        this.discard = discard;
    }

    /**
     * Takes a packet with data at its IP header; leaves data at that of the ESP packet around it.
     *
     * @param count of all SAs.
     * @return false when the packet is dropped and counted.
     */
    boolean run(Packet packet, XfrmState[] states, int count, Route route, long nowNs) {
        if (!makeRoom(packet, states, count)) {
            discard.packet(packet, DropReason.NO_ROOM, XfrmCounter.OUT_ERROR);
            return false;
        }
        for (int i = 0; i < count - 1; i++) {
            int mtu = mtuBehind(i, states, count, route.mtu());
            if (!step.run(packet, states[i], route.hopLimit(), 1, 0, nowNs) || !seal(packet, states[i], mtu)) {
                return false;
            }
        }
        return true;
    }

    /** What the SAs behind one leave of the link. */
    private static int mtuBehind(int index, XfrmState[] states, int count, int linkMtu) {
        int mtu = linkMtu;
        for (int i = count - 1; i > index; i--) {
            mtu = Math.min(linkMtu, states[i].mtu(mtu));
        }
        return mtu;
    }

    private boolean seal(Packet packet, XfrmState state, int mtu) {
        if (!TextPadding.add(packet, state, mtu)) {
            discard.packet(packet, DropReason.NO_ROOM, XfrmCounter.OUT_STATE_PROTO_ERROR);
            return false;
        }
        holds.hold(packet, state);
        packet.secPathDepth(0);
        alone.clear();
        alone.add(packet, state, false, 0);
        type.xmit(alone);
        boolean sealed = alone.result(0) == XmitResult.DONE;
        alone.clear();
        if (!sealed) {
            discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            return false;
        }
        packet.family(state.config().outerFamily());
        return true;
    }

    /** Moves a packet towards the end of its slot until the headers of all its SAs have a place in front. */
    private boolean makeRoom(Packet packet, XfrmState[] states, int count) {
        int front = LINK_ROOM;
        int behind = 0;
        for (int i = 0; i < count; i++) {
            front += states[i].headerLength() + states[i].outerHeaderLength();
            behind += states[i].trailerLength();
        }
        int shift = front - packet.headroom();
        if (shift <= 0) {
            return true;
        }
        if (shift + behind > packet.tailroom()) {
            return false;
        }
        packet.copyBorrowedBody();
        discard.release(packet.dropBody());
        int data = packet.data();
        int length = packet.length();
        packet.buffer().putBytes(data + shift, packet.buffer(), data, length);
        packet.place(data + shift, length);
        packet.network(packet.network() + shift);
        packet.transport(packet.transport() + shift);
        return true;
    }
}
