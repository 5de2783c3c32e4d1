// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.bundle.BundleOutput;
import io.ringlane.bundle.BundleTable;
import io.ringlane.bundle.HardwareRecord;
import io.ringlane.cores.CoreLinks;
import io.ringlane.cores.LeasedSequence;
import io.ringlane.cores.SaOwners;
import io.ringlane.cores.SpreadEgress;
import io.ringlane.cores.SpreadLinks;
import io.ringlane.cores.SpreadPorts;
import io.ringlane.crypto.CryptoQueue;
import io.ringlane.crypto.SealedOrder;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Errno;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.TransmitChain;
import io.ringlane.esp.EspAsync;
import io.ringlane.esp.EspKeys;
import io.ringlane.esp.EspOffload;
import io.ringlane.ip.TooBigReplies;
import io.ringlane.life.StateLife;
import io.ringlane.offload.DeviceStates;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.offload.UserOffload;
import io.ringlane.output.Outbound;
import io.ringlane.output.OutputParts;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.LatencyRecorder;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.ClearPorts;
import io.ringlane.tx.CommandQueue;
import io.ringlane.tx.CoreReturns;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.Intake;
import io.ringlane.tx.PacketHome;
import io.ringlane.tx.PortTable;
import io.ringlane.tx.TransmitAgent;
import io.ringlane.tx.XmitResume;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.GsoCut;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.OuterModeOutput;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.ValidateXmit;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything one thread owns: pool, SAs, policies, queues, counters, and the agent that works on them. Wired once at
 * launch; afterwards only the core's thread touches it, others through its command queue.
 */
final class Core implements OutboundEvents {
    /** What all cores of an engine share. @param rings between cores, by sender and receiver. */
    record Surroundings(DeviceRegistry registry, SaOwners owners, IngressRing[][] rings) {}

    private static final int COMMANDS = 1024;

    private final int number;
    private final int burst;
    private final PacketPool pool;
    private final SaTable states;
    private final PolicyTable policies = new PolicyTable();
    private final Ledger ledger = new Ledger();
    private final LatencyRecorder latency = new LatencyRecorder();
    private final CoreCounters counters = new CoreCounters();
    private final CommandQueue commands = new CommandQueue(COMMANDS);
    private final StateOffload bindings;
    private final DeviceStates deviceStates;
    private final EspKeys keys;
    private final EspOffload esp;
    /** Seals at once what a packet is inside another ESP packet; another one only where workers do the rest. */
    private final EspOffload innerEsp;

    private final TypeOffload type;

    private final CoreReturns returns;
    private final PortTable ports;
    private final Discard discard;
    private final Outbound outbound;
    private final CoreLinks links;
    private final SpreadLinks spread;
    private final XmitResume resume;
    private final SaOwners owners;
    private final TransmitAgent agent;
    private final BundleOutput shortWay;
    private final EngineListener listener;
    private final StateLife life;
    private final TooBigReplies replies;
    private long nowNs;
    private long clearPackets;
    private long notIpPackets;

    Core(int number, EngineContext context, Surroundings around, CryptoQueue[] cryptoQueues) {
        this.number = number;
        burst = context.burst();
        owners = around.owners;
        listener = context.listener();
        replies = new TooBigReplies(context.replies());
        pool = PacketPool.forCuts("core-" + number, context.wireSlots(), context.jumboSlots());
        states = new SaTable(context.maxStates());
        StateHolds holds = new StateHolds(states);
        returns = new CoreReturns(pool, holds);
        discard = new Discard(ledger, counters, returns, holds);
        bindings = new StateOffload(context.maxStates());
        deviceStates = new DeviceStates(states, bindings, around.registry, context.routes(), context.deferredEsp());
        keys = new EspKeys(context.crypto(), context.maxStates());
        EspAsync async = cryptoQueues.length == 0 ? null : async(context, cryptoQueues);
        esp = new EspOffload(keys, context.crypto().newCipher(), context.burst(), async, discard);
        innerEsp = async == null ? esp : new EspOffload(keys, context.crypto().newCipher(), 1, null, discard);
        type = context.typeOffload().apply(esp);
        GsoCut gso = new GsoCut(pool);
        OuterModeOutput modes = new OuterModeOutput();
        ports = new PortTable(discard, context.waitingLimit(), context.backlogCapacity());
        links = new CoreLinks(number, owners, ledger, around.rings, context.burst());
        spread = new SpreadLinks(number, context.cores(), ledger);
        outbound = new Outbound(new OutputParts(
                policies,
                new TemplateResolver(states, links),
                context.routes(),
                bindings,
                type,
                innerEsp,
                gso,
                pool,
                context.cores() == 1 ? ports : new SpreadEgress(ports, spread),
                holds,
                discard,
                this,
                modes,
                context.deferredEsp(),
                context.fragmentsFirst(),
                context.burst(),
                context.maxSegments()));
        ValidateXmit validate = new ValidateXmit(states, bindings, type, gso, discard, context.burst());
        resume = new XmitResume(ports, discard, new TransmitChain());
        shortWay = shortWay(context, modes, holds);
        agent = new TransmitAgent(
                commands, ports, shortWay, outbound, validate, type, resume, returns, ledger, latency, context.burst());
        life = new StateLife(number, states, deviceStates, spread, listener::expired, context.monitor());
        holds.reaper(deviceStates::free);
        deviceStates.onFree(this::freed);
    }

    /** Not where crypto answers later, nor where a test looks on: there every packet goes the long way. */
    private BundleOutput shortWay(EngineContext context, OuterModeOutput modes, StateHolds holds) {
        // a device may refuse a whole burst, and the short way must have a place for it
        boolean possible = BundleOutput.isPossible() && context.backlogCapacity() >= context.burst();
        if (context.cachedFlows() == 0 || type != esp || type.asynchronous() || !possible) {
            return null;
        }
        ClearPorts clear = new ClearPorts(ports, resume);
        BundleTable bundles = new BundleTable(
                policies,
                new TemplateResolver(states, links.directory()),
                states,
                context.routes(),
                bindings,
                keys,
                context.cores() == 1 ? clear : new SpreadPorts(clear),
                context.deferredEsp(),
                context.cachedFlows());
        return new BundleOutput(
                bundles,
                context.crypto().newCipher(),
                modes,
                discard,
                new HardwareRecord(holds),
                this,
                pool,
                context.maxSegments(),
                context.burst());
    }

    private static EspAsync async(EngineContext context, CryptoQueue[] queues) {
        int bursts = 1;
        for (CryptoQueue queue : queues) {
            bursts += queue.bursts();
        }
        SealedOrder order = new SealedOrder(context.maxStates(), bursts * context.burst());
        return new EspAsync(queues, order, context.burst());
    }

    /** One duty cycle, what other cores sent first; SAs that reach a hard limit in it are deleted. */
    int doWork(long timeNs) {
        nowNs = timeNs;
        spread.collect();
        int work = life.begin(nowNs);
        work += spread.release(ports, resume, discard, type.inFlight());
        work += links.receive(shortWay, outbound, nowNs);
        spread.flush();
        work += agent.doWork(nowNs);
        spread.flush();
        links.flush();
        life.end();
        long imbalance = agent.imbalance() - links.queued() - spread.queued();
        if (imbalance != 0) {
            throw new IllegalStateException("ledger is off by " + imbalance + " packets");
        }
        return work;
    }

    OffloadResult addState(XfrmState state, UserOffload request) {
        if (!keys.supports(state)) {
            return new OffloadResult.Refused(
                    Errno.ENOENT,
                    "no crypto provider for " + state.config().transform().name());
        }
        OffloadResult result = deviceStates.add(state, request);
        if (!result.isRefused()) {
            keys.add(state);
            esp.add(state);
            life.add(state);
            if (state.sequence() instanceof LeasedSequence replica) {
                spread.add(replica);
            }
        }
        return result;
    }

    /** @return the SA deleted, null when there is no such SA here. */
    XfrmState deleteState(SaId id) {
        XfrmState state = states.find(id);
        return state != null && deviceStates.delete(state) ? state : null;
    }

    boolean isOffloaded(XfrmState state) {
        return bindings.deviceOf(state.index()) != null;
    }

    private void freed(XfrmState state) {
        keys.remove(state);
        esp.remove(state);
        life.remove(state);
        if (state.sequence() instanceof LeasedSequence replica) {
            spread.remove(replica);
            if (!replica.sa().forget()) {
                return;
            }
        }
        if (!state.isHandedOn()) {
            state.sequence().release();
        }
        owners.release(state.config());
    }

    /** Deletes the SAs of a device. @return how many. */
    int flushStates(NetDevice device) {
        return deviceStates.flush(device);
    }

    /** Drops what waits for a device. @return packets still in the core. */
    int dropWaiting(NetDevice device) {
        ports.down(device);
        return ports.queued();
    }

    /** The device takes packets again. @return packets in the core. */
    int open(NetDevice device) {
        ports.up(device);
        return ports.queued();
    }

    /** Drops what waits for a device that is gone, and forgets its queues. @return queues that are left. */
    int closePorts(NetDevice device) {
        ports.close(device);
        return ports.size();
    }

    boolean isIdle() {
        return agent.queued() + links.queued() + spread.queued() + type.inFlight() + ports.inDevice() == 0;
    }

    /** Packets sent to other cores, those that came from them taken off; over all cores: what is between them. */
    long between() {
        return ledger.handedOver() - ledger.takenOver();
    }

    EngineSnapshot snapshot() {
        EngineSnapshot.Account account = new EngineSnapshot.Account(
                ledger.in(),
                ledger.born(),
                agent.queued() + links.queued() + spread.queued(),
                type.inFlight(),
                ports.inDevice(),
                ledger.sent(),
                ledger.dropped(),
                ledger.consumed());
        return new EngineSnapshot(
                EngineSnapshot.counted(counters),
                EngineSnapshot.dropped(ledger),
                account,
                stateSnapshots(),
                clearPackets,
                notIpPackets,
                agent.heldCycles(),
                backlogHighest(),
                latency.summary(),
                List.of(new EngineSnapshot.CoreShare(
                        number, states.size(), account, ledger.takenOver(), ledger.handedOver())));
    }

    private List<EngineSnapshot.State> stateSnapshots() {
        List<EngineSnapshot.State> list = new ArrayList<>();
        for (int i = 0; i < states.capacity(); i++) {
            XfrmState state = states.get(i);
            if (state != null && state.status() != XfrmState.Status.DEAD) {
                list.add(EngineSnapshot.State.of(state, bindings.deviceOf(i)));
            }
        }
        return list;
    }

    private int backlogHighest() {
        int highest = 0;
        for (int i = 0; i < ports.size(); i++) {
            highest = Math.max(highest, ports.get(i).backlog().highest());
        }
        return highest;
    }

    /** Ends every packet in the core and at the device; afterwards only packets of producers' own are out. */
    void close() {
        agent.drainCrypto();
        links.close(discard);
        spread.close(discard);
        discard.chain(agent.pending().takeAll(), DropReason.ENGINE_CLOSED);
        for (int i = ports.size() - 1; i >= 0; i--) {
            ports.down(ports.get(i).device());
        }
        returns.flush();
        deviceStates.flushAll();
        keys.close();
        esp.close();
        if (innerEsp != esp) {
            innerEsp.close();
        }
        if (shortWay != null) {
            shortWay.close();
        }
    }

    /** Slots of the core's pool that are out: 0 once nothing is under way. */
    int slotsOut() {
        return pool.outstanding();
    }

    void closeMemory() {
        spread.collect();
        pool.close();
    }

    // ---- events of output

    @Override
    public void clear() {
        clearPackets++;
    }

    @Override
    public void notIp() {
        notIpPackets++;
    }

    @Override
    public void noState(Policy policy, FlowKey flow, TemplateResolver found) {
        life.missing(policy, flow, found);
    }

    @Override
    public void expired(XfrmState state, XfrmState.Lifetime lifetime) {
        life.reached(state, lifetime);
    }

    @Override
    public void tooBig(Packet packet, XfrmState state, int mtu) {
        listener.tooBig(packet, state, mtu);
        int length = replies.write(packet, state, mtu, nowNs);
        if (length > 0) {
            listener.reply(replies.message(), length);
        }
    }

    @Override
    public boolean handOver(Packet packet, int core) {
        return links.handOver(packet, core);
    }

    // ---- parts, for the engine

    /** A producer joined. @param ring its way into this core, or null when it sends to others only. */
    void join(IngressRing ring, PacketHome home) {
        returns.add(home);
        if (ring != null) {
            agent.add(ring);
        }
    }

    /** A source of packets to poll. */
    void join(Intake intake) {
        agent.add(intake);
    }

    CommandQueue commands() {
        return commands;
    }

    SpreadLinks spread() {
        return spread;
    }

    /** A way home for slots of this core that end on another one. */
    PacketHome newHome(int slots) {
        return new PacketHome(pool, slots);
    }

    LatencyRecorder latency() {
        return latency;
    }

    PolicyTable policies() {
        return policies;
    }

    SaTable states() {
        return states;
    }

    StateLife life() {
        return life;
    }

    PortTable ports() {
        return ports;
    }
}
