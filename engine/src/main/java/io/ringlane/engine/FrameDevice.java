// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketReturn;

/**
 * A device that hands each finished frame to a handler of the embedding program and is done with it when the handler
 * returns. It has no features: the engine cuts, completes checksums and seals. One queue a handler.
 */
public final class FrameDevice extends DeviceBase {
    /** Frames of one duty cycle; more are offered again in the next. */
    private static final int MOST_KEPT = 1024;

    /** Takes a frame: {@code length} bytes from data on, at the MAC header if there is one. The core's thread. */
    @FunctionalInterface
    public interface Handler {
        /** @return false when there is no room: the frame is kept and offered again in the next duty cycle. */
        boolean onFrame(Packet frame);
    }

    /**
     * @param mtu largest IP packet.
     * @param handlers one for each queue: with several cores at least one for each, called by that core's thread.
     */
    public FrameDevice(String name, int mtu, Handler... handlers) {
        super(name, mtu, 0, 0, queues(handlers));
    }

    private static HandlerQueue[] queues(Handler... handlers) {
        HandlerQueue[] queues = new HandlerQueue[handlers.length];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new HandlerQueue(i, handlers[i]);
        }
        return queues;
    }

    private static final class HandlerQueue extends TxQueue {
        private final PacketBatch done = new PacketBatch(MOST_KEPT);
        private final Handler handler;

        private HandlerQueue(int index, Handler handler) {
            super(index);
            this.handler = handler;
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            if (done.isFull() || !handler.onFrame(packet)) {
                return TxResult.BUSY;
            }
            done.add(packet);
            return TxResult.OK;
        }

        @Override
        public void doorbell() {}

        @Override
        public int reapCompletions(PacketReturn home, int limit) {
            int count = done.size();
            home.freeAll(done);
            return count;
        }

        @Override
        public int inDevice() {
            return done.size();
        }
    }
}
