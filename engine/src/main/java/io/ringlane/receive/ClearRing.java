// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketReturn;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.tx.IngressRing;

/**
 * A sink that hands clear packets to another thread in bursts, and takes their slots back the same way. Full, it holds
 * the core back: nothing is lost. Core side: what {@link RxSink} has. Consumer side: {@link #drainTo},
 * {@link #giveBack}. A consumer has at most as many packets in hand as {@code bursts} bursts hold.
 */
public final class ClearRing implements RxSink {
    private final IngressRing out;
    private final IngressRing back;
    private final PacketReturn returns;
    private final PacketBatch returned = new PacketBatch(PacketBatch.BURST);
    private PacketBatch filling;

    /**
     * @param bursts under way at most, each of {@link PacketBatch#BURST} packets.
     * @param returns of the core.
     */
    public ClearRing(int bursts, PacketReturn returns) {
        out = new IngressRing(bursts);
        back = new IngressRing(bursts * PacketBatch.BURST);
        this.returns = returns;
    }

    @Override
    public void clear(Packet packet, InboundState state, boolean forward) {
        if (filling == null) {
            filling = out.burst();
        }
        filling.add(packet);
        if (filling.isFull()) {
            offer();
        }
    }

    private void offer() {
        out.offer(filling);
        filling = null;
    }

    /** A burst for each packet is asked for at worst: the next one begun, and as many as the rest fills. */
    @Override
    public boolean hasRoom(int packets) {
        collect();
        if (filling == null) {
            filling = out.burst();
        }
        return filling != null && filling.room() >= packets;
    }

    /** Takes back what the consumer is done with. */
    private void collect() {
        while (back.drainTo(returned) > 0) {
            returns.freeAll(returned);
        }
    }

    @Override
    public void flush() {
        if (filling != null && !filling.isEmpty()) {
            offer();
        }
        collect();
    }

    /** Consumer: moves clear packets to the end of a batch, as many as there is room for. @return how many. */
    public int drainTo(PacketBatch batch) {
        return out.drainTo(batch);
    }

    /** Consumer: gives packets back and empties the batch. */
    public void giveBack(PacketBatch batch) {
        int from = 0;
        while (from < batch.size()) {
            PacketBatch burst = back.burst();
            int to = Math.min(batch.size(), from + burst.room());
            burst.addAll(batch, from, to);
            back.offer(burst);
            from = to;
        }
        batch.clear();
    }
}
