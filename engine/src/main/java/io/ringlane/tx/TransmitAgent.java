// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.bundle.BundleOutput;
import io.ringlane.output.Outbound;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketReturn;
import io.ringlane.stats.LatencyRecorder;
import io.ringlane.stats.Ledger;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.ValidateXmit;
import java.util.ArrayList;
import java.util.List;

/**
 * The duty cycle of one core, always in this order: commands, completions (they make room), backlog, packets back from
 * crypto, waiting packets, new ingress. Old packets leave before new ones. Everything it touches belongs to its thread.
 */
public final class TransmitAgent {
    private final CommandQueue commands;
    private final PortTable ports;
    private final BundleOutput shortWay;
    private final Outbound outbound;
    private final ValidateXmit validate;
    private final TypeOffload type;
    private final XmitResume resume;
    private final CoreReturns returns;
    private final Ledger ledger;
    private final LatencyRecorder latency;
    private final PacketReturn completed;
    private final int burst;
    private final List<IngressRing> ingress = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();
    private final PacketBatch arrived;
    private final PacketList pending = new PacketList();
    private final PacketList validated = new PacketList();
    private int nextIngress;
    private long nowNs;
    private long heldCycles;

    /**
     * @param shortWay for ordinary packets; null sends all the long way.
     * @param burst packets taken from ingress a cycle.
     */
    public TransmitAgent(
            CommandQueue commands,
            PortTable ports,
            BundleOutput shortWay,
            Outbound outbound,
            ValidateXmit validate,
            TypeOffload type,
            XmitResume resume,
            CoreReturns returns,
            Ledger ledger,
            LatencyRecorder latency,
            int burst) {
        this.commands = commands;
        this.ports = ports;
        this.shortWay = shortWay;
        this.outbound = outbound;
        this.validate = validate;
        this.type = type;
        this.resume = resume;
        this.returns = returns;
        this.ledger = ledger;
        this.latency = latency;
        this.burst = burst;
        arrived = new PacketBatch(burst);
        completed = new Completion();
    }

    /** A producer joined; by command on this thread. */
    public void add(IngressRing ring) {
        ingress.add(ring);
    }

    /** A source to poll joined; by command on this thread. */
    public void add(Intake intake) {
        intakes.add(intake);
        returns.add(intake.pool());
    }

    /**
     * One duty cycle.
     *
     * @param timeNs read once by the caller.
     * @return packets and commands moved; 0 when there was nothing to do.
     */
    public int doWork(long timeNs) {
        nowNs = timeNs;
        int work = commands.run();
        work += reap();
        work += drainBacklogs();
        work += type.drain(resume, burst);
        work += transmitWaiting();
        work += output();
        work += transmitWaiting();
        doorbells();
        returns.flush();
        return work;
    }

    private int reap() {
        int work = 0;
        for (int i = 0; i < ports.size(); i++) {
            work += ports.get(i).queue().reapCompletions(completed, Integer.MAX_VALUE);
        }
        ports.sweep();
        return work;
    }

    /** Where packets go that a device is done with. */
    private final class Completion implements PacketReturn {
        @Override
        public void free(Packet packet) {
            ledger.sent(1);
            recordLatency(packet);
            returns.free(packet);
        }

        @Override
        public void freeAll(PacketBatch batch) {
            ledger.sent(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                recordLatency(batch.get(i));
            }
            returns.freeAll(batch);
        }
    }

    /** A producer that wants to know sets the time at which it meant to send. */
    private void recordLatency(Packet packet) {
        if (packet.ingressTime() != 0) {
            latency.record(nowNs - packet.ingressTime());
        }
    }

    private int drainBacklogs() {
        int work = 0;
        for (int i = 0; i < ports.size(); i++) {
            work += resume.drain(ports.get(i));
        }
        return work;
    }

    /** Validates and transmits what waits for each queue that is open. */
    private int transmitWaiting() {
        int work = 0;
        for (int i = 0; i < ports.size(); i++) {
            TxPort port = ports.get(i);
            if (!port.waiting().isEmpty() && !port.queue().isStopped()) {
                boolean backlogged = !port.backlog().isEmpty();
                int room = port.backlog().room() - type.inFlight();
                work += validate.run(port.waiting(), port.device(), backlogged, room, validated);
                resume.transmit(port, validated);
            }
        }
        return work;
    }

    /**
     * New packets, one burst a cycle, producers and sources in turn. With no room behind, they and their producers
     * wait; while they do, all others go behind them.
     */
    private int output() {
        if (!pending.isEmpty()) {
            return outputLong();
        }
        ledger.in(takeIngress());
        int taken = 0;
        if (shortWay == null) {
            arrived.addTo(pending);
            taken = outputLong();
        } else if (!arrived.isEmpty()) {
            taken = outputShort();
        }
        arrived.clear();
        return taken;
    }

    /** Runs of ordinary packets go the short way, what stands between them the long one, each before the next. */
    private int outputShort() {
        int taken = shortWay.begin(arrived);
        int size = arrived.size();
        int at = shortWay.run(0);
        taken += at;
        while (at < size) {
            at = shortWay.handOver(at, pending);
            taken += outputLong();
            transmitWaiting();
            shortWay.goOn();
            int from = at;
            at = pending.isEmpty() ? shortWay.run(at) : at;
            taken += at - from;
        }
        return taken;
    }

    private int outputLong() {
        if (pending.isEmpty()) {
            return 0;
        }
        int taken = outbound.run(pending, nowNs);
        heldCycles += pending.isEmpty() ? 0 : 1;
        return taken;
    }

    private int takeIngress() {
        int taken = 0;
        int producers = ingress.size();
        int all = producers + intakes.size();
        for (int i = 0; i < all && !arrived.isFull(); i++) {
            nextIngress = nextIngress + 1 < all ? nextIngress + 1 : 0;
            taken += nextIngress < producers
                    ? ingress.get(nextIngress).drainTo(arrived)
                    : intakes.get(nextIngress - producers).poll(arrived);
        }
        return taken;
    }

    private void doorbells() {
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).queue().doorbell();
        }
    }

    /** Takes back what crypto has finished and closes the open ends; for shutting down. */
    public void drainCrypto() {
        while (type.inFlight() > 0 && type.drain(resume, Integer.MAX_VALUE) > 0) {
            returns.flush();
        }
        reap();
    }

    /** Packets in the core's own lists. */
    public int queued() {
        return pending.size() + ports.queued();
    }

    /** What the ledger is off by; 0 at the end of every duty cycle. */
    public long imbalance() {
        return ledger.imbalance(queued(), type.inFlight(), ports.inDevice());
    }

    /** Duty cycles that ended with packets of producers waiting. */
    public long heldCycles() {
        return heldCycles;
    }

    /** Packets that wait for the first step: on close they are dropped. */
    public PacketList pending() {
        return pending;
    }
}
