// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.XfrmState;

/**
 * A device that costs nothing: takes every packet and gives it back at the next reap, installs every SA. What is
 * measured against it is the engine alone. A queue belongs to the thread that transmits.
 */
public final class SinkDevice extends DeviceBase {
    private static final int MTU = 1500;
    private static final int DESCRIPTORS = 8192;

    private final XfrmDeviceOps ops;

    /** Who looks at packets on their way into a device; on the thread that transmits. */
    public interface Watcher {
        /** The doorbell was rung; the packets in the device are the first {@code count} of {@code taken}. */
        void rung(Packet[] taken, int count);
    }

    /** @param features bits of {@code Features}; with HW_ESP among them the device installs SAs. */
    public SinkDevice(long features) {
        this(features, MTU, null);
    }

    /** @param watcher null for none. */
    public SinkDevice(long features, int mtu, Watcher watcher) {
        super("sink", mtu, features, 0, new Queue(0, watcher));
        ops = new AcceptingOps();
    }

    private SinkDevice(TxQueue[] queues) {
        super("sink", MTU, Features.SG, 0, queues);
        ops = new AcceptingOps();
    }

    /** A device for several cores, which have a queue each; it has no SAs. */
    public static SinkDevice withQueues(int count) {
        TxQueue[] queues = new TxQueue[count];
        for (int i = 0; i < count; i++) {
            queues[i] = new Queue(i, null);
        }
        return new SinkDevice(queues);
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return ops;
    }

    /** Says yes to every SA. */
    private static final class AcceptingOps implements XfrmDeviceOps {
        @Override
        public boolean hasOffloadOk() {
            return false;
        }

        @Override
        public int stateAdd(XfrmState state) {
            return 0;
        }

        @Override
        public void stateDelete(XfrmState state) {}

        @Override
        public void stateFree(XfrmState state) {}
    }

    /** A row of descriptors in place of a wire. */
    private static final class Queue extends TxQueue {
        private final Packet[] taken = new Packet[DESCRIPTORS];
        private final Watcher watcher;
        private int count;

        Queue(int index, Watcher watcher) {
            super(index);
            this.watcher = watcher;
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            if (count == DESCRIPTORS) {
                return TxResult.BUSY;
            }
            taken[count++] = packet;
            return TxResult.OK;
        }

        @Override
        public void doorbell() {
            if (watcher != null) {
                watcher.rung(taken, count);
            }
        }

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            int reaped = Math.min(count, limit);
            for (int i = 0; i < reaped; i++) {
                sink.free(taken[i]);
            }
            count -= reaped;
            System.arraycopy(taken, reaped, taken, 0, count);
            return reaped;
        }

        @Override
        public int inDevice() {
            return count;
        }
    }
}
