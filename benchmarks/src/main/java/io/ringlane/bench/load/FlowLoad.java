// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.Producer;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfig;

/**
 * A whole engine with SAs, policies and a device that costs nothing, and the traffic for it: a producer that copies
 * frames into slots and sends them, flow after flow. One thread drives both ends; owns the engine. On close it looks
 * whether all that was sent left the device, so that no figure is of packets that were dropped.
 */
public final class FlowLoad implements AutoCloseable {
    private static final int MAX_SEGMENTS = 1024;
    private static final int SEGMENT_SLOTS = 2048;
    private static final int SUPER_SLOTS = 16;
    private static final int JUMBO_SLOTS = 512;
    private static final byte[] LINK_HEADER = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
    private static final int HOP_LIMIT = 64;
    /** After so many duty cycles without work nothing more will come home. */
    private static final int IDLE_CYCLES = 1000;

    private final FlowSettings settings;
    private final SinkDevice device;
    private final Engine engine;
    private final Producer producer;
    private final PacketPool pool;
    private final Packet[] frames;
    private final FlowOrder flows;
    private final SlotRound round;
    private int nextFrame;
    private long segments;

    /** Launches the engine, adds all SAs and policies, writes the frames. */
    public FlowLoad(FlowSettings settings) {
        this.settings = settings;
        device = settings.device;
        boolean jumbo = longest() > PacketPool.room(SlotClass.WIRE);
        engine = Engine.launch(new EngineContext()
                .burst(settings.burst)
                .maxStates(Math.max(settings.states, 16))
                .maxSegments(MAX_SEGMENTS)
                .segmentSlots(SEGMENT_SLOTS, 0)
                .producerSlots(settings.slots, jumbo ? JUMBO_SLOTS : 0, SUPER_SLOTS)
                .crypto(Protection.provider(settings.cipher))
                .route(new Route(device, device.mtu(), LINK_HEADER, HOP_LIMIT)));
        int index = engine.addDevice(device);
        addStates(Features.has(device.features(), Features.HW_ESP) ? UserOffload.outbound(index) : null);
        addPolicies();
        producer = engine.producer();
        boolean gso = settings.superSegments > 0;
        int count = settings.frameLengths.length;
        pool = new PacketPool("frames", gso ? 0 : count, gso ? 0 : count, gso ? count : 0);
        frames = new Packet[count];
        for (int i = 0; i < count; i++) {
            frames[i] = frame(settings.frameLengths[i], settings.superSegments);
        }
        flows = new FlowOrder(settings.policies, settings.random);
        round = new SlotRound(producer, settings.slots, jumbo || gso);
    }

    private int longest() {
        int longest = 0;
        for (int length : settings.frameLengths) {
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private void addStates(UserOffload offload) {
        for (int i = 0; i < settings.states; i++) {
            SaConfig config = Protection.config(settings.cipher, i);
            OffloadResult result = engine.addState(config, Protection.key(config), offload);
            if (result.isRefused() || offload != null && !(result instanceof OffloadResult.Installed)) {
                throw new IllegalStateException("SA " + i + " of " + settings.states + ": " + result);
            }
        }
    }

    private void addPolicies() {
        for (int i = 0; i < settings.policies; i++) {
            if (!engine.addPolicy(
                    Protection.policy(i, Math.min(i, settings.states - 1), settings.manyShapes ? i : 0))) {
                throw new IllegalStateException("policy " + i + " of " + settings.policies + " is there already");
            }
        }
    }

    private Packet frame(int length, int superSegments) {
        if (superSegments > 0) {
            Packet packet = pool.take(SlotClass.SUPER);
            Frames.superTcp(packet, superSegments * length, length);
            return packet;
        }
        Packet packet = pool.takeFor(length);
        switch (settings.kind) {
            case UDP -> {
                Frames.udp(packet, 4, length - Frames.LINK_LENGTH);
                Frames.withoutChecksum(packet);
            }
            case TCP -> {
                Frames.tcp(packet, length - Frames.TCP4_HEADERS);
                ChecksumCompletion.complete(packet);
            }
            case TCP_WITHOUT_CHECKSUM -> Frames.tcp(packet, length - Frames.TCP4_HEADERS);
        }
        return packet;
    }

    /** Baseline: the producer's part; packets are filled and given back unsent. */
    public int fillOnly(int packets) {
        for (int i = 0; i < packets; i++) {
            producer.discard(nextPacket());
        }
        return packets;
    }

    /**
     * Sends packets and runs duty cycles until all of them have come home.
     *
     * @param packets at most as many as there are slots.
     * @return packets and commands that the engine moved.
     */
    public int cycle(int packets) {
        for (int i = 0; i < packets; i++) {
            if (!send(0)) {
                throw new IllegalStateException("the engine holds the producer");
            }
        }
        producer.flush();
        int work = 0;
        while (producer.outstanding() > round.held()) {
            work += engine.doWork(System.nanoTime());
        }
        return work;
    }

    /**
     * Sends one packet; it leaves with its burst.
     *
     * @param intendedNs when it was to be sent, 0 if nobody asks.
     * @return false when the engine takes no more now: the packet is not sent.
     */
    public boolean send(long intendedNs) {
        Packet packet = nextPacket();
        packet.ingressTime(intendedNs);
        if (!producer.send(packet)) {
            producer.discard(packet);
            return false;
        }
        segments += Math.max(1, settings.superSegments);
        return true;
    }

    /** Hands over what was sent since the last time. */
    public void flush() {
        producer.flush();
    }

    /** One duty cycle. */
    public int work(long nowNs) {
        return engine.doWork(nowNs);
    }

    /** An empty packet, filled as an application does: bytes, marks, offload fields. */
    private Packet nextPacket() {
        Packet frame = frames[nextFrame];
        nextFrame = nextFrame + 1 < frames.length ? nextFrame + 1 : 0;
        int length = frame.length();
        Packet packet = round.take(length);
        packet.put(length);
        packet.buffer().putBytes(packet.data(), frame.buffer(), frame.data(), length);
        packet.mac(frame.mac());
        packet.network(frame.network());
        packet.transport(frame.transport());
        packet.family(frame.family());
        if (frame.checksumMode() == ChecksumMode.PARTIAL) {
            leaveChecksum(packet, frame);
        } else if (settings.policies > 1) {
            Frames.flow(packet, flows.next());
        }
        return packet;
    }

    private static void leaveChecksum(Packet packet, Packet frame) {
        packet.checksumMode(ChecksumMode.PARTIAL);
        packet.checksumStart(frame.checksumStart());
        packet.checksumOffset(frame.checksumOffset());
        if (frame.gsoSize() != 0) {
            packet.gsoSize(frame.gsoSize());
            packet.gsoType(frame.gsoType());
        }
    }

    /** Checks the account, then ends the engine. */
    @Override
    public void close() {
        round.close();
        int idle = 0;
        while ((producer.outstanding() > 0 || !engine.isIdle()) && idle < IDLE_CYCLES) {
            idle = engine.doWork(System.nanoTime()) == 0 ? idle + 1 : 0;
        }
        EngineSnapshot snapshot = engine.snapshot();
        long sent = snapshot.account().sent();
        engine.close();
        pool.close();
        if (sent != segments || !snapshot.drops().isEmpty() || snapshot.clear() != 0) {
            throw new IllegalStateException(segments + " packets sent, " + sent + " left the device, dropped "
                    + snapshot.drops() + ", unprotected " + snapshot.clear());
        }
    }
}
