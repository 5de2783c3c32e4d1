// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.card.ContextCache;
import io.ringlane.hw.device.card.EgressPort;
import io.ringlane.hw.device.card.IngressPort;
import io.ringlane.hw.device.card.ReceiveBuffer;
import io.ringlane.hw.device.card.SaCache;
import io.ringlane.hw.device.host.FrameWork;
import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A gateway, or two in series, with what comes in and what goes out: the whole model of a trial. Built and run by one
 * thread.
 */
public final class GatewayModel {
    private static final int ROUTED_STAGES = 24;
    /** The core, and for each port an RX and a TX ring, requests and answers; as often as a port has queues. */
    private static final int STAGES_OF_CORE = 9;
    /** At each port where packets are read for it, and the queue. */
    private static final int STAGES_OF_QUEUE = 4;

    private static final int SLACK = 4096;

    private final GatewaySpec spec;
    private final Model model;
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<IngressPort> ports = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final Sink sink;

    /**
     * Wires it up.
     *
     * @param traffic one for each port that packets come in by, in the order of the ports; one for the cores where they
     *                are the source.
     * @param probe   is told of every packet at every stage.
     */
    public GatewayModel(GatewaySpec spec, List<Traffic> traffic, Probe probe) {
        this.spec = spec;
        boolean isSeries = spec.route() == GatewaySpec.Route.SERIES;
        int cards = isSeries ? 2 : 1;
        int queues = spec.device().egress().queues().size();
        int ofQueues = queues * STAGES_OF_CORE * spec.host().cores() + (queues - 1) * STAGES_OF_QUEUE;
        int stages = cards * (ROUTED_STAGES + ofQueues);
        model = Model.withoutHistory(cards * rows(spec), stages, probe);
        sink = new Sink(model, "sink");
        for (int card = 0; card < cards; card++) {
            gateways.add(new Gateway(model, spec, isSeries ? "gateway " + (card + 1) + " " : ""));
        }
        if (traffic.size() != inputs()) {
            throw new IllegalArgumentException(
                    spec.route() + " needs " + inputs() + " sources of traffic, has " + traffic.size());
        }
        if (isSeries) {
            series(traffic);
        } else {
            single(traffic);
        }
    }

    /** Packets that all its stages hold together at most. */
    private static int rows(GatewaySpec spec) {
        DeviceProfile device = spec.device();
        long bytes = 2 * device.egress().fifoBytes() + 2 * device.egress().receiveBytes();
        long ring =
                (long) device.rings().rx() + device.rings().tx() + spec.host().burst();
        int queues = device.egress().queues().size();
        bytes += 2L * (queues - 1) * Outputs.LONGEST_FRAME;
        long rings = (spec.isLookaside() ? 4L : 2L) * spec.host().cores() * queues * ring;
        long lanes = device.lanes() == null
                ? 0
                : 2L * (device.lanes().places() + device.lanes().window());
        return Math.toIntExact(bytes / Outputs.SMALLEST_FRAME
                + rings
                + 2 * lanes
                + 2L * device.descriptors().prefetch()
                + SLACK);
    }

    /** Sources of traffic it needs. */
    public int inputs() {
        return switch (spec.route()) {
            case SOURCE, ENCRYPT, DECRYPT -> 1;
            case BOTH, MIXED, SERIES -> 2;
        };
    }

    // ---- wiring

    private void single(List<Traffic> traffic) {
        Gateway gateway = gateways.getFirst();
        if (spec.route() == GatewaySpec.Route.SOURCE) {
            Source source = Source.open(model, "application", traffic.getFirst());
            source.feeds(packet -> {
                PacketTable packets = model.packets();
                int way = gateway.way(packets.state(packet), packets.clearBytes(packet), false, 0);
                packets.setQueue(packet, way);
                return gateway.rxRing(0, Way.pair(way));
            });
            sources.add(source);
        } else {
            int next = 0;
            for (int port = 0; port < Gateway.PORTS; port++) {
                if (spec.route().entersBy(port)) {
                    ingress(gateway, port, port, traffic.get(next++));
                }
            }
        }
        for (int port = 0; port < Gateway.PORTS; port++) {
            gateway.egress(port).feeds(sink);
        }
    }

    private void series(List<Traffic> traffic) {
        Gateway first = gateways.getFirst();
        Gateway second = gateways.getLast();
        ingress(first, 0, 0, traffic.getFirst());
        ingress(second, 0, 1, traffic.getLast());
        first.egress(0).feeds(sink);
        second.egress(0).feeds(sink);
        cable("cable 1-2", first.egress(1), second);
        cable("cable 2-1", second.egress(1), first);
    }

    private void cable(String name, EgressPort from, Gateway to) {
        long delayPs = Math.max(0, from.lagPs() + spec.cablePs());
        Cable cable = new Cable(model, name, SLACK / 4, delayPs, (sa, bytes) -> to.way(sa, bytes, true, 1));
        from.feeds(cable);
        cable.feeds(to.buffer(1));
        to.buffer(1).stops(from);
    }

    private void ingress(Gateway gateway, int port, int number, Traffic traffic) {
        ReceiveBuffer buffer = gateway.buffer(port);
        DeviceProfile.Ports profile = spec.device().ports();
        IngressPort line = new IngressPort(
                model,
                "port " + number + " in",
                traffic,
                profile.bitRate(),
                profile.phyPs(),
                Way.IN,
                (sa, bytes) -> gateway.way(sa, bytes, decrypts(sa, port), port));
        line.feeds(buffer);
        buffer.stops(line);
        ports.add(line);
    }

    private boolean decrypts(int sa, int port) {
        return spec.route() == GatewaySpec.Route.MIXED ? (sa & 1) != port : port == 1;
    }

    // ---- running

    /** Something will go wrong; told before the start. */
    public void inject(Fault fault) {
        Gateway first = gateways.getFirst();
        if (fault.number() >= first.count(fault.kind())) {
            throw new IllegalArgumentException(
                    "there is no " + fault.kind().name().toLowerCase(Locale.ROOT) + " " + fault.number()
                            + ", there are " + first.count(fault.kind()));
        }
        int begin = simulation().add(now -> begin(fault), Priority.FAULT);
        simulation().schedule(begin, fault.fromPs());
        if (fault.kind() != Fault.Kind.REKEY) {
            int end = simulation().add(now -> gateways.forEach(gateway -> gateway.end(fault)), Priority.FAULT);
            simulation().schedule(end, fault.untilPs());
        }
    }

    private void begin(Fault fault) {
        gateways.forEach(gateway -> gateway.begin(fault));
        if (fault.kind() == Fault.Kind.PORT && fault.number() < ports.size()) {
            ports.get(fault.number()).down(fault.untilPs());
        }
    }

    /** What the cores of all gateways really do with packets; before the start. */
    public void work(FrameWork frames) {
        gateways.forEach(gateway -> gateway.cores().forEach(core -> core.work(frames)));
    }

    /** The cores of hosts that have pauses are taken away at random times; before the start. */
    public void pauses(RandomStreams streams) {
        gateways.forEach(gateway -> gateway.cores().forEach(core -> core.pauses(streams)));
    }

    /** Schedules the first packets. */
    public void start() {
        ports.forEach(IngressPort::start);
        sources.forEach(Source::start);
    }

    public Model model() {
        return model;
    }

    public Simulation simulation() {
        return model.simulation();
    }

    /** Where packets end well. */
    public Stage sink() {
        return sink;
    }

    /** From a packet's coming to the sink until its last bit is had by who is behind it. */
    public long lagPs() {
        return gateways.getFirst().egress(0).lagPs();
    }

    /** Of the cards, in their order. */
    public List<PcieLink> links() {
        return gateways.stream().flatMap(gateway -> gateway.links().stream()).toList();
    }

    /** Of the cards that have one, in their order. */
    public List<SaCache> caches() {
        return gateways.stream()
                .map(Gateway::cache)
                .filter(Objects::nonNull)
                .map(ContextCache::cache)
                .toList();
    }

    public GatewaySpec spec() {
        return spec;
    }
}
