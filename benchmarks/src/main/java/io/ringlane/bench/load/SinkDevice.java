// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.XfrmState;

/**
 * A device that costs nothing: takes every packet and gives it back at the next reap, installs every SA. What is
 * measured against it is the engine alone. Its one queue belongs to the thread that transmits.
 */
public final class SinkDevice extends DeviceBase {
    private static final int MTU = 1500;

    private final XfrmDeviceOps ops;

    /** @param features bits of {@code Features}; with HW_ESP among them the device installs SAs. */
    public SinkDevice(long features) {
        super("sink", MTU, features, 0, new Queue());
        ops = new AcceptingOps();
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return ops;
    }

    /** Says yes to every SA. */
    private static final class AcceptingOps implements XfrmDeviceOps {
        @Override
        public int stateAdd(XfrmState state) {
            return 0;
        }

        @Override
        public void stateDelete(XfrmState state) {}

        @Override
        public void stateFree(XfrmState state) {}
    }

    /** A list in place of a wire. */
    private static final class Queue extends TxQueue {
        private final PacketList taken = new PacketList();

        Queue() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            taken.add(packet);
            return TxResult.OK;
        }

        @Override
        public void doorbell() {}

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            int count = 0;
            while (count < limit && !taken.isEmpty()) {
                sink.free(taken.poll());
                count++;
            }
            return count;
        }

        @Override
        public int inDevice() {
            return taken.size();
        }
    }
}
