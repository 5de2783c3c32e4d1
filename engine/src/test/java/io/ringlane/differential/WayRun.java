// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineListener;
import io.ringlane.engine.EngineProbe;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.Producer;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.CountingProvider;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A stepped engine that goes through a script, and all that can be seen of it from outside. */
final class WayRun implements AutoCloseable, EngineListener {
    private static final int MOST_CYCLES = 20_000;
    private static final byte STALE = 0x5a;

    private final WayScript script;
    private final Engine engine;
    private final Producer producer;
    private final List<Route> routes = new ArrayList<>();
    private final int[] places;
    private final int[] indices;
    private long now = 1;
    final List<WatchedDevice> devices = new ArrayList<>();
    final CountingProvider crypto;
    /** What the listener was told and what set-up calls answered, in order. */
    final List<String> events = new ArrayList<>();
    /** Accounts and counters after each step. */
    final List<String> accounts = new ArrayList<>();

    /** @param cachedFlows 0 sends everything the long way. */
    WayRun(WayScript script, int cachedFlows) {
        this.script = script;
        CryptoProvider real = script.nativeCipher ? CryptoProviders.best() : new JdkProvider();
        crypto = new CountingProvider(real, script::fails);
        places = script.places.clone();
        script.devices.forEach(device -> devices.add(new WatchedDevice(device)));
        for (WayScript.Path path : script.paths) {
            routes.add(new Route(devices.get(path.device()), path.mtu(), path.link(), path.hopLimit()));
        }
        engine = Engine.launch(new EngineContext()
                .offline(true)
                .burst(script.burst)
                .cachedFlows(cachedFlows)
                .maxSegments(script.maxSegments)
                .segmentSlots(script.segmentSlots, 20)
                .producerSlots(600, 8, 4)
                .ingressBursts(64)
                .waitingLimit(script.waitingLimit)
                .backlogCapacity(script.backlogCapacity)
                .maxStates(16)
                .deferredEsp(script.deferred)
                .crypto(crypto)
                .listener(this)
                .routes(this::route));
        producer = engine.producer();
        indices = new int[devices.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = engine.addDevice(devices.get(i));
        }
        script.states.forEach(this::add);
        script.policies.forEach(engine::addPolicy);
    }

    private Route route(int family, long high, long low, int mark) {
        int path = places[(int) (low & 7) << 1 | mark & 1];
        return path < 0 ? null : routes.get(path);
    }

    /** Goes through all steps, and on until nothing is under way. */
    void run() {
        for (WayScript.Step step : script.steps) {
            step.packets().forEach(this::send);
            producer.flush();
            for (int i = 0; i < step.cycles(); i++) {
                cycle();
            }
            if (script.busy) {
                runDry();
            }
            account();
            if (step.change() != null) {
                step.change().action().accept(this);
            }
        }
        devices.forEach(device -> device.stopped(false));
        runDry();
        account();
    }

    private void send(WayScript.Sent sent) {
        Packet slot = producer.take(sent.length());
        for (int i = 0; slot == null; i++) {
            producer.flush();
            cycle();
            slot = producer.take(sent.length());
            check(i);
        }
        slot.buffer()
                .setMemory(
                        PacketDescriptor.METADATA_LENGTH,
                        slot.buffer().capacity() - PacketDescriptor.METADATA_LENGTH,
                        STALE);
        sent.fill().accept(slot);
        for (int i = 0; !producer.send(slot); i++) {
            cycle();
            check(i);
        }
    }

    private void cycle() {
        devices.forEach(WatchedDevice::mood);
        engine.doWork(now++);
    }

    private void runDry() {
        long idle = 0;
        for (int i = 0; idle < 2; i++) {
            cycle();
            check(i);
            EngineSnapshot.Account account = engine.snapshot().account();
            idle = engine.isIdle() && account.in() == producer.sent() ? idle + 1 : 0;
        }
    }

    private void check(int cycles) {
        if (cycles > MOST_CYCLES) {
            throw new IllegalStateException("stuck: " + engine.snapshot());
        }
    }

    private void account() {
        EngineSnapshot snapshot = engine.snapshot();
        accounts.add(snapshot.account() + " " + snapshot.xfrm() + snapshot.drops() + snapshot.states() + " clear "
                + snapshot.clear() + " not IP " + snapshot.notIp());
    }

    /** Slots of the producer and of the core that did not come home. */
    int slotsOut() {
        return producer.outstanding() + EngineProbe.slotsOut(engine);
    }

    // ---- changes

    void add(WayScript.Sa sa) {
        UserOffload offload = sa.device() < 0 ? null : UserOffload.outbound(indices[sa.device()]);
        SecretKey key = new SecretKey(sa.key().clone());
        OffloadResult result = engine.addState(sa.config(), key, offload);
        if (result.isRefused()) {
            key.close();
        }
        events.add("add " + sa.config().id() + " " + result.getClass().getSimpleName());
    }

    Engine engine() {
        return engine;
    }

    void place(int place, int path) {
        places[place] = path;
    }

    int index(int device) {
        return indices[device];
    }

    // ---- what the listener is told

    @Override
    public void expired(XfrmState state, boolean hard) {
        events.add("expired " + state.config().id() + (hard ? " hard" : " soft") + " after " + state.packets());
    }

    @Override
    public void tooBig(Packet packet, XfrmState state, int mtu) {
        byte[] bytes = new byte[Math.min(40, packet.length())];
        packet.buffer().getBytes(packet.data(), bytes);
        events.add("too big " + (state == null ? "in clear" : state.config().id()) + " " + mtu + " length "
                + packet.length() + " data "
                + packet.data() + " network " + packet.network() + " family " + packet.family() + " "
                + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void close() {
        engine.close();
    }
}
