// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.card.ContextCache;
import io.ringlane.hw.device.card.ContextCurve;
import io.ringlane.hw.device.card.EgressPort;
import io.ringlane.hw.device.card.PayloadRead;
import io.ringlane.hw.device.card.ReceiveBuffer;
import io.ringlane.hw.device.card.ReceiveWrite;
import io.ringlane.hw.device.host.HostCore;
import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.ring.ByteQueueLimit;
import io.ringlane.hw.device.ring.RxRing;
import io.ringlane.hw.device.ring.TxRing;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.Context;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Lanes;
import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.ByteService;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LinkedStage;
import io.ringlane.hw.sim.stage.ServerStage;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of one card and its host, wired for a specification. Owned by the simulation's thread.
 *
 * <pre>
 *  line -> rx buffer --+-------------------------------> rx write -> rx ring -> core -> tx ring -> payload read --+
 *                      |                                  ^                                                       |
 *                      +--> context -> cap -> lanes ------+ decrypted                                             |
 *                            ^                +-> tx fifo, line <-------------------------------- clear ----------+
 *                            +----------------------------------------------------- to be encrypted --------------+
 * </pre>
 */
final class Gateway {
    static final int PORTS = 2;

    private static final int CONTEXT_PLACES = 64;

    private final Model model;
    private final PacketTable packets;
    private final GatewaySpec spec;
    private final DeviceProfile device;
    private final String prefix;
    private final PcieLink link;
    private final ReceiveBuffer[] buffers = new ReceiveBuffer[PORTS];
    private final Outputs outputs;
    /** By port and pair of rings. */
    private final RxRing[][] rxRings;

    private final TxRing[][] txRings;
    private final List<HostCore> cores = new ArrayList<>();
    /** By port and queue. */
    private final PayloadRead[][] reads = new PayloadRead[PORTS][];

    private ReceiveWrite write;
    private LanePool[] lanes = {};
    private Lookaside lookaside;
    private ContextCache cache;
    private ContextCurve curve;
    /** Where packets meet the card's crypto, by direction; null without it. */
    private Stage[] seal = {null, null};

    Gateway(Model model, GatewaySpec spec, String prefix) {
        this.model = model;
        this.spec = spec;
        this.prefix = prefix;
        packets = model.packets();
        device = spec.device();
        link = new PcieLink(model.simulation(), prefix + "PCIe", device.pcie());
        int count = spec.forwarding() == ForwardingMode.IN_NIC ? 0 : spec.host().cores();
        outputs = new Outputs(device.egress());
        rxRings = new RxRing[PORTS][count * outputs.count()];
        txRings = new TxRing[PORTS][count * outputs.count()];
        ports();
        if (spec.crypto() == GatewaySpec.Crypto.INLINE) {
            crypto();
        }
        if (count > 0) {
            host(count);
        }
        wire();
    }

    // ---- parts

    private void ports() {
        for (int port = 0; port < PORTS; port++) {
            outputs.add(model, prefix, port, device.ports(), this::departed);
            if (spec.route() != GatewaySpec.Route.SOURCE) {
                buffers[port] = new ReceiveBuffer(
                        model,
                        prefix + "rx buffer " + port,
                        device.egress().receiveBytes(),
                        Way.IN,
                        device.pause(),
                        device.ports().bitRate());
            }
        }
    }

    private void crypto() {
        Lanes profile = device.lanes();
        int pools = profile.pools();
        lanes = new LanePool[pools];
        for (int pool = 0; pool < pools; pool++) {
            String of = pools == 1 ? "" : pool == 0 ? " out" : " in";
            lanes[pool] = lanePool(prefix + "lanes" + of, profile);
            lanes[pool].feeds(this::afterLanes);
            if (device.egress().cutThrough()) {
                lanes[pool].cutThrough(lead(profile.of(spec.algorithm())));
            }
        }
        Stage[] entry = {lanes[0], lanes[pools - 1]};
        if (device.ipsec().bitCap() > 0) {
            ServerStage cap = new ServerStage(
                    model,
                    prefix + "ipsec cap",
                    CONTEXT_PLACES,
                    new ByteService(
                            packets, 0, ByteClock.ofBitsPerSecond(device.ipsec().bitCap()), PacketBytes.WIRE),
                    Priority.CONTEXT);
            Stage[] behind = entry;
            cap.feeds(packet -> behind[Way.isDecrypt(packets.queue(packet)) ? 1 : 0]);
            entry = new Stage[] {cap, cap};
        }
        LinkedStage context = context();
        if (context != null) {
            Stage[] behind = entry;
            context.feeds(packet -> behind[Way.isDecrypt(packets.queue(packet)) ? 1 : 0]);
            entry = new Stage[] {context, context};
        }
        if (spec.isLookaside()) {
            lookaside = new Lookaside(model, spec, prefix, entry[0], lanes);
        } else {
            seal = entry;
        }
    }

    /**
     * How long before its last byte an encrypted frame may begin to be sent: as long as its bytes take in the lane, but
     * no longer than on the line, which must not run dry. What is decrypted waits for its ICV.
     */
    private Service lead(Lanes.Times times) {
        ByteClock cipher =
                new ByteClock(times.perByte().numerator(), times.perByte().denominator());
        ByteClock line = ByteClock.ofBitsPerSecond(device.ports().bitRate());
        return packet -> Way.isDecrypt(packets.queue(packet)) || spec.isLookaside()
                ? 0
                : Math.min(
                        cipher.of(Math.max(0, packets.wireBytes(packet) - spec.wireOverhead())),
                        line.of(packets.wireBytes(packet)));
    }

    private LanePool lanePool(String name, Lanes profile) {
        Lanes.Times times = profile.of(spec.algorithm());
        LaneOrder order = switch (profile.order()) {
            case HASH -> LaneOrder.HASH;
            case REORDER -> LaneOrder.ANY;
            case ROUND_ROBIN -> LaneOrder.ROUND_ROBIN;
        };
        PacketBytes cipher = (table, packet) -> Math.max(0, table.wireBytes(packet) - spec.wireOverhead());
        ByteClock clock =
                new ByteClock(times.perByte().numerator(), times.perByte().denominator());
        // an interval is a packet's own: nothing is carried from one lane to the other
        Service interval = packet -> times.fixedPs() + clock.of(cipher.of(packets, packet));
        return new LanePool(
                model,
                name,
                new LanePool.Layout(profile.count(), profile.places(), profile.window(), order, times.latencyPs()),
                interval);
    }

    private LinkedStage context() {
        return switch (device.context()) {
            case null -> null;
            case Context.Cache profile -> {
                cache = new ContextCache(model, prefix + "context", profile, link);
                yield cache;
            }
            case Context.Curves curves -> {
                Context.Curve curve = curves.byMode().get(spec.forwarding());
                if (curve == null) {
                    throw new IllegalArgumentException(
                            "device " + device.name() + " has no curve of contexts for " + spec.forwarding());
                }
                this.curve = new ContextCurve(model, prefix + "context", CONTEXT_PLACES, curve.costPs(spec.tunnels()));
                yield this.curve;
            }
        };
    }

    private void host(int count) {
        PacketBytes received = (table, row) -> spec.decryptsInline() && Way.isDecrypt(table.queue(row))
                ? table.clearBytes(row)
                : Way.IN.of(table, row);
        PacketBytes posted = (table, row) -> spec.encryptsInline() && !Way.isDecrypt(table.queue(row))
                ? table.clearBytes(row)
                : Way.OUT.of(table, row);
        boolean isSource = spec.route() == GatewaySpec.Route.SOURCE;
        int prefetch = Math.max(1, device.descriptors().prefetch() / PORTS);
        if (!isSource) {
            write = new ReceiveWrite(
                    model,
                    prefix + "rx write",
                    link,
                    device.descriptors(),
                    received,
                    packet -> rxRings[Way.inPort(packets.queue(packet))][Way.pair(packets.queue(packet))]);
        }
        for (int port = 0; port < PORTS; port++) {
            reads[port] = reads(port, prefetch, posted);
        }
        for (int core = 0; core < count; core++) {
            cores.add(new HostCore(model, prefix + "core " + core, spec.host(), device, spec.tunnels()));
            if (!spec.cutsInCard()) {
                cores.getLast().cutSegments();
            }
            for (int in = 0; in < PORTS; in++) {
                if (isSource ? in == 0 : usesPort(in)) {
                    rings(core, in, prefetch / count, posted);
                }
            }
        }
    }

    /** A pair for each queue. */
    private void rings(int core, int in, int prefetch, PacketBytes posted) {
        for (int queue = 0; queue < outputs.count(); queue++) {
            pair(core, queue, in, prefetch / outputs.count(), posted);
        }
    }

    private PayloadRead[] reads(int port, int prefetch, PacketBytes posted) {
        PayloadRead[] all = new PayloadRead[outputs.count()];
        for (int queue = 0; queue < all.length; queue++) {
            String name = prefix + "payload read " + port + (all.length == 1 ? "" : "." + queue);
            int places = Math.max(1, prefetch / all.length);
            all[queue] = new PayloadRead(model, name, places, link, posted, outputs.budget());
            all[queue].feeds(this::afterRead);
        }
        return all;
    }

    /** Whether packets come into this card by a port. */
    private boolean usesPort(int in) {
        return spec.route() == GatewaySpec.Route.SERIES || spec.route().entersBy(in);
    }

    /** A pair of rings: what comes in by one goes out by the other. */
    private void pair(int core, int queue, int in, int prefetch, PacketBytes posted) {
        int out = in ^ 1;
        int pair = core * outputs.count() + queue;
        boolean isSource = spec.route() == GatewaySpec.Route.SOURCE;
        ByteQueueLimit limit = device.byteLimits() == null
                ? null
                : new ByteQueueLimit(
                        device.byteLimits().least(),
                        device.byteLimits().most(),
                        device.byteLimits().holdPs());
        TxRing to = new TxRing(model, prefix + "tx ring " + out + "." + pair, device, link, prefetch, posted, limit);
        to.feeds(reads[out][queue]);
        txRings[out][pair] = to;
        String name = isSource ? "application ring " + pair : "rx ring " + in + "." + pair;
        RxRing from = new RxRing(model, prefix + name, device.rings().rx(), isSource ? 0 : link.wayPs());
        rxRings[in][pair] = from;
        PcieLink refill = isSource ? null : link;
        if (lookaside != null) {
            lookaside.between(from, refill, cores.get(core), in, pair, to);
        } else if (outputs.count() > 1) {
            cores.get(core).serveQueue(from, refill, to);
        } else {
            cores.get(core).serve(from, refill, to);
        }
    }

    private void wire() {
        for (int port = 0; port < PORTS; port++) {
            if (buffers[port] != null) {
                buffers[port].feeds(this::afterBuffer);
            }
        }
    }

    // ---- ways

    private Stage afterBuffer(int packet) {
        boolean isDecrypt = Way.isDecrypt(packets.queue(packet));
        if (isDecrypt ? spec.decryptsInline() : spec.forwarding() == ForwardingMode.IN_NIC) {
            return seal[isDecrypt ? 1 : 0];
        }
        return write;
    }

    private Stage afterRead(int packet) {
        boolean isEncrypt = !Way.isDecrypt(packets.queue(packet));
        return isEncrypt && spec.encryptsInline() ? seal[0] : outputs.entry(packets.queue(packet));
    }

    private Stage afterLanes(int packet) {
        int way = packets.queue(packet);
        return Way.isDecrypt(way) && spec.forwarding() == ForwardingMode.HOST ? write : outputs.entry(way);
    }

    private void departed(int packet) {
        if (spec.forwarding() == ForwardingMode.HOST) {
            int way = packets.queue(packet);
            int port = Way.outPort(way);
            txRings[port][Way.pair(way)].sent(packet);
            if (outputs.count() > 1) {
                reads[port][Way.pair(way) % outputs.count()].departed(packet);
            }
        }
    }

    // ---- for the model around

    ReceiveBuffer buffer(int port) {
        return buffers[port];
    }

    EgressPort egress(int port) {
        return outputs.port(port);
    }

    RxRing rxRing(int port, int pair) {
        return rxRings[port][pair];
    }

    /** Its own, and its accelerator's. */
    List<PcieLink> links() {
        return lookaside == null ? List.of(link) : List.of(link, lookaside.link());
    }

    List<HostCore> cores() {
        return cores;
    }

    /** The way of a packet through it. */
    int way(int sa, int clearBytes, boolean decrypts, int port) {
        int core = Way.coreOf(sa, Math.max(1, cores.size()));
        return Way.of(core * outputs.count() + outputs.queueOf(sa, clearBytes), decrypts, port);
    }

    /** Null where contexts cost by a curve, or nothing. */
    ContextCache cache() {
        return cache;
    }

    // ---- faults

    /** A fault begins. */
    void begin(Fault fault) {
        int number = fault.number();
        switch (fault.kind()) {
            case LANE -> {
                for (LanePool pool : lanes) {
                    pool.fail(number);
                }
            }
            case CORE -> cores.get(number).stop(fault.untilPs());
            case PORT -> egress(number).pause(fault.fromPs(), fault.untilPs());
            case QUEUE -> stall(number, true);
            case LINK -> link.width(device.pcie().width() / 2);
            case REKEY -> rekey(fault.workPs());
        }
    }

    private void stall(int pair, boolean isStalled) {
        for (TxRing[] rings : txRings) {
            if (rings[pair] != null) {
                rings[pair].stall(isStalled);
            }
        }
    }

    /** A fault is over. */
    void end(Fault fault) {
        switch (fault.kind()) {
            case LANE -> {
                for (LanePool pool : lanes) {
                    pool.repair(fault.number());
                }
            }
            case QUEUE -> stall(fault.number(), false);
            case LINK -> link.width(device.pcie().width());
            default -> {
                // they know themselves until when
            }
        }
    }

    private void rekey(long workPs) {
        if (cache != null) {
            cache.cache().clear();
        }
        if (curve != null) {
            curve.change(spec.tunnels());
        }
        if (workPs > 0 && !cores.isEmpty()) {
            for (int sa = 0; sa < spec.tunnels(); sa++) {
                cores.get(Way.coreOf(sa, cores.size())).owe(workPs);
            }
        }
    }

    /** Things of that kind it has. */
    int count(Fault.Kind kind) {
        return switch (kind) {
            case LANE -> lanes.length == 0 ? 0 : lanes[0].servers();
            case CORE -> cores.size();
            case PORT -> PORTS;
            case QUEUE -> cores.size() * outputs.count();
            case LINK -> device.pcie().width() > 1 ? 1 : 0;
            case REKEY -> 1;
        };
    }
}
