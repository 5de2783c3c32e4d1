// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.load.Frames;
import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.FrameDevice;
import io.ringlane.engine.Producer;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The outbound work in memory, through the engine's public interface: in bursts a buffer is taken, the frame copied in,
 * sent to the next SA in turn, parsed, looked up, encapsulated, encrypted, given a new Ethernet header, handed to a
 * device that is done at once, and taken home. One thread is producer and core; owns its engine.
 */
final class OutboundLoad implements Load {
    /** Longest frame. */
    static final int MOST_SIZE = 9000;
    /** Ethernet, IPv4 and UDP headers alone. */
    static final int LEAST_SIZE = 42;

    private static final int MTU = 9600;
    private static final int SLOTS_PER_BURST = 8;
    private static final byte[] LINK_HEADER = HexFormat.of().parseHex("0200000000030200000000040800");
    /** An EtherType that is not IP (IEEE 802 local experimental). */
    private static final short EXPERIMENTAL = (short) 0x88b5;

    private static final int DESTINATION = Ethernet.LENGTH + Ipv4.DESTINATION_OFFSET;

    private final Stage stage;
    private final int states;
    private final int burst;
    private final Engine engine;
    private final Producer producer;
    private final FrameProof proof;
    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(MOST_SIZE));
    private final Packet[] filled;
    private final byte[] frameBytes = new byte[MOST_SIZE];
    private boolean proving;
    private int size;
    private int next;

    /**
     * Launches an engine with SAs and policies.
     *
     * @param burst packets handed over and handled at once, 1 to 256.
     */
    OutboundLoad(CryptoProvider crypto, Stage stage, int states, int burst) {
        this.stage = stage;
        this.states = states;
        this.burst = burst;
        filled = new Packet[burst];
        boolean isNull = stage == Stage.NULL;
        OutboundKeys keys = new OutboundKeys(states, isNull ? EspTransform.nullForBenchmarks() : OutboundKeys.aes());
        proof = new FrameProof(keys, LINK_HEADER);
        FrameDevice device = new FrameDevice("sink", MTU, this::onFrame);
        int slots = SLOTS_PER_BURST * burst;
        engine = Engine.launch(new EngineContext()
                .burst(burst)
                .maxStates(states)
                .maxSegments(1)
                .segmentSlots(1, 0)
                .producerSlots(slots, slots, 0)
                .crypto(isNull ? new NullProvider() : crypto)
                .route(new Route(device, MTU, LINK_HEADER, Route.DEFAULT_HOP_LIMIT)));
        engine.addDevice(device);
        for (int i = 0; i < states; i++) {
            engine.addState(keys.config(i), new SecretKey(keys.material(i)));
            engine.addPolicy(OutboundKeys.policy(i, stage != Stage.CLEAR));
        }
        producer = engine.producer();
    }

    private boolean onFrame(Packet packet) {
        if (proving) {
            byte[] bytes = new byte[packet.length()];
            packet.buffer().getBytes(packet.data(), bytes);
            proof.check(bytes);
        }
        return true;
    }

    @Override
    public void size(int bytes) {
        size = bytes;
        try (PacketPool pool = new PacketPool("frame", 0, 1, 0)) {
            Packet packet = pool.take(SlotClass.JUMBO);
            Frames.udp(packet, 4, bytes - Ethernet.LENGTH);
            packet.buffer().getBytes(packet.data(), frameBytes, 0, bytes);
            pool.give(packet);
        }
        if (stage == Stage.PASS) {
            ByteBuffer.wrap(frameBytes).putShort(Ethernet.TYPE_OFFSET, EXPERIMENTAL);
        }
        frame.putBytes(0, frameBytes, 0, bytes);
    }

    @Override
    public double run(long bursts) {
        long start = System.nanoTime();
        if (stage == Stage.BUF) {
            for (long i = 0; i < bursts; i++) {
                fillBurst();
            }
        } else {
            for (long i = 0; i < bursts; i++) {
                burst();
            }
        }
        return (double) (System.nanoTime() - start) / bursts / burst;
    }

    private void burst() {
        for (int i = 0; i < burst; i++) {
            if (!producer.send(packet())) {
                throw new IllegalStateException("the engine holds the producer");
            }
        }
        producer.flush();
        engine.doWork(System.nanoTime());
        producer.collect();
    }

    private void fillBurst() {
        for (int i = 0; i < burst; i++) {
            filled[i] = packet();
        }
        for (int i = 0; i < burst; i++) {
            producer.discard(filled[i]);
        }
    }

    /** An empty packet, filled as an application does. */
    private Packet packet() {
        Packet packet = producer.take(size);
        packet.put(size);
        int data = packet.data();
        UnsafeBuffer buffer = packet.buffer();
        buffer.putBytes(data, frame, 0, size);
        buffer.putInt(data + DESTINATION, OutboundKeys.destination(next), ByteOrder.BIG_ENDIAN);
        next = next + 1 == states ? 0 : next + 1;
        packet.mac(data);
        packet.network(data + Ethernet.LENGTH);
        return packet;
    }

    /** Sends a packet to each SA, and two bursts at least, and opens all that comes out. */
    @Override
    public void prove() {
        if (stage != Stage.OUT) {
            return;
        }
        check();
        long before = producer.sent();
        proof.expect(Arrays.copyOf(frameBytes, size));
        proving = true;
        run(Math.max(2, (states + burst - 1) / burst));
        check();
        proving = false;
        long sent = producer.sent() - before;
        if (proof.opened() != sent) {
            throw new IllegalStateException(proof.opened() + " frames came out of " + sent);
        }
    }

    @Override
    public void check() {
        while (producer.outstanding() > 0) {
            if (engine.doWork(System.nanoTime()) == 0 && producer.outstanding() > 0) {
                throw new IllegalStateException(producer.outstanding() + " packets do not come home");
            }
        }
        EngineSnapshot snapshot = engine.snapshot();
        EngineSnapshot.Account account = snapshot.account();
        long clear = stage == Stage.CLEAR ? producer.sent() : 0;
        long notIp = stage == Stage.PASS ? producer.sent() : 0;
        if (account.imbalance() != 0
                || account.sent() != producer.sent()
                || snapshot.clear() != clear
                || snapshot.notIp() != notIp) {
            throw new IllegalStateException("packets are lost: " + account + ", clear " + snapshot.clear() + ", not IP "
                    + snapshot.notIp() + ", " + snapshot.drops());
        }
    }

    /** For tests: from now on nothing is protected. */
    void forgetPolicies() {
        for (int i = 0; i < states; i++) {
            engine.removePolicy(OutboundKeys.policy(i, stage != Stage.CLEAR));
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
