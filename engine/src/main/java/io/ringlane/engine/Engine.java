// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.crypto.CryptoQueue;
import io.ringlane.crypto.CryptoWorker;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.NetDevice;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.offload.XfrmDeviceListener;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.PacketHome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An IPsec transmit engine: launch it with a context, add devices, SAs and policies, send packets through a
 * {@link Producer}, close it. Set-up calls may come from any thread; they are carried out on the core's thread.
 * {@link #doWork} is called by one thread, and only when the context says stepped.
 */
public final class Engine implements AutoCloseable {
    private final EngineContext context;
    private final DeviceRegistry registry = new DeviceRegistry();
    private final Core core;
    private final CryptoQueue[] cryptoQueues;
    private final List<CryptoWorker> workers = new ArrayList<>();
    private final List<Producer> producers = new ArrayList<>();
    private final EngineThreads threads;
    private boolean closed;

    private Engine(EngineContext context) {
        this.context = context;
        cryptoQueues = new CryptoQueue[context.asyncWorkers()];
        for (int i = 0; i < cryptoQueues.length; i++) {
            cryptoQueues[i] = new CryptoQueue(context.asyncBursts(), context.burst());
            workers.add(new CryptoWorker(
                    "crypto-" + i, context.crypto().newCipher(), List.of(cryptoQueues[i]), context.asyncOrder()));
        }
        core = new Core(context, registry, cryptoQueues);
        registry.addListener(new XfrmDeviceListener(device -> onCore(() -> core.flushStates(device))));
        threads = context.stepped() ? null : EngineThreads.start(core, workers, context.clock());
    }

    /**
     * Starts an engine; with threads of its own if the context says so.
     *
     * @throws EngineException when a setting is wrong.
     */
    public static Engine launch(EngineContext context) {
        return new Engine(context.conclude());
    }

    // ---- devices

    /**
     * Registers a device and opens its queues.
     *
     * @return its index for {@link UserOffload}.
     * @throws EngineException when the registration is refused, with the reason.
     */
    public int addDevice(NetDevice device) {
        DeviceRegistry.Registration registration = registry.register(device);
        if (registration.isRefused()) {
            throw new EngineException(EngineException.Category.DEVICE, registration.reason());
        }
        int index = registration.index();
        onCore(() -> {
            core.ports().open(device, 0, device.queues());
            return 0;
        });
        return index;
    }

    /** Takes a device down: its SAs are deleted, what waits for it is dropped and counted. */
    public void deviceDown(int index) {
        NetDevice device = registry.device(index);
        registry.down(index);
        onCore(() -> core.dropWaiting(device));
    }

    /** The device takes packets again; SAs that were deleted with it have to be added again. */
    public void deviceUp(int index) {
        NetDevice device = registry.device(index);
        registry.up(index);
        onCore(() -> core.open(device));
    }

    /** Takes a device out: as {@link #deviceDown}, and its queues are closed. */
    public void removeDevice(int index) {
        NetDevice device = registry.device(index);
        registry.unregister(index);
        onCore(() -> core.closePorts(device));
    }

    /** The devices, for their features and state. */
    public DeviceRegistry devices() {
        return registry;
    }

    // ---- SAs and policies

    /** Adds an SA to be done in software. The engine owns the key unless the result is a refusal. */
    public OffloadResult addState(SaConfig config, SecretKey key) {
        return addState(config, key, null);
    }

    /**
     * Adds an SA.
     *
     * @param offload which device is to do it, or null for software.
     * @return installed on the device, in use in software and why, or refused and why.
     */
    public OffloadResult addState(SaConfig config, SecretKey key, UserOffload offload) {
        XfrmState state = new XfrmState(config, key);
        return onCore(() -> core.addState(state, offload));
    }

    /** Deletes an SA; its keys are zeroed when the last packet under way is done. @return false if there is none. */
    public boolean deleteState(SaId id) {
        return onCore(() -> {
            XfrmState state = core.states().find(id);
            return state != null && core.deleteState(state);
        });
    }

    /** Adds a policy. @return false when there is one of the same kind already. */
    public boolean addPolicy(Policy policy) {
        return onCore(() -> core.policies().add(policy));
    }

    public boolean removePolicy(Policy policy) {
        return onCore(() -> core.policies().remove(policy));
    }

    // ---- packets

    /** A way in for the calling thread, with a pool of its own. */
    public Producer producer() {
        PacketPool pool = new PacketPool(
                "producer-" + producers.size(),
                context.producerSlots(),
                context.producerJumboSlots(),
                context.producerSuperSlots());
        IngressRing ring = new IngressRing(context.ingressBursts());
        PacketHome home = new PacketHome(
                pool, context.producerSlots() + context.producerJumboSlots() + context.producerSuperSlots());
        Producer producer = new Producer(pool, ring, home);
        producers.add(producer);
        return onCore(() -> {
            core.returns().add(home);
            core.agent().add(ring);
            return producer;
        });
    }

    /**
     * One duty cycle of the core, then of each worker, in this order always.
     *
     * @param nowNs time of the cycle, from a clock that does not go back.
     * @return 0 when there was nothing to do.
     */
    public int doWork(long nowNs) {
        int work = core.doWork(nowNs);
        for (int i = 0; i < workers.size(); i++) {
            work += workers.get(i).doWork();
        }
        return work;
    }

    /** True when no packet is in the core, at crypto or in a device. */
    public boolean isIdle() {
        return onCore(core::isIdle);
    }

    /** Slots of the core's own pool that are out; for tests of leaks. */
    int slotsOut() {
        return onCore(core::slotsOut);
    }

    /** All counters, consistent with each other. */
    public EngineSnapshot snapshot() {
        return onCore(core::snapshot);
    }

    /**
     * Ends the engine: packets still waiting or in crypto are dropped and counted, SAs deleted, keys zeroed. Packets
     * that a device still holds must have been completed before, or their slots are lost with the pools.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (threads != null) {
            threads.stop();
        }
        workers.forEach(CryptoWorker::onClose);
        core.close();
        for (CryptoQueue queue : cryptoQueues) {
            queue.close();
        }
        producers.forEach(Producer::close);
        core.closeMemory();
    }

    private <T> T onCore(Supplier<T> command) {
        return threads == null ? command.get() : threads.call(core.commands(), command);
    }
}
