// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gro;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;

/**
 * Joins in-order TCP segments of a flow into super-packets (kernel {@code tcp_gro_receive}): the exact inverse of
 * segmentation, so that cutting one gives the segments back byte for byte. What would not come back so is left alone.
 * Packets of a flow keep their order, flows among each other need not. One core's; nothing is allocated.
 */
public final class TcpCoalescer {
    /** Where packets go, joined or not. */
    @FunctionalInterface
    public interface Out {
        /** Takes the packet over. @param context and {@code forward} as they were given with it. */
        void packet(Packet packet, Object context, boolean forward);
    }

    private final PacketPool pool;
    private final PacketReturn returns;
    private final Out out;
    private final OpenFlow[] flows;
    private final TcpFields fields = new TcpFields();
    private int nextVictim;

    /**
     * @param pool with slots for super-packets.
     * @param returns where the slots of joined segments go.
     * @param flows most flows that are open at a time.
     */
    public TcpCoalescer(PacketPool pool, PacketReturn returns, Out out, int flows) {
        this.pool = pool;
        this.returns = returns;
        this.out = out;
        this.flows = new OpenFlow[flows];
        for (int i = 0; i < flows; i++) {
            this.flows[i] = new OpenFlow();
        }
    }

    /** Takes a packet over whose data is its IP header. @param context only packets of one context are joined. */
    public void add(Packet packet, Object context, boolean forward) {
        if (!fields.read(packet)) {
            out.packet(packet, context, forward);
            return;
        }
        OpenFlow flow = find();
        boolean plain = fields.isPlain();
        if (flow != null) {
            if (plain && flow.append(packet, fields, context, forward, pool, returns)) {
                return;
            }
            end(flow);
        }
        if (plain) {
            free(flow).begin(packet, fields, context, forward);
        } else {
            out.packet(packet, context, forward);
        }
    }

    private OpenFlow find() {
        for (OpenFlow flow : flows) {
            if (flow.isOf(fields)) {
                return flow;
            }
        }
        return null;
    }

    /** @param ended a flow that is free, or null. */
    private OpenFlow free(OpenFlow ended) {
        if (ended != null) {
            return ended;
        }
        for (OpenFlow flow : flows) {
            if (!flow.isOpen()) {
                return flow;
            }
        }
        OpenFlow victim = flows[nextVictim];
        nextVictim = (nextVictim + 1) % flows.length;
        end(victim);
        return victim;
    }

    private void end(OpenFlow flow) {
        Packet packet = flow.end();
        out.packet(packet, flow.context(), flow.forward());
    }

    /** Ends all flows: once a burst, so that nothing waits. */
    public void flush() {
        for (OpenFlow flow : flows) {
            if (flow.isOpen()) {
                end(flow);
            }
        }
    }
}
