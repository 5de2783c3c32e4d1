// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sending a chain under byte limits makes no garbage. */
final class TransmitAllocationTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(2, 0, 0);
    private final Packet first = packet();
    private final Packet second = packet();
    private final TransmitChain chain = new TransmitChain();
    private final CountingQueue queue = new CountingQueue();
    private long nowNs;

    @Test
    void shouldAllocateNothingWhenChainIsSentAndCompleted() {
        AllocationGate.assertNoAllocation("sending a chain of two", this::sendAndComplete);
        pool.give(first);
        pool.give(second);
    }

    private void sendAndComplete() {
        first.next(second);
        if (chain.send(first, queue) != TxResult.OK || chain.accepted() != 2) {
            throw new AssertionError("chain was not taken: " + chain.result());
        }
        nowNs += 1_000;
        queue.complete(nowNs);
    }

    private Packet packet() {
        return TestPackets.ipv4("192.0.2.1", "198.51.100.2")
                .udp(1, 2)
                .payload(100)
                .build(pool);
    }

    /** Takes everything and keeps byte limits. */
    private static final class CountingQueue extends TxQueue {
        private int bytes;

        CountingQueue() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            bytes += packet.length();
            sent(packet.length(), more);
            return TxResult.OK;
        }

        void complete(long nowNs) {
            completed(bytes, nowNs);
            bytes = 0;
        }

        @Override
        public void doorbell() {}

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            return 0;
        }

        @Override
        public int inDevice() {
            return 0;
        }
    }
}
