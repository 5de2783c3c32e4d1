// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.TxResult;
import io.ringlane.hw.event.EventTrace;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A modelled NIC with a packet pool and a list of what left it; {@link #close} fails when a slot is missing. */
final class NicHarness implements AutoCloseable {
    /** What left the NIC. */
    record Sent(byte[] bytes, long departurePs) {}

    final PacketPool pool = new PacketPool("nic test", 4096, 0, 64);
    final List<Sent> sent = new ArrayList<>();
    final List<Packet> returned = new ArrayList<>();
    final ModelNic nic;

    NicHarness(NicProfile profile) {
        this(profile, EventTrace.NONE, false);
    }

    NicHarness(NicProfile profile, EventTrace trace, boolean lengthOnly) {
        nic = new ModelNic(profile, lengthOnly ? null : this::onFrame, trace);
    }

    private void onFrame(DirectBuffer buffer, int offset, int length, long departurePs) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        sent.add(new Sent(bytes, departurePs));
    }

    /** A packet with these bytes, data at the MAC header, which is 14 bytes long. */
    Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length <= PacketPool.room(SlotClass.WIRE) ? SlotClass.WIRE : SlotClass.SUPER);
        assertThat(packet).isNotNull();
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.mac(packet.data());
        packet.network(packet.data() + 14);
        return packet;
    }

    /** Posts to queue 0 and rings. */
    void send(Packet... packets) {
        for (Packet packet : packets) {
            assertThat(nic.queue(0).transmit(packet, false)).isEqualTo(TxResult.OK);
        }
        nic.queue(0).doorbell();
    }

    /** Lets the NIC work until it is idle, and takes every packet back. */
    void drain() {
        while (nic.nextEventPs() != Long.MAX_VALUE) {
            nic.advance(nic.nextEventPs());
            reap();
        }
    }

    int reap() {
        int count = 0;
        for (int i = 0; i < nic.queues(); i++) {
            count += nic.queue(i).reapCompletions(this::giveBack, Integer.MAX_VALUE);
        }
        return count;
    }

    private void giveBack(Packet packet) {
        returned.add(packet);
        Packet owner = packet.dropBody();
        pool.give(packet);
        if (owner != null) {
            pool.give(owner);
        }
    }

    List<Long> departures() {
        return sent.stream().map(Sent::departurePs).toList();
    }

    @Override
    public void close() {
        drain();
        int missing = pool.outstanding();
        nic.close();
        pool.close();
        assertThat(missing).as("slots that did not come home").isZero();
    }
}
