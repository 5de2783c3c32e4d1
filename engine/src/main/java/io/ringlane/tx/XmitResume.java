// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.dev.TransmitChain;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.SealedSink;

/**
 * The second try ({@code xfrm_dev_resume}, {@code xfrm_dev_backlog}): packets back from asynchronous crypto, packets a
 * device refused, and the hand-over to the device that both share. One core's thread.
 */
public final class XmitResume implements SealedSink {
    private final PortTable ports;
    private final Discard discard;
    private final TransmitChain chain;

    /** @param chain does the hand-over; packets a driver consumed with an error end in {@code discard}. */
    public XmitResume(PortTable ports, Discard discard, TransmitChain chain) {
        this.ports = ports;
        this.discard = discard;
        this.chain = chain;
    }

    /**
     * A packet from asynchronous crypto goes to its queue (R1 to R6), from either road: nothing is left to validate,
     * and behind packets that wait for it, it would leave after later ones of its SA.
     */
    @Override
    public void sealed(Packet packet, boolean sealed) {
        if (!sealed) {
            discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            return;
        }
        packet.push(packet.data() - packet.mac());
        TxPort port = ports.of(packet);
        if (port == null) {
            discard.packet(packet, DropReason.DEVICE_GONE);
            return;
        }
        resume(port, packet);
    }

    /** Behind the backlog, if there is one, for order; else straight to the queue. */
    private void resume(TxPort port, Packet packet) {
        if (port.backlog().isEmpty()) {
            transmit(port, packet);
        } else {
            port.backlog().add(packet);
        }
    }

    /**
     * One pass over a backlog (B1 to B3): each packet is tried at most once, what is still refused keeps its order.
     *
     * @return packets that left it.
     */
    public int drain(TxPort port) {
        int before = port.backlog().size();
        if (before == 0 || port.queue().isStopped()) {
            return 0;
        }
        transmit(port, port.backlog().takeAll());
        return before - port.backlog().size();
    }

    /** Hands validated packets to the queue, behind the backlog if there is one; what is refused is kept there. */
    public void transmit(TxPort port, PacketList validated) {
        if (port.backlog().isEmpty()) {
            transmit(port, validated.takeAll());
        } else {
            port.backlog().addChain(validated.takeAll());
        }
    }

    /** Hands a part of a batch to a queue at which nothing waits; what is refused goes to the backlog. */
    void transmit(TxPort port, PacketBatch batch, int from, int to) {
        chain.send(batch, from, to, port.queue());
        settle(port);
    }

    private void transmit(TxPort port, Packet head) {
        if (head == null) {
            return;
        }
        if (port.queue().isStopped()) {
            port.backlog().addChain(head);
            return;
        }
        chain.send(head, port.queue());
        settle(port);
    }

    private void settle(TxPort port) {
        if (!chain.refused().isEmpty()) {
            discard.chain(chain.refused().takeAll(), DropReason.DEVICE_REFUSED);
        }
        if (chain.remaining() != null) {
            port.backlog().addFirst(chain.remaining());
        }
    }
}
