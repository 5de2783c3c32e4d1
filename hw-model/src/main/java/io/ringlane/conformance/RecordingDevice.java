// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.golden.PacketMeta;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.XfrmState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A device of the recording: takes every packet, notes what it was handed, and completes it at once. With parameters it
 * has inline ESP as the recording's own driver had. Used by the core's thread, read when the engine is quiet.
 */
final class RecordingDevice extends DeviceBase {
    private static final long CHECKSUMS = Features.HW_CSUM;
    private static final long SEGMENTATION = Features.ALL_TSO | Features.GSO_UDP_L4;

    private final CaseSetup.Device device;
    private final XfrmDeviceOps operations;

    RecordingDevice(CaseSetup.Device device) {
        super(device.name(), device.mtu(), features(device), 0, new Queue());
        this.device = device;
        operations = device.isOffloading() && device.parameter("ops", 1) != 0 ? new Operations(device) : null;
    }

    private static long features(CaseSetup.Device device) {
        long features = device.parameter("sg", 1) != 0 ? Features.SG : 0;
        features |= device.parameter("csum", 1) != 0 ? CHECKSUMS : 0;
        features |= device.parameter("tso", 1) != 0 ? SEGMENTATION : 0;
        if (device.isOffloading()) {
            features |= device.parameter("hw_esp", 1) != 0 ? Features.HW_ESP : 0;
            features |= device.parameter("tx_csum", 1) != 0 ? Features.HW_ESP_TX_CSUM : 0;
            features |= device.parameter("gso_esp", 0) != 0 ? Features.GSO_ESP : 0;
        }
        return features;
    }

    @Override
    public long gsoPartialFeatures() {
        return device.parameter("partial_esp", 0) != 0 ? Features.HW_ESP | Features.HW_ESP_TX_CSUM : 0;
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return operations;
    }

    /** What it was handed so far, in order. */
    List<Observation.Sent> sent() {
        return ((Queue) queue(0)).sent;
    }

    /** The driver's part: says yes unless the recording's did not. */
    private record Operations(CaseSetup.Device device) implements XfrmDeviceOps {
        @Override
        public boolean hasStateAdd() {
            return device.parameter("has_add", 1) != 0;
        }

        @Override
        public boolean hasStateDelete() {
            return device.parameter("has_del", 1) != 0;
        }

        @Override
        public boolean hasAdvanceEsn() {
            return device.parameter("has_esn", 1) != 0;
        }

        @Override
        public int stateAdd(XfrmState state) {
            return 0;
        }

        @Override
        public void stateDelete(XfrmState state) {
            // nothing is kept per state
        }

        @Override
        public void stateFree(XfrmState state) {
            // nothing is kept per state
        }

        @Override
        public boolean offloadOk(Packet packet, XfrmState state) {
            return device.parameter("has_ok", 1) == 0 || device.parameter("offload_ok", 1) != 0;
        }
    }

    /** Notes and completes. */
    private static final class Queue extends TxQueue {
        private final List<Observation.Sent> sent = new ArrayList<>();
        private final ArrayDeque<Packet> done = new ArrayDeque<>();

        Queue() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            sent.add(new Observation.Sent(bytes(packet), meta(packet)));
            done.add(packet);
            return TxResult.OK;
        }

        /** From the network mark on, payload that still stands in the super-packet's slot put in its place. */
        private static byte[] bytes(Packet packet) {
            int from = packet.network();
            byte[] bytes = new byte[packet.tail() - from];
            packet.buffer().getBytes(from, bytes);
            Packet owner = packet.bodyOwner();
            if (owner != null) {
                owner.buffer().getBytes(packet.bodyOffset(), bytes, packet.bodyPlace() - from, packet.bodyLength());
            }
            return bytes;
        }

        private static PacketMeta meta(Packet packet) {
            return new PacketMeta(
                    null,
                    packet.checksumMode(),
                    packet.checksumStart() - packet.network(),
                    packet.checksumOffset(),
                    packet.gsoSize(),
                    packet.gsoSegs(),
                    packet.gsoType(),
                    packet.mark(),
                    0,
                    packet.offloadFlags());
        }

        @Override
        public void doorbell() {
            // nothing waits for it
        }

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            int count = 0;
            while (count < limit && !done.isEmpty()) {
                sink.free(done.poll());
                count++;
            }
            return count;
        }

        @Override
        public int inDevice() {
            return done.size();
        }
    }
}
