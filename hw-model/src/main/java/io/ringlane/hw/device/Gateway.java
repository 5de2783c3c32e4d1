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
    private final EgressPort[] egress = new EgressPort[PORTS];
    private final RxRing[][] rxRings;
    private final TxRing[][] txRings;
    private final List<HostCore> cores = new ArrayList<>();
    private final PayloadRead[] reads = new PayloadRead[PORTS];
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
        rxRings = new RxRing[PORTS][count];
        txRings = new TxRing[PORTS][count];
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
            egress[port] = new EgressPort(
                    model,
                    prefix + "port " + port + " out",
                    device.ports(),
                    device.egress().fifoBytes(),
                    Way.OUT,
                    this::departed);
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
                    packet -> rxRings[Way.inPort(packets.queue(packet))][Way.core(packets.queue(packet))]);
        }
        for (int port = 0; port < PORTS; port++) {
            reads[port] = new PayloadRead(model, prefix + "payload read " + port, prefetch, link, posted);
        }
        for (int core = 0; core < count; core++) {
            cores.add(new HostCore(model, prefix + "core " + core, spec.host(), device, spec.tunnels()));
            for (int in = 0; in < PORTS; in++) {
                if (isSource ? in == 0 : usesPort(in)) {
                    rings(core, in, count, prefetch, posted, isSource);
                }
            }
        }
    }

    /** Whether packets come into this card by a port. */
    private boolean usesPort(int in) {
        return spec.route() == GatewaySpec.Route.SERIES || spec.route().entersBy(in);
    }

    private void rings(int core, int in, int count, int prefetch, PacketBytes posted, boolean isSource) {
        int out = in ^ 1;
        ByteQueueLimit limit = device.byteLimits() == null
                ? null
                : new ByteQueueLimit(
                        device.byteLimits().least(),
                        device.byteLimits().most(),
                        device.byteLimits().holdPs());
        TxRing to = new TxRing(
                model, prefix + "tx ring " + out + "." + core, device, link, prefetch / count, posted, limit);
        to.feeds(reads[out]);
        txRings[out][core] = to;
        String name = isSource ? "application ring " + core : "rx ring " + in + "." + core;
        RxRing from = new RxRing(model, prefix + name, device.rings().rx(), isSource ? 0 : link.wayPs());
        rxRings[in][core] = from;
        PcieLink refill = isSource ? null : link;
        if (lookaside == null) {
            cores.get(core).serve(from, refill, to);
        } else {
            lookaside.between(from, refill, cores.get(core), in, core, to);
        }
    }

    private void wire() {
        for (int port = 0; port < PORTS; port++) {
            if (buffers[port] != null) {
                buffers[port].feeds(this::afterBuffer);
            }
            if (reads[port] != null) {
                reads[port].feeds(this::afterRead);
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
        return isEncrypt && spec.encryptsInline() ? seal[0] : egress[Way.outPort(packets.queue(packet))];
    }

    private Stage afterLanes(int packet) {
        int way = packets.queue(packet);
        return Way.isDecrypt(way) && spec.forwarding() == ForwardingMode.HOST ? write : egress[Way.outPort(way)];
    }

    private void departed(int packet) {
        if (spec.forwarding() == ForwardingMode.HOST) {
            int way = packets.queue(packet);
            txRings[Way.outPort(way)][Way.core(way)].sent(packet);
        }
    }

    // ---- for the model around

    ReceiveBuffer buffer(int port) {
        return buffers[port];
    }

    EgressPort egress(int port) {
        return egress[port];
    }

    RxRing rxRing(int port, int core) {
        return rxRings[port][core];
    }

    /** Its own, and its accelerator's. */
    List<PcieLink> links() {
        return lookaside == null ? List.of(link) : List.of(link, lookaside.link());
    }

    List<HostCore> cores() {
        return cores;
    }

    /** The way of an SA's packets through it. */
    int way(int sa, boolean decrypts, int port) {
        return Way.of(Way.coreOf(sa, Math.max(1, cores.size())), decrypts, port);
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
            case PORT -> egress[number].pause(fault.fromPs(), fault.untilPs());
            case REKEY -> rekey();
        }
    }

    /** A fault is over. */
    void end(Fault fault) {
        if (fault.kind() == Fault.Kind.LANE) {
            for (LanePool pool : lanes) {
                pool.repair(fault.number());
            }
        }
    }

    private void rekey() {
        if (cache != null) {
            cache.cache().clear();
        }
        if (curve != null) {
            curve.change(spec.tunnels());
        }
    }

    /** Things of that kind it has. */
    int count(Fault.Kind kind) {
        return switch (kind) {
            case LANE -> lanes.length == 0 ? 0 : lanes[0].servers();
            case CORE -> cores.size();
            case PORT -> PORTS;
            case REKEY -> 1;
        };
    }
}
