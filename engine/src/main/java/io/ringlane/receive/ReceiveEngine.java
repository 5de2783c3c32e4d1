// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.checkpoint.LeaseResult;
import io.ringlane.checkpoint.NumberLease;
import io.ringlane.life.StateImage;
import io.ringlane.life.StateUse;
import io.ringlane.life.XfrmEvent;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.replay.WindowImage;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.Intake;
import io.ringlane.tx.PacketHome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;

/**
 * The receiving half of an IPsec appliance: launch it with a context, add inbound SAs and policies, hand packets over
 * through a {@link ReceiveProducer}; clear packets come to the sink of the core, on its thread, or through a
 * {@link ClearRing} on another. Set-up calls may come from any thread; they are carried out on the cores' threads. An
 * engine that is stepped is told everything by its caller's one thread.
 */
public final class ReceiveEngine implements AutoCloseable {
    private static final long LOOK_AGAIN_MS = 100;

    private final ReceiveContext context;
    private final SaSteering steering;
    private final List<ReceiveAgent> agents = new ArrayList<>();
    private final List<AgentRunner> runners = new ArrayList<>();
    private final List<ReceiveProducer> producers = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();
    private volatile Throwable failure;
    private volatile boolean running;

    private ReceiveEngine(ReceiveContext context) {
        this.context = context;
        steering = new SaSteering(context.cores());
        for (int i = 0; i < context.cores(); i++) {
            agents.add(new ReceiveAgent(i, context, steering));
        }
        for (ReceiveAgent agent : agents) {
            agents.stream().filter(other -> other != agent).forEach(agent::link);
            context.local().forEach(agent.core().local()::add);
        }
        if (!context.stepped()) {
            running = true;
            agents.forEach(this::start);
            if (context.checkpoint() != null) {
                start(context.checkpoint());
            }
        }
    }

    private void start(Agent agent) {
        AgentRunner runner = new AgentRunner(new BackoffIdleStrategy(), this::failed, null, agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    private void failed(Throwable error) {
        failure = error;
        throw new IllegalStateException("a receiving core failed", error);
    }

    /**
     * Starts an engine; with threads of its own unless the context says that it is stepped.
     *
     * @throws IllegalArgumentException when a setting is wrong.
     */
    public static ReceiveEngine launch(ReceiveContext context) {
        return new ReceiveEngine(context.conclude());
    }

    /**
     * Adds an inbound SA on the core that its packets are steered to; the key is the engine's unless the answer is a
     * refusal. With several cores an SA inside another's packets may live on another core: then the packet goes there,
     * and a policy that asks for both of them refuses it.
     *
     * @param top highest number received so far, 0 for none.
     */
    public ReceiveCore.Added addState(SaConfig config, SecretKey key, long top) {
        return addState(config, key, top, EncapPorts.kindOf(config), -1);
    }

    /**
     * The same with all there is to say.
     *
     * @param encapsulation in UDP, null for none.
     * @param outputMarkMask bits of the output mark that packets get.
     */
    public ReceiveCore.Added addState(
            SaConfig config, SecretKey key, long top, EncapPorts.Kind encapsulation, int outputMarkMask) {
        WindowImage image = new WindowImage(config.replayWindow(), top, BigInteger.ZERO);
        return addState(config, key, encapsulation, outputMarkMask, image, null);
    }

    /**
     * Adds an SA that goes on where it ended before, see {@link #image}; with a checkpoint its window is closed.
     *
     * @param use what it has received.
     */
    public ReceiveCore.Added addState(SaConfig config, SecretKey key, StateUse use) {
        WindowImage image =
                use.window() == null ? new WindowImage(config.replayWindow(), 0, BigInteger.ZERO) : use.window();
        return addState(config, key, EncapPorts.kindOf(config), -1, image, use);
    }

    private synchronized ReceiveCore.Added addState(
            SaConfig config,
            SecretKey key,
            EncapPorts.Kind encapsulation,
            int outputMarkMask,
            WindowImage image,
            StateUse use) {
        int mask = config.outputMark() == 0 ? 0 : outputMarkMask;
        ReceiveAgent agent = agentOf(config.id());
        if (on(agent, core -> core.find(config.id()) != null)) {
            return ReceiveCore.Added.EXISTS;
        }
        ReplayWindow window = window(config, key, image);
        if (window == null) {
            return ReceiveCore.Added.NO_RECORD;
        }
        ReceiveCore.Added added = on(agent, core -> core.add(config, key, window, encapsulation, mask, use));
        if (added == ReceiveCore.Added.DONE) {
            local(config.id().destination());
            context.monitor().event(new XfrmEvent.StateAdded(config));
        } else {
            window.release();
        }
        return added;
    }

    /** A window, on record where there is a checkpoint; one with a past begins closed. @return null if refused. */
    private ReplayWindow window(SaConfig config, SecretKey key, WindowImage image) {
        long top = image.top();
        boolean recorded = context.checkpoint() != null && config.replayWindow() != 0;
        if (!recorded || key.length() != config.transform().materialLength()) {
            return ReplayWindow.resumed(config.esn(), config.replayWindow(), image);
        }
        return switch (context.checkpoint().window(config, key, top)) {
            case LeaseResult.Refused refused -> null;
            case LeaseResult.Granted(NumberLease lease) -> {
                if (lease.isResumed() || top != 0) {
                    yield ReplayWindow.closed(config.esn(), config.replayWindow(), lease.start(), lease);
                }
                ReplayWindow open = ReplayWindow.of(config.esn(), config.replayWindow(), 0);
                open.reserve(lease);
                yield open;
            }
        };
    }

    private void local(IpAddress address) {
        each(core -> {
            core.local().add(address);
            return 0;
        });
    }

    /** Deletes an SA and zeroes its key. @return false when there is none. */
    public synchronized boolean deleteState(SaId id) {
        SaConfig found = on(agentOf(id), core -> {
            InboundState state = core.find(id);
            core.delete(id);
            return state == null ? null : state.config();
        });
        if (found != null) {
            each(core -> {
                core.local().remove(id.destination());
                return 0;
            });
            context.monitor().event(new XfrmEvent.StateDeleted(found));
        }
        return found != null;
    }

    private ReceiveAgent agentOf(SaId id) {
        return agents.get(
                steering.core(id.destination().high(), id.destination().low(), id.spi()));
    }

    /** Adds a policy of direction in or forward, on each core. @return false when there is one of the same kind. */
    public synchronized boolean addPolicy(Policy policy) {
        boolean added = each(core -> core.policies().add(policy)).getFirst();
        if (added) {
            context.monitor().event(new XfrmEvent.PolicyAdded(policy));
        }
        return added;
    }

    public synchronized boolean removePolicy(Policy policy) {
        boolean removed = each(core -> core.policies().remove(policy)).getFirst();
        if (removed) {
            context.monitor().event(new XfrmEvent.PolicyDeleted(policy));
        }
        return removed;
    }

    /** A way in for the calling thread, with a pool of its own. */
    public synchronized ReceiveProducer producer() {
        PacketPool pool = new PacketPool(
                "receive-producer-" + producers.size(), context.producerSlots(), context.producerJumboSlots(), 0);
        int slots = context.slotsOfProducer();
        IngressRing[] rings = new IngressRing[agents.size()];
        PacketHome[] homes = new PacketHome[agents.size()];
        for (int i = 0; i < rings.length; i++) {
            IngressRing ring = new IngressRing(context.ingressBursts());
            PacketHome home = new PacketHome(pool, slots);
            rings[i] = ring;
            homes[i] = home;
            ReceiveAgent agent = agents.get(i);
            on(agent, core -> {
                agent.join(ring, home);
                return 0;
            });
        }
        ReceiveProducer producer = new ReceiveProducer(pool, rings, homes, steering);
        producers.add(producer);
        return producer;
    }

    /**
     * Lets a core poll a source of packets on its own thread, in each duty cycle: no ring stands between. Its slots are
     * as many as a producer's.
     *
     * @param core that polls it, from 0; packets for SAs of other cores are handed over.
     */
    public synchronized Intake poll(int core, Intake.Source source) {
        Objects.checkIndex(core, agents.size());
        PacketPool pool = new PacketPool(
                "receive-intake-" + intakes.size(), context.producerSlots(), context.producerJumboSlots(), 0);
        List<PacketHome> homes = new ArrayList<>();
        for (ReceiveAgent other : agents) {
            if (other != agents.get(core)) {
                PacketHome home = new PacketHome(pool, context.slotsOfProducer());
                homes.add(home);
                on(other, itsCore -> {
                    other.join(home);
                    return 0;
                });
            }
        }
        Intake intake = new Intake(pool, source, homes.toArray(PacketHome[]::new));
        intakes.add(intake);
        on(agents.get(core), itsCore -> {
            agents.get(core).join(intake);
            return 0;
        });
        return intake;
    }

    /** One duty cycle of each core, then of the checkpoint. @return 0 when there was nothing to do. */
    public int doWork(long nowNs) {
        int work = 0;
        for (int i = 0; i < agents.size(); i++) {
            work += agents.get(i).doWork(nowNs);
        }
        return work + (context.checkpoint() == null ? 0 : context.checkpoint().doWork());
    }

    /** What all SAs have received and used up, to be written to a file. @param seconds time of day. */
    public StateImage image(long seconds) {
        return new StateImage(
                seconds, each(ReceiveCore::uses).stream().flatMap(List::stream).toList());
    }

    /** All counters; each core's fit together. */
    public ReceiveSnapshot snapshot() {
        return ReceiveSnapshot.sum(each(ReceiveSnapshot::of));
    }

    private <T> List<T> each(Function<ReceiveCore, T> command) {
        return agents.stream().map(agent -> on(agent, command)).toList();
    }

    /** Has a command carried out on a core's thread, at once when the engine is stepped, and waits for it. */
    private <T> T on(ReceiveAgent agent, Function<ReceiveCore, T> command) {
        Supplier<T> call = () -> command.apply(agent.core());
        if (!running) {
            return call.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable task = () -> answer.completeAsync(call, Runnable::run);
        while (!agent.commands().offer(task)) {
            Thread.onSpinWait();
        }
        return await(answer);
    }

    private <T> T await(CompletableFuture<T> answer) {
        while (true) {
            try {
                return answer.get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (failure != null) {
                    throw new IllegalStateException("a receiving core failed", failure);
                }
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a core", e);
            }
        }
    }

    /** Slots of the cores' own pools that are out; for tests of leaks. */
    int slotsOut() {
        return agents.stream().mapToInt(ReceiveAgent::outstanding).sum();
    }

    /** Ends the engine: fragments that wait are dropped and counted, SAs deleted, keys zeroed. */
    @Override
    public synchronized void close() {
        runners.forEach(AgentRunner::close);
        runners.clear();
        running = false;
        if (!agents.isEmpty()) {
            agents.forEach(ReceiveAgent::close);
            producers.forEach(ReceiveProducer::close);
            intakes.forEach(Intake::close);
            agents.forEach(ReceiveAgent::closeMemory);
            agents.clear();
            if (context.checkpoint() != null) {
                context.checkpoint().doWork();
            }
        }
    }
}
