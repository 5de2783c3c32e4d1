// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.crypto.CryptoWorker;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineListener;
import io.ringlane.engine.EngineProbe;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.Producer;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.reference.RefDevice;
import io.ringlane.reference.RefPacket;
import io.ringlane.reference.RefRoute;
import io.ringlane.reference.RefSa;
import io.ringlane.reference.RefSetup;
import io.ringlane.sa.XfrmState;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** The engine with devices, SAs and policies of a set-up, fed in uneven steps and run dry. */
final class EngineRun implements AutoCloseable, EngineListener {
    private static final int MOST_CYCLES = 20_000;

    private final RefSetup setup;
    private final Random random;
    private final Map<RefDevice, MoodyDevice> devices = new IdentityHashMap<>();
    private final Map<RefRoute, Route> routes = new IdentityHashMap<>();
    private final Engine engine;
    private final Producer producer;
    private final int busyPercent;
    long softExpired;
    long hardExpired;
    private long now = 1;

    /** @param workers that seal off the core, 0 for none. */
    EngineRun(RefSetup setup, int workers, Random random) {
        this.setup = setup;
        this.random = random;
        busyPercent = random.nextInt(3) == 0 ? 0 : random.nextInt(50);
        for (RefDevice device : setup.devices) {
            devices.put(device, MoodyDevice.of(device, random, busyPercent));
        }
        engine = Engine.launch(context(workers));
        try {
            populate();
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        producer = engine.producer();
    }

    private EngineContext context(int workers) {
        int segments = setup.maxSegments;
        setup.wireSlots = segments + random.nextInt(20);
        setup.jumboSlots = 10;
        EngineContext context = new EngineContext()
                .offline(true)
                .burst(1 + random.nextInt(random.nextBoolean() ? 4 : 32))
                .maxSegments(segments)
                .segmentSlots(setup.wireSlots, setup.jumboSlots)
                .producerSlots(8 + random.nextInt(8), 3, 1)
                .ingressBursts(2)
                .waitingLimit(segments + random.nextInt(20))
                .backlogCapacity(segments + random.nextInt(20))
                .maxStates(8)
                .deferredEsp(setup.deferred)
                .asyncWorkers(workers)
                .asyncOrder(CryptoWorker.CompletionOrder.shuffledBy(random.nextLong()))
                .listener(this)
                .routes((family, high, low, mark) -> route(EngineTypes.bytes(family, high, low)));
        return EngineProbe.wrap(context, real -> new ScriptedOffload(real, setup.script, random));
    }

    private Route route(byte[] destination) {
        RefRoute route = setup.route(destination);
        return route == null
                ? null
                : routes.computeIfAbsent(route, from -> EngineTypes.route(from, devices.get(from.device())));
    }

    private void populate() {
        Map<RefDevice, Integer> indices = new IdentityHashMap<>();
        for (RefDevice device : setup.devices) {
            indices.put(device, engine.addDevice(devices.get(device)));
        }
        for (RefSa sa : setup.states) {
            UserOffload offload = sa.device == null ? null : UserOffload.outbound(indices.get(sa.device));
            if (engine.addState(EngineTypes.state(sa), EngineTypes.key(sa), offload)
                    .isRefused()) {
                throw new IllegalStateException("refused: " + sa);
            }
        }
        setup.policies.forEach(policy -> engine.addPolicy(EngineTypes.policy(policy)));
    }

    /** Sends everything and waits until nothing is under way. */
    void run(List<RefPacket> packets) {
        for (RefPacket packet : packets) {
            send(packet.link.length + packet.ip.length, slot -> EngineTypes.fill(slot, packet));
        }
        runDry(packets.size());
    }

    /** Sends one packet, with or without a duty cycle behind it. */
    void send(int length, Consumer<Packet> fill) {
        Packet slot = producer.take(length);
        for (int i = 0; slot == null; i++) {
            producer.flush();
            cycle(i);
            slot = producer.take(length);
        }
        fill.accept(slot);
        for (int i = 0; !producer.send(slot); i++) {
            cycle(i);
        }
        if (random.nextInt(4) == 0) {
            producer.flush();
            cycle(0);
        }
    }

    /** Waits until nothing is under way. @param packets that were sent. */
    void runDry(int packets) {
        producer.flush();
        for (int i = 0; i == 0 || !isDone(packets); i++) {
            cycle(i);
        }
        engine.doWork(now);
    }

    private boolean isDone(int packets) {
        return engine.isIdle() && engine.snapshot().account().in() == packets;
    }

    private void cycle(int attempt) {
        if (attempt > MOST_CYCLES) {
            throw new IllegalStateException("stuck: " + engine.snapshot());
        }
        devices.values().forEach(device -> device.mood(false));
        engine.doWork(now++);
    }

    MoodyDevice device(RefDevice device) {
        return devices.get(device);
    }

    EngineSnapshot snapshot() {
        return engine.snapshot();
    }

    /** Slots of the producer and of the core that did not come home. */
    int slotsOut() {
        return producer.outstanding() + EngineProbe.slotsOut(engine);
    }

    @Override
    public void expired(XfrmState state, boolean hard) {
        if (hard) {
            hardExpired++;
        } else {
            softExpired++;
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
