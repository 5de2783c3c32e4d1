// SPDX-License-Identifier: Apache-2.0
package io.ringlane.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.FrameDevice;
import io.ringlane.engine.Producer;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.receive.ReceiveContext;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.receive.ReceiveEngine;
import io.ringlane.receive.ReceiveProducer;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A sender and a receiver with the same SAs, on one thread; closing it asserts that both ledgers add up. */
final class Loop implements AutoCloseable {
    private static final int MTU = 9000;
    private static final int HOP_LIMIT = 64;
    private static final int LINK_HEADER = 14;
    private static final int ESP = 50;
    private static final int MOST_CYCLES = 100;

    private final List<byte[]> wire = new ArrayList<>();
    private final Engine engine;
    private final Producer producer;
    private final ReceiveEngine receiver;
    private final ReceiveProducer arrivals;
    private final List<byte[]> clear = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private long nowNs = 1;

    Loop(CryptoProvider crypto, int states) {
        FrameDevice device = new FrameDevice("eth0", MTU, packet -> wire.add(bytes(packet)));
        engine = Engine.launch(new EngineContext()
                .crypto(crypto)
                .allowUnauthenticated(true)
                .maxStates(states)
                .producerSlots(64, 4, 1)
                .route(new Route(device, MTU, new byte[0], HOP_LIMIT)));
        engine.addDevice(device);
        producer = engine.producer();
        receiver = ReceiveEngine.launch(new ReceiveContext()
                .crypto(crypto)
                .maxStates(states)
                .policies(false)
                .producerSlots(64, 4)
                .stepped(true)
                .sink((core, returns) -> new Keeper(returns)));
        arrivals = receiver.producer();
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        return bytes;
    }

    private final class Keeper implements RxSink {
        private final PacketReturn returns;

        Keeper(PacketReturn returns) {
            this.returns = returns;
        }

        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            clear.add(bytes(packet));
            returns.free(packet);
        }

        @Override
        public void refused(Packet packet, Refusal refusal, InboundState state) {
            refused.add(refusal);
        }
    }

    /**
     * Installs the SA on both sides, with a key of its own, and the policy that sends the shape's packets to it.
     *
     * @return the key, salt and key that authenticates behind it.
     */
    byte[] add(Shape shape, SplittableRandom random) {
        SaConfig config = shape.config();
        byte[] material = new byte[config.transform().materialLength()];
        random.nextBytes(material);
        assertThat(engine.addState(config, new SecretKey(material.clone())).isRefused())
                .as("%s refused by the sender", shape)
                .isFalse();
        EncapPorts.Kind kind = shape.udp() ? EncapPorts.Kind.ESP_IN_UDP : null;
        assertThat(receiver.addState(config, new SecretKey(material.clone()), 0, kind, 0))
                .as("%s at the receiver", shape)
                .isEqualTo(ReceiveCore.Added.DONE);
        Template template = new Template(
                config.source(),
                config.id().destination(),
                0,
                ESP,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
        engine.addPolicy(
                new Policy(shape.selector(), Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template)));
        return material;
    }

    /** Sends a packet whose first byte stands some bytes behind where it would. @return frames, MAC header first. */
    List<byte[]> send(Shape shape, byte[] payload, int shift) {
        byte[] bytes = shape.packet(payload).bytes();
        Packet packet = producer.take(bytes.length + shift);
        packet.put(bytes.length + shift);
        packet.pull(shift);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.mac(packet.data());
        packet.network(packet.data() + LINK_HEADER);
        assertThat(producer.send(packet)).isTrue();
        producer.flush();
        wire.clear();
        for (int i = 0; i < MOST_CYCLES && (producer.outstanding() > 0 || i == 0); i++) {
            engine.doWork(nowNs += 1000);
        }
        return List.copyOf(wire);
    }

    /** Hands an IP packet to the receiver, shifted like {@link #send}. @return clear packets. */
    List<byte[]> receive(byte[] bytes, int from, int shift) {
        clear.clear();
        refused.clear();
        int length = bytes.length - from;
        Packet packet = arrivals.take(length + shift);
        packet.put(length + shift);
        packet.pull(shift);
        packet.buffer().putBytes(packet.data(), bytes, from, length);
        packet.network(packet.data());
        assertThat(arrivals.send(packet)).isTrue();
        arrivals.flush();
        receiver.doWork(nowNs += 1000);
        return List.copyOf(clear);
    }

    /** Why packets of the last {@link #receive} went no further. */
    List<Refusal> refused() {
        return refused;
    }

    @Override
    public void close() {
        assertThat(engine.snapshot().account().imbalance()).isZero();
        assertThat(receiver.snapshot().imbalance()).isZero();
        assertThat(arrivals.outstanding()).isZero();
        engine.close();
        receiver.close();
    }
}
