// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.bundle.BundlePort;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;

/** Where the short way leaves packets of a spread SA: in the leases that their numbers are from. One core's thread. */
final class LeasedPort implements BundlePort {
    private final LeasedSequence sequence;
    private final BundlePort own;

    /** @param own the core's queue of the device, by which packets name it. */
    LeasedPort(LeasedSequence sequence, BundlePort own) {
        this.sequence = sequence;
        this.own = own;
    }

    boolean isOf(BundlePort port) {
        return own == port;
    }

    @Override
    public boolean isClear() {
        return own.isClear();
    }

    @Override
    public int room() {
        return own.room();
    }

    @Override
    public int name() {
        return own.name();
    }

    @Override
    public void transmit(PacketBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            Packet packet = batch.get(i);
            sequence.add(packet, EspHeader.sequence(packet.buffer(), packet.transport()));
        }
    }
}
