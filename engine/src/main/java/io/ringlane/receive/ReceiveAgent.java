// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.life.XfrmEvent;
import io.ringlane.life.XfrmMonitor;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmState;
import io.ringlane.tx.CommandQueue;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.Intake;
import io.ringlane.tx.PacketHome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/**
 * The duty cycle of one receiving core: commands, packets from other cores, from producers and sources, slots home. Its
 * thread owns the {@link ReceiveCore}; others talk to it through its command queue.
 */
final class ReceiveAgent implements Agent {
    private static final int COMMANDS = 1024;
    private static final int LINK_BURSTS = 64;

    private final int number;
    private final PacketPool pool;
    private final int slots;
    private final SlotReturns returns;
    private final ReceiveCore core;
    private final RxSink sink;
    private final LongSupplier clock;
    private final XfrmMonitor monitor;
    private final CommandQueue commands = new CommandQueue(COMMANDS);
    private final List<IngressRing> rings = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();
    private final List<IngressRing> links = new ArrayList<>();
    private final List<PacketHome> homes = new ArrayList<>();
    private final PacketBatch batch;
    /** Towards each other core; null for this one. */
    private final IngressRing[] others;

    private final PacketBatch[] handed;
    private final SaSteering steering;

    ReceiveAgent(int number, ReceiveContext context, SaSteering steering) {
        this.number = number;
        this.steering = steering;
        clock = context.clock();
        monitor = context.monitor();
        slots = context.wholeSlots() * 2;
        pool = new PacketPool("receive-" + number, 0, context.wholeSlots(), context.wholeSlots());
        returns = new SlotReturns(pool);
        RxSink own = context.sink().of(number, returns);
        sink = context.coalesce() ? new CoalescingSink(own, pool, returns) : own;
        core = new ReceiveCore(context.coreSettings(), pool, returns, new Outlet());
        batch = new PacketBatch(Math.min(context.burst(), PacketBatch.BURST));
        others = new IngressRing[context.cores()];
        handed = new PacketBatch[context.cores()];
        for (int i = 0; i < others.length; i++) {
            others[i] = i == number ? null : new IngressRing(LINK_BURSTS);
        }
    }

    /** The sink of the user's, and the way to other cores. */
    private final class Outlet implements RxSink {
        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            sink.clear(packet, state, forward);
        }

        @Override
        public void refused(Packet packet, Refusal refusal, InboundState state) {
            sink.refused(packet, refusal, state);
        }

        @Override
        public void expired(InboundState state, boolean hard) {
            sink.expired(state, hard);
            if (monitor != XfrmMonitor.NONE) {
                XfrmState ended = state.state();
                monitor.event(new XfrmEvent.StateExpired(ended.config(), hard, ended.bytes(), ended.packets()));
            }
        }

        @Override
        public void mappingChanged(InboundState state, long high, long low, int port) {
            SaConfig config = state.config();
            sink.mappingChanged(state, high, low, port);
            IpAddress source = new IpAddress(config.outerFamily(), high, low);
            monitor.event(
                    new XfrmEvent.MappingChanged(config, config.source(), config.encapSourcePort(), source, port));
        }

        @Override
        public boolean handOver(Packet packet, long destinationHigh, long destinationLow, int spi) {
            return toCore(packet, steering.core(destinationHigh, destinationLow, spi));
        }
    }

    /** @return false when the packet's core is this one, or takes no more: then the packet is refused here. */
    private boolean toCore(Packet packet, int to) {
        if (to == number) {
            return false;
        }
        if (handed[to] == null) {
            handed[to] = others[to].burst();
        }
        if (handed[to] == null) {
            return false;
        }
        handed[to].add(packet);
        if (handed[to].isFull()) {
            offer(to);
        }
        return true;
    }

    /** Whether a whole burst could go to each other core. Packets that came from there wait for no such room. */
    private boolean canHandOver() {
        for (int i = 0; i < others.length; i++) {
            if (others[i] != null && (handed[i] == null || handed[i].room() < batch.capacity())) {
                offer(i);
                handed[i] = others[i].burst();
                if (handed[i] == null) {
                    return false;
                }
            }
        }
        return true;
    }

    private void offer(int to) {
        if (handed[to] != null && !handed[to].isEmpty()) {
            others[to].offer(handed[to]);
            handed[to] = null;
        }
    }

    /** Ties two cores: packets from the other one come here, and slots of either go home. Before the start. */
    void link(ReceiveAgent other) {
        links.add(other.others[number]);
        PacketHome home = new PacketHome(other.pool, other.slots);
        returns.add(home);
        other.homes.add(home);
    }

    /** A producer joined. On the core's thread. */
    void join(IngressRing ring, PacketHome home) {
        rings.add(ring);
        returns.add(home);
    }

    /** A source to poll joined. On the core's thread. */
    void join(Intake intake) {
        intakes.add(intake);
        returns.add(intake.pool());
    }

    /** Slots of a source that another core polls may end here. On the core's thread. */
    void join(PacketHome home) {
        returns.add(home);
    }

    @Override
    public int doWork() {
        return doWork(clock.getAsLong());
    }

    /** One duty cycle. @return 0 when there was nothing to do. */
    int doWork(long nowNs) {
        int work = commands.run();
        core.tick(nowNs);
        for (int i = 0; i < homes.size(); i++) {
            work += homes.get(i).collect();
        }
        for (int i = 0; i < links.size() && sink.hasRoom(batch.capacity()); i++) {
            int moved = links.get(i).drainTo(batch);
            if (moved > 0) {
                core.takeOver(batch, nowNs);
                sink.flush();
            }
            work += moved;
        }
        for (int i = 0; i < rings.size() && sink.hasRoom(batch.capacity()) && canHandOver(); i++) {
            int moved = rings.get(i).drainTo(batch);
            if (moved > 0) {
                core.receive(batch, nowNs);
                sink.flush();
            }
            work += moved;
        }
        for (int i = 0; i < intakes.size() && sink.hasRoom(batch.capacity()) && canHandOver(); i++) {
            int added = intakes.get(i).poll(batch);
            if (added > 0) {
                core.receive(batch, nowNs);
                sink.flush();
            }
            work += added;
        }
        for (int i = 0; i < handed.length; i++) {
            offer(i);
        }
        returns.flush();
        return work;
    }

    @Override
    public String roleName() {
        return "receive-" + number;
    }

    CommandQueue commands() {
        return commands;
    }

    ReceiveCore core() {
        return core;
    }

    /** Ends the core; slots that others still have are theirs to give back. */
    void close() {
        core.close();
        returns.flush();
    }

    /** Slots of the core's own pool that are out. */
    int outstanding() {
        homes.forEach(PacketHome::collect);
        return pool.outstanding();
    }

    void closeMemory() {
        pool.close();
    }
}
