// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.gro.TcpCoalescer;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;

/** A sink in front of another that joins TCP segments which came out of one SA in one burst. The core's thread. */
final class CoalescingSink implements RxSink {
    private static final int FLOWS = 8;

    private final RxSink sink;
    private final TcpCoalescer coalescer;

    /** @param pool with slots for super-packets. */
    CoalescingSink(RxSink sink, PacketPool pool, PacketReturn returns) {
        this.sink = sink;
        coalescer = new TcpCoalescer(pool, returns, this::pass, FLOWS);
    }

    private void pass(Packet packet, Object state, boolean forward) {
        sink.clear(packet, (InboundState) state, forward);
    }

    @Override
    public void clear(Packet packet, InboundState state, boolean forward) {
        coalescer.add(packet, state, forward);
    }

    @Override
    public void refused(Packet packet, Refusal refusal, InboundState state) {
        sink.refused(packet, refusal, state);
    }

    @Override
    public boolean hasRoom(int packets) {
        return sink.hasRoom(packets);
    }

    @Override
    public void flush() {
        coalescer.flush();
        sink.flush();
    }

    @Override
    public void mappingChanged(InboundState state, long high, long low, int port) {
        sink.mappingChanged(state, high, low, port);
    }

    @Override
    public void expired(InboundState state, boolean hard) {
        sink.expired(state, hard);
    }
}
