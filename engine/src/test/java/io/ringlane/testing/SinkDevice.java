// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketReturn;

/**
 * A device with one queue that takes packets and gives them back at the next reaping, making no garbage: for allocation
 * gates and long runs. Can be busy for every n-th packet. One thread.
 */
public final class SinkDevice extends DeviceBase {
    private final XfrmDeviceOps ops;

    public SinkDevice(String name, long features, XfrmDeviceOps ops) {
        super(name, 1500, features, 0, new SinkQueue());
        this.ops = ops;
    }

    /** @param every n: every n-th packet offered is refused; 0 for none. */
    public SinkDevice busy(int every) {
        ((SinkQueue) queue(0)).busyEvery = every;
        return this;
    }

    /** Packets taken so far. */
    public long taken() {
        return ((SinkQueue) queue(0)).taken;
    }

    /** Packets refused so far. */
    public long refused() {
        return ((SinkQueue) queue(0)).refused;
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return ops;
    }

    private static final class SinkQueue extends TxQueue {
        private final PacketList packets = new PacketList();
        private int busyEvery;
        private long offered;
        private long taken;
        private long refused;

        private SinkQueue() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            offered++;
            if (busyEvery > 0 && offered % busyEvery == 0) {
                refused++;
                return TxResult.BUSY;
            }
            taken++;
            packets.add(packet);
            return TxResult.OK;
        }

        @Override
        public void doorbell() {
            // nobody sleeps
        }

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            int count = 0;
            while (count < limit && !packets.isEmpty()) {
                sink.free(packets.poll());
                count++;
            }
            return count;
        }

        @Override
        public int inDevice() {
            return packets.size();
        }
    }
}
