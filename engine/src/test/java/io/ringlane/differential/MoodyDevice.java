// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.Errno;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.reference.RefDevice;
import io.ringlane.sa.XfrmState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A device that is busy, stopped or slow as a seed wills, and writes down what it takes. What it refuses with an error
 * depends on the frame alone.
 */
final class MoodyDevice extends DeviceBase implements XfrmDeviceOps {
    private final RefDevice model;
    private final Queue queue;
    private final long encapsulated;
    private final long partial;
    private final boolean ops;
    long advances;

    private MoodyDevice(RefDevice model, Queue queue, boolean ops) {
        super(model.name, model.mtu, EngineTypes.features(model.features), -1, queue);
        this.model = model;
        this.queue = queue;
        this.ops = ops;
        encapsulated = EngineTypes.features(model.features) & ~EngineTypes.features(model.notEncapsulated);
        partial = EngineTypes.features(model.partial);
    }

    static MoodyDevice of(RefDevice model, Random random, int busyPercent) {
        return new MoodyDevice(model, new Queue(model, random, busyPercent), true);
    }

    List<RecordedFrame> taken() {
        return queue.taken;
    }

    /** A new duty cycle: stop bits change. @param calm all clear. */
    void mood(boolean calm) {
        queue.mood(calm);
    }

    @Override
    public long encapsulatedFeatures() {
        return encapsulated;
    }

    @Override
    public long gsoPartialFeatures() {
        return partial;
    }

    @Override
    public int gsoMaxSegs() {
        return model.maxSegs;
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return ops ? this : null;
    }

    @Override
    public int stateAdd(XfrmState state) {
        return 0;
    }

    @Override
    public void stateDelete(XfrmState state) {
        // nothing is kept
    }

    @Override
    public void stateFree(XfrmState state) {
        // nothing is kept
    }

    @Override
    public boolean offloadOk(Packet packet, XfrmState state) {
        return model.offloadOk;
    }

    @Override
    public void advanceEsn(XfrmState state) {
        advances++;
    }

    private static final class Queue extends TxQueue {
        private final RefDevice model;
        private final Random random;
        private final int busyPercent;
        private final ArrayDeque<Packet> inside = new ArrayDeque<>();
        private final List<RecordedFrame> taken = new ArrayList<>();

        private Queue(RefDevice model, Random random, int busyPercent) {
            super(0);
            this.model = model;
            this.random = random;
            this.busyPercent = busyPercent;
        }

        private boolean moody() {
            return random.nextInt(100) < busyPercent;
        }

        private void mood(boolean calm) {
            clear(DRIVER_XOFF | STACK_XOFF | FROZEN);
            if (!calm && moody()) {
                set(1 << random.nextInt(3));
            }
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            if (moody()) {
                return TxResult.BUSY;
            }
            if (model.refuses(packet.length())) {
                return random.nextBoolean() ? Errno.EINVAL : TxResult.DROP;
            }
            taken.add(RecordedFrame.of(packet));
            inside.add(packet);
            if (moody()) {
                set(DRIVER_XOFF);
            }
            return TxResult.OK;
        }

        @Override
        public void doorbell() {
            // nothing waits for it
        }

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            int count = moody() ? random.nextInt(inside.size() + 1) : inside.size();
            for (int i = 0; i < count; i++) {
                sink.free(inside.poll());
            }
            return count;
        }

        @Override
        public int inDevice() {
            return inside.size();
        }
    }
}
