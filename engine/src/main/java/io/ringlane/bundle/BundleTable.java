// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Resolution;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;

/**
 * Finds the bundle of a packet: first in the flow cache, else by policy, template, SA and route as the long way does,
 * whose answer it then remembers, "no bundle" and "another core's" too. All of it is forgotten when any of these tables
 * changes. One core's thread.
 */
public final class BundleTable implements AutoCloseable {
    private static final int NONE = FlowBurst.UNREAD;
    private static final int CACHED_STATES = 16_384;
    /** Core 0 has the SA; one less for each further core. */
    private static final int ELSEWHERE = -3;

    /** Packets whose route is not their bundle's any more, after which everything is learned anew. */
    private static final int MOST_STRAYS = 1024;

    private final PolicyTable policies;
    private final TemplateResolver resolver;
    private final SaTable states;
    private final RouteLookup routes;
    private final StateOffload bindings;
    private final KeySource keys;
    private final PortSource ports;
    private final boolean deferred;
    private final FlowCache cache;
    private final Bundle[] bundles;
    private final int[] epochs;
    private final FlowKey flow = new FlowKey();
    private int epoch = 1;
    private long generation;
    private long misses;
    private int strays;

    /**
     * @param resolver whose answers may be kept: the same whether a packet came from another core or not.
     * @param flows to remember.
     * @param deferred ESP may be left to a device.
     */
    public BundleTable(
            PolicyTable policies,
            TemplateResolver resolver,
            SaTable states,
            RouteLookup routes,
            StateOffload bindings,
            KeySource keys,
            PortSource ports,
            boolean deferred,
            int flows) {
        this.policies = policies;
        this.resolver = resolver;
        this.states = states;
        this.routes = routes;
        this.bindings = bindings;
        this.keys = keys;
        this.ports = ports;
        this.deferred = deferred;
        cache = new FlowCache(flows);
        bundles = new Bundle[2 * states.capacity()];
        epochs = new int[2 * states.capacity()];
    }

    /** Forgets everything; for a change that no table's generation shows. */
    public void invalidate() {
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    /** Forgets everything if a table changed since the last time. @return true if so. */
    boolean refresh() {
        long now = policies.generation()
                + states.generation()
                + bindings.generation()
                + ports.generation()
                + resolver.ownersGeneration();
        if (now != generation || strays > MOST_STRAYS) {
            generation = now;
            strays = 0;
            invalidate();
            return true;
        }
        return false;
    }

    /**
     * Reads a burst and sets its bundles; null for packets that take the long way or are another core's.
     *
     * @return true if some are another core's.
     */
    boolean find(FlowBurst burst, PacketBatch batch) {
        burst.read(batch, cache, epoch);
        boolean elsewhere = false;
        for (int i = 0; i < burst.size(); i++) {
            int found = burst.found(i);
            found = found == FlowCache.UNKNOWN ? findAgain(burst, i) : found;
            if (found >= 0) {
                burst.bundle(i, bundles[found]);
            } else {
                burst.owner(i, ELSEWHERE - found);
                elsewhere |= found <= ELSEWHERE;
            }
        }
        return elsewhere;
    }

    /** An earlier packet of the burst may have been of the same flow. */
    private int findAgain(FlowBurst burst, int index) {
        long ip = burst.ip(index);
        long ports = burst.ports(index);
        int hash = burst.hash(index);
        int mark = burst.mark(index);
        int found = burst.is4(index)
                ? cache.find4(hash, RawMemory.getLong(ip + Ipv4.SOURCE_OFFSET), ports, mark, epoch)
                : cache.find6(hash, ip + Ipv6.SOURCE_OFFSET, ports, mark, epoch);
        return found == FlowCache.UNKNOWN ? learn(burst, index) : found;
    }

    /** The long way's questions, for a flow not seen in this epoch. */
    private int learn(FlowBurst burst, int index) {
        misses++;
        long ip = burst.ip(index);
        int hash = burst.hash(index);
        long ports = burst.ports(index);
        int bundle = resolve(burst, index);
        if (burst.is4(index)) {
            long addresses = RawMemory.getLong(ip + Ipv4.SOURCE_OFFSET);
            cache.put4(hash, addresses, ports, burst.mark(index), epoch, bundle);
        } else {
            cache.put6(hash, ip + Ipv6.SOURCE_OFFSET, ports, burst.mark(index), epoch, bundle);
        }
        return bundle;
    }

    private int resolve(FlowBurst burst, int index) {
        Packet packet = burst.packet(index);
        int offset = (int) (burst.ip(index) - packet.address());
        flow.mark = burst.mark(index);
        boolean gso = burst.isSuper(index);
        if (FlowDissector.dissect(packet.buffer(), offset, burst.length(index), gso, flow) != FlowDissector.OK) {
            return NONE;
        }
        Policy policy = policies.find(flow);
        Resolution resolution = policy == null ? Resolution.CLEAR : resolver.resolve(policy, flow);
        if (resolution == Resolution.ELSEWHERE) {
            return ELSEWHERE - resolver.owner();
        }
        // where an optional SA is missing, the long way asks for it
        boolean isComplete = resolution == Resolution.PROTECT && resolver.absentCount() == 0;
        XfrmState state = isComplete ? resolver.state() : null;
        return state == null
                ? NONE
                : bundleOf(state, routeOf(state.config().id().destination(), state));
    }

    private Route routeOf(IpAddress destination, XfrmState state) {
        int mark = state.config().markBehind(flow.mark);
        return routes.find(destination.family(), destination.high(), destination.low(), mark);
    }

    /** True when the route is still the one that the bundle was made for. */
    boolean isRouted(Bundle bundle, int mark) {
        if (bundle.routeFixed) {
            return true;
        }
        IpAddress to = bundle.destination;
        boolean same = routes.find(to.family(), to.high(), to.low(), mark) == bundle.route;
        strays += same ? 0 : 1;
        return same;
    }

    private int bundleOf(XfrmState state, Route route) {
        if (route == null || !Bundle.fits(state.config(), route) || bindings.isInbound(state.index())) {
            return NONE;
        }
        BundlePort port = ports.only(route.device(), state);
        NetDevice bound = bindings.deviceOf(state.index());
        boolean wanted = deferred && bound == route.device();
        // features may be switched without notice: a device that could do the SA and may not now is asked each time
        if (port == null || bound != bindings.realDeviceOf(state.index()) || wanted && !hasInlineEsp(bound)) {
            return NONE;
        }
        NetDevice sealer = wanted ? bound : null;
        if (sealer != null && !Bundle.isNarrow(state.config().transform())) {
            return NONE;
        }
        CryptoKey key = keys.get(state);
        if (key == null && sealer == null) {
            return NONE;
        }
        int number = 2 * state.index() + (flow.family == 4 ? 0 : 1);
        if (epochs[number] != epoch) {
            bundles[number] = make(state, key, route, port, sealer, deferred && bound == null);
            epochs[number] = epoch;
        }
        // an SA has one bundle at a time: flows that a mark routes elsewhere take the long way
        return bundles[number].route == route ? number : NONE;
    }

    /** What {@code validate} asks: inline ESP in what holds for encapsulated packets. */
    static boolean hasInlineEsp(NetDevice device) {
        long features = device.features() & device.encapsulatedFeatures() | device.gsoPartialFeatures();
        return (features & Features.HW_ESP) != 0;
    }

    private Bundle make(
            XfrmState state, CryptoKey key, Route route, BundlePort port, NetDevice sealer, boolean leftToValidate) {
        long salt = keys.salt(state);
        return new Bundle(
                new Bundle.Parts(state, flow.family, key, salt, route, routes.isFixed(), port, sealer, leftToValidate));
    }

    /** True when the SAs are too many for any cache of the core, so that lines are better asked for ahead. */
    boolean isLarge() {
        return states.size() > CACHED_STATES;
    }

    /** Flows that were not in the cache. */
    public long misses() {
        return misses;
    }

    @Override
    public void close() {
        cache.close();
    }
}
