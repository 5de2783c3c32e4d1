// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.checkpoint.NumberLease;
import io.ringlane.cores.CoreLinks;
import io.ringlane.cores.SaOwners;
import io.ringlane.crypto.AlgorithmSelfTest;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoQueue;
import io.ringlane.crypto.CryptoWorker;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Errno;
import io.ringlane.dev.NetDevice;
import io.ringlane.life.NumberRules;
import io.ringlane.life.StateUse;
import io.ringlane.life.XfrmEvent;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.offload.XfrmDeviceListener;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.LatencyRecorder;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.Intake;
import io.ringlane.tx.PacketHome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An IPsec transmit engine: launch it with a context, add devices, SAs and policies, send packets through a
 * {@link Producer} or let a core poll a source, close it. Set-up calls may come from any thread; they are carried out
 * on the cores' threads. An engine that is stepped is told everything by its caller, one thread at a time but for
 * {@link #doWork(int, long)}.
 */
public final class Engine implements AutoCloseable {
    private final EngineContext context;
    private final DeviceRegistry registry = new DeviceRegistry();
    private final SaOwners owners;
    private final List<Core> cores = new ArrayList<>();
    private final List<CryptoQueue> cryptoQueues = new ArrayList<>();
    private final List<CryptoWorker> workers = new ArrayList<>();
    private final List<Producer> producers = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();
    private final EngineThreads threads;
    private final CoreCalls calls;
    private final SpreadStates spread;
    private final NumberRules numbers;
    private final KeyManager keyManager;
    private boolean closed;

    private Engine(EngineContext context) {
        this.context = context;
        owners = new SaOwners(context.cores(), context.affinity());
        IngressRing[][] rings = CoreLinks.rings(context.cores(), context.ingressBursts());
        Core.Surroundings around = new Core.Surroundings(registry, owners, rings);
        for (int i = 0; i < context.cores(); i++) {
            CryptoQueue[] queues = new CryptoQueue[context.asyncWorkers()];
            Arrays.setAll(queues, worker -> new CryptoQueue(context.asyncBursts(), context.burst()));
            cryptoQueues.addAll(List.of(queues));
            cores.add(new Core(i, context, around, queues));
        }
        for (int i = 0; i < context.asyncWorkers(); i++) {
            workers.add(
                    new CryptoWorker("crypto-" + i, context.crypto().newCipher(), queuesOf(i), context.asyncOrder()));
        }
        registry.addListener(new XfrmDeviceListener(device -> each(core -> core.flushStates(device))));
        threads = context.stepped() ? null : EngineThreads.start(cores, workers, context);
        calls = new CoreCalls(cores, threads);
        spread = new SpreadStates(context, cores, calls);
        numbers = new NumberRules(context.checkpoint(), context.offline());
        keyManager = new KeyManager(cores, calls, owners, context.monitor());
        if (context.checkpoint() != null) {
            context.checkpoint().onFailure(context.listener()::notice);
        }
    }

    /** One queue from each core to a worker. */
    private List<CryptoQueue> queuesOf(int worker) {
        List<CryptoQueue> queues = new ArrayList<>();
        for (int i = worker; i < cryptoQueues.size(); i += context.asyncWorkers()) {
            queues.add(cryptoQueues.get(i));
        }
        return queues;
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
     * Registers a device and opens its queues, which the cores share out: a queue belongs to one core.
     *
     * @return its index for {@link UserOffload}.
     * @throws EngineException when the device has fewer queues than there are cores, or its registration is refused.
     */
    public synchronized int addDevice(NetDevice device) {
        if (device.queues() < cores.size()) {
            throw new EngineException(
                    EngineException.Category.DEVICE,
                    "device " + device.name() + " needs a TX queue for each of " + cores.size() + " cores, has "
                            + device.queues());
        }
        DeviceRegistry.Registration registration = registry.register(device);
        if (registration.isRefused()) {
            throw new EngineException(EngineException.Category.DEVICE, registration.reason());
        }
        int index = registration.index();
        int queues = device.queues();
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            int first = i * queues / cores.size();
            int next = (i + 1) * queues / cores.size();
            calls.on(i, () -> {
                core.ports().open(device, first, next - first);
                return 0;
            });
        }
        return index;
    }

    /** Takes a device down: its SAs are deleted, what waits for it is dropped and counted. */
    public synchronized void deviceDown(int index) {
        NetDevice device = registry.device(index);
        registry.down(index);
        each(core -> core.dropWaiting(device));
    }

    /** The device takes packets again; SAs that were deleted with it have to be added again. */
    public synchronized void deviceUp(int index) {
        NetDevice device = registry.device(index);
        registry.up(index);
        each(core -> core.open(device));
    }

    /** Takes a device out: as {@link #deviceDown}, and its queues are closed. */
    public synchronized void removeDevice(int index) {
        NetDevice device = registry.device(index);
        registry.unregister(index);
        each(core -> core.closePorts(device));
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
     * Adds an SA, on one core; on all of them when the context says that it is spread and no device is to do it. An SA
     * whose numbers may have been used is refused, too, see {@link EngineContext#checkpoint}.
     *
     * @param offload which device is to do it, or null for software.
     * @return installed on the device, in use in software and why, or refused and why.
     */
    public OffloadResult addState(SaConfig config, SecretKey key, UserOffload offload) {
        return addState(config, key, offload, null);
    }

    /**
     * Adds an SA that goes on where it ended before, see {@link KeyManager#image}.
     *
     * @param use what it has used up, null for nothing.
     */
    public synchronized OffloadResult addState(SaConfig config, SecretKey key, UserOffload offload, StateUse use) {
        String fault = fault(config.transform());
        if (fault != null) {
            return new OffloadResult.Refused(Errno.EINVAL, fault);
        }
        SaConfig resumed = use == null ? config : use.applyTo(config);
        return switch (numbers.start(resumed, key)) {
            case NumberRules.Start.Refused(String reason) -> new OffloadResult.Refused(Errno.EINVAL, reason);
            case NumberRules.Start.Allowed(SaConfig numbered, NumberLease lease) -> {
                OffloadResult result = add(numbered, key, offload, lease, use);
                if (!result.isRefused()) {
                    keyManager.added(numbered);
                } else if (lease != null) {
                    lease.release(lease.start());
                }
                yield result;
            }
        };
    }

    private OffloadResult add(
            SaConfig config, SecretKey key, UserOffload offload, OutboundSequence.Reserve reserve, StateUse use) {
        int twin = coreOf(config.id());
        if (config.isOfOneCore()) {
            XfrmState state = NumberRules.newState(config, key, reserve, use);
            return addOwn(twin == SaOwners.NOBODY ? config.pcpu() : twin, state, offload);
        }
        int core = owners.claim(config);
        // a core that has an SA of the same identity says so itself
        OffloadResult result = offload == null && twin == SaOwners.NOBODY && context.isSpread(config)
                ? spread.add(config, key, core, reserve, use)
                : addToCore(
                        twin == SaOwners.NOBODY ? core : twin,
                        NumberRules.newState(config, key, reserve, use),
                        offload);
        if (result.isRefused()) {
            owners.release(config);
        }
        return result;
    }

    /** A core's own SA serves that core's flows only: nobody is sent there for it. */
    private OffloadResult addOwn(int core, XfrmState state, UserOffload offload) {
        if (core >= cores.size()) {
            return new OffloadResult.Refused(
                    Errno.EINVAL, "pcpu-num must be 0 to " + (cores.size() - 1) + ", is " + core);
        }
        return addToCore(core, state, offload);
    }

    /** Why no SA may have this transform; an algorithm is tested on the caller's thread, when it is first needed. */
    private String fault(EspTransform transform) {
        if (transform.isUnauthenticated() && !context.unauthenticatedAllowed()) {
            return transform.label() + " without authentication lets packets be forged, and is not allowed here";
        }
        CryptoProvider crypto = context.crypto();
        return crypto.supports(transform) ? AlgorithmSelfTest.fault(crypto, transform) : null;
    }

    private OffloadResult addToCore(int core, XfrmState state, UserOffload offload) {
        return calls.on(core, () -> cores.get(core).addState(state, offload));
    }

    /** The core that has an SA in use, the first one if it is spread, or -1. */
    public synchronized int coreOf(SaId id) {
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            if (calls.on(i, () -> core.states().find(id) != null)) {
                return i;
            }
        }
        return SaOwners.NOBODY;
    }

    /** Deletes an SA; its keys are zeroed when the last packet under way is done. @return false if there is none. */
    public synchronized boolean deleteState(SaId id) {
        boolean found = false;
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            XfrmState state = calls.on(i, () -> core.deleteState(id));
            if (state != null && !found) {
                keyManager.tell(new XfrmEvent.StateDeleted(state.config()));
            }
            found |= state != null;
        }
        return found;
    }

    /** What key managers ask for beside. */
    public KeyManager keyManager() {
        return keyManager;
    }

    /** Adds a policy, on each core. @return false when there is one of the same kind already. */
    public synchronized boolean addPolicy(Policy policy) {
        boolean added = calls.each(core -> core.policies().add(policy));
        if (added) {
            keyManager.tell(new XfrmEvent.PolicyAdded(policy));
        }
        return added;
    }

    public synchronized boolean removePolicy(Policy policy) {
        boolean removed = calls.each(core -> core.policies().remove(policy));
        if (removed) {
            keyManager.tell(new XfrmEvent.PolicyDeleted(policy));
        }
        return removed;
    }

    // ---- packets

    /** A way in for the calling thread, with a pool of its own: flows are steered to the cores by a hash. */
    public Producer producer() {
        return producer(0, cores.size());
    }

    /** A way into one core only, as from a queue of a card that has steered the flows already. */
    public Producer producer(int core) {
        return producer(core, 1);
    }

    private synchronized Producer producer(int firstCore, int count) {
        PacketPool pool = new PacketPool(
                "producer-" + producers.size(),
                context.producerSlots(),
                context.producerJumboSlots(),
                context.producerSuperSlots());
        int slots = context.producerSlots() + context.producerJumboSlots() + context.producerSuperSlots();
        IngressRing[] rings = new IngressRing[count];
        PacketHome[] homes = new PacketHome[cores.size()];
        for (int i = 0; i < cores.size(); i++) {
            Core core = cores.get(i);
            PacketHome home = new PacketHome(pool, slots);
            IngressRing ring =
                    i < firstCore || i >= firstCore + count ? null : new IngressRing(context.ingressBursts());
            homes[i] = home;
            if (ring != null) {
                rings[i - firstCore] = ring;
            }
            calls.on(i, () -> {
                core.join(ring, home);
                return 0;
            });
        }
        Producer producer = new Producer(pool, rings, homes);
        producers.add(producer);
        return producer;
    }

    /**
     * Lets a core poll a source of packets on its own thread, in each duty cycle: nothing crosses a thread or a ring on
     * its way in or home. Its slots are as many as a producer's.
     *
     * @param core that polls it, from 0; flows are not steered, as from a queue of a card that has done so.
     */
    public synchronized Intake poll(int core, Intake.Source source) {
        Objects.checkIndex(core, cores.size());
        PacketPool pool = new PacketPool(
                "intake-" + intakes.size(),
                context.producerSlots(),
                context.producerJumboSlots(),
                context.producerSuperSlots());
        int slots = context.producerSlots() + context.producerJumboSlots() + context.producerSuperSlots();
        List<PacketHome> homes = new ArrayList<>();
        for (int i = 0; i < cores.size(); i++) {
            if (i != core) {
                Core other = cores.get(i);
                PacketHome home = new PacketHome(pool, slots);
                homes.add(home);
                calls.on(i, () -> {
                    other.join(null, home);
                    return 0;
                });
            }
        }
        Intake intake = new Intake(pool, source, homes.toArray(PacketHome[]::new));
        intakes.add(intake);
        calls.on(core, () -> {
            cores.get(core).join(intake);
            return 0;
        });
        return intake;
    }

    /**
     * One duty cycle of each core, then of each worker, then of the checkpoint, in this order always.
     *
     * @param nowNs time of the cycle, from a clock that does not go back.
     * @return 0 when there was nothing to do.
     */
    public int doWork(long nowNs) {
        int work = 0;
        for (int i = 0; i < cores.size(); i++) {
            work += cores.get(i).doWork(nowNs);
        }
        for (int i = 0; i < workers.size(); i++) {
            work += workers.get(i).doWork();
        }
        return work + (context.checkpoint() == null ? 0 : context.checkpoint().doWork());
    }

    /**
     * One duty cycle of one core, for a caller that has a thread for each, and one more for
     * {@link io.ringlane.checkpoint.Checkpoint#doWork}. Set-up calls, snapshots and closing are then only for times at
     * which no core is stepped.
     */
    public int doWork(int core, long nowNs) {
        return cores.get(core).doWork(nowNs);
    }

    /** True when no packet is in a core, between cores, at crypto or in a device. */
    public boolean isIdle() {
        long between = 0;
        for (long outside : calls.together(core -> core.isIdle() ? core.between() : Long.MIN_VALUE)) {
            if (outside == Long.MIN_VALUE) {
                return false;
            }
            between += outside;
        }
        return between == 0;
    }

    /** Slots of the cores' own pools that are out; for tests of leaks. */
    int slotsOut() {
        return calls.together(Core::slotsOut).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** All counters, consistent with each other: no core works while they are read. */
    public EngineSnapshot snapshot() {
        List<LatencyRecorder> latencies = cores.stream().map(Core::latency).toList();
        return EngineSnapshot.sum(calls.together(Core::snapshot), LatencyRecorder.summary(latencies));
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
            calls.stopped();
        }
        workers.forEach(CryptoWorker::onClose);
        cores.forEach(Core::close);
        cryptoQueues.forEach(CryptoQueue::close);
        producers.forEach(Producer::close);
        intakes.forEach(Intake::close);
        cores.forEach(Core::closeMemory);
        if (context.checkpoint() != null) {
            context.checkpoint().doWork();
        }
    }

    private void each(Consumer<Core> command) {
        calls.run(command);
    }
}
