// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.Errno;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.XfrmState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A device that writes down all that a driver can read of each packet. Its moods come from a seed and the number of the
 * attempt, so that two engines that offer the same packets in the same order are answered alike. One thread.
 */
final class WatchedDevice extends DeviceBase implements XfrmDeviceOps {
    private static final String SHORT_WAY = "io.ringlane.bundle.BundleOutput";

    private final WayScript.Device model;
    private final Queue queue;
    final List<SeenFrame> seen = new ArrayList<>();
    /** Calls of the driver, in order. */
    final List<String> calls = new ArrayList<>();
    /** Packets that the short way was allowed to leave to this device. */
    long leftByShortWay;

    WatchedDevice(WayScript.Device model) {
        this(model, new Queue(model));
    }

    private WatchedDevice(WayScript.Device model, Queue queue) {
        super(model.name(), model.mtu(), model.features(), -1, queue);
        this.model = model;
        this.queue = queue;
        queue.device = this;
    }

    /** A new duty cycle: the stop bits change. */
    void mood() {
        queue.mood();
    }

    /** Stops the queue at each cycle from now on, or lets it go. */
    void stopped(boolean value) {
        queue.stopped = value;
    }

    @Override
    public long encapsulatedFeatures() {
        return features() & ~model.notEncapsulated();
    }

    @Override
    public long gsoPartialFeatures() {
        return model.partial();
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return this;
    }

    @Override
    public int stateAdd(XfrmState state) {
        calls.add("add " + state.config().id());
        return 0;
    }

    @Override
    public void stateDelete(XfrmState state) {
        calls.add("delete " + state.config().id());
    }

    @Override
    public void stateFree(XfrmState state) {
        calls.add("free " + state.config().id());
    }

    @Override
    public void advanceEsn(XfrmState state) {
        calls.add("advance " + state.config().id() + " " + state.sequence().high());
    }

    /** Decides by what it can read of the packet, and so says whether it can be read. */
    @Override
    public boolean offloadOk(Packet packet, XfrmState state) {
        boolean ok = switch (model.rule()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case BY_LENGTH -> packet.length() % 3 != 0;
            case BY_FAMILY -> packet.family() == 6;
            case BY_HASH -> (packet.flowHash() & 1) == 0;
            case BY_FIRST_BYTE ->
                packet.data() == packet.network() && packet.buffer().getByte(packet.data()) >> 4 == packet.family();
        };
        leftByShortWay += ok && isShortWay() ? 1 : 0;
        return ok;
    }

    private static boolean isShortWay() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(SHORT_WAY)));
    }

    private static final class Queue extends TxQueue {
        private final WayScript.Device model;
        private final Random random;
        private final ArrayDeque<Packet> inside = new ArrayDeque<>();
        private WatchedDevice device;
        private boolean stopped;

        private Queue(WayScript.Device model) {
            super(0);
            this.model = model;
            random = new Random(model.seed());
        }

        private boolean moody() {
            return random.nextInt(100) < model.busyPercent();
        }

        private void mood() {
            clear(DRIVER_XOFF | STACK_XOFF | FROZEN);
            if (stopped) {
                set(DRIVER_XOFF);
            } else if (moody()) {
                set(1 << random.nextInt(3));
            }
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            if (moody()) {
                return TxResult.BUSY;
            }
            int every = model.errorEvery();
            if (every != 0 && (packet.length() * 31 + 5) % every == 0) {
                return packet.length() % 2 == 0 ? Errno.EINVAL : TxResult.DROP;
            }
            device.seen.add(SeenFrame.of(packet));
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
            int count = moody() ? inside.size() / 2 : inside.size();
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
