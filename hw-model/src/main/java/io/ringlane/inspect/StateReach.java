// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.config.XfrmConfig;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which SAs the templates of policies lead to, and which templates lead to none. A tunnel's template names its ends;
 * one in transport mode takes those of the packets, so there reqid, mode, and the policy's selector decide. Used once.
 */
final class StateReach {
    private record Key(int reqid, XfrmMode mode, int protocol, int family, IpAddress destination) {}

    private final Map<Key, List<XfrmConfig.SaEntry>> states = new HashMap<>();
    private final Set<XfrmConfig.SaEntry> reached = new HashSet<>();
    private final List<XfrmConfig.PolicyEntry> without = new ArrayList<>();

    private StateReach(XfrmConfig config) {
        for (XfrmConfig.SaEntry entry : config.states()) {
            SaConfig sa = entry.config();
            states.computeIfAbsent(key(sa), any -> new ArrayList<>()).add(entry);
        }
        config.policies().forEach(this::follow);
    }

    static StateReach of(XfrmConfig config) {
        return new StateReach(config);
    }

    private static Key key(SaConfig sa) {
        boolean own = sa.mode() == XfrmMode.TUNNEL || sa.mode() == XfrmMode.BEET;
        IpAddress destination = sa.id().destination();
        return new Key(sa.reqid(), sa.mode(), sa.id().protocol(), destination.family(), own ? destination : null);
    }

    private void follow(XfrmConfig.PolicyEntry entry) {
        Policy policy = entry.policy();
        boolean needed = policy.direction() == Policy.Direction.OUT && policy.action() == Policy.Action.ALLOW;
        boolean missing = false;
        boolean behindTunnel = false;
        for (Template template : policy.templates()) {
            boolean found = false;
            IpAddress destination = template.hasOwnAddresses() ? template.destination() : null;
            Key key = new Key(template.reqid(), template.mode(), template.protocol(), template.family(), destination);
            for (XfrmConfig.SaEntry state : states.getOrDefault(key, List.of())) {
                if (serves(state.config(), template, policy, behindTunnel)) {
                    reached.add(state);
                    found = true;
                }
            }
            missing |= needed && !found && template.level() == Template.Level.REQUIRED;
            behindTunnel |= template.hasOwnAddresses();
        }
        if (missing) {
            without.add(entry);
        }
    }

    private static boolean serves(SaConfig sa, Template template, Policy policy, boolean behindTunnel) {
        int mark = policy.mark() & policy.markMask();
        IpAddress source = sa.source();
        boolean from = !template.hasOwnAddresses()
                || template.source().isAny()
                || source.isAny()
                || template.source().equals(source);
        boolean to = template.hasOwnAddresses()
                || behindTunnel
                || takes(policy.selector(), sa.id().destination());
        return from
                && to
                && policy.interfaceId() == sa.interfaceId()
                && (template.spi() == 0 || template.spi() == sa.id().spi())
                && (mark & sa.id().markMask()) == sa.id().mark();
    }

    /** Whether some packet of the selector goes to an address. */
    private static boolean takes(Selector selector, IpAddress address) {
        Selector one =
                Selector.of(IpAddress.any(address.family()), 0, selector.destination(), selector.destinationPrefix());
        io.ringlane.sa.FlowKey key = new io.ringlane.sa.FlowKey();
        key.family = address.family();
        key.destinationHigh = address.high();
        key.destinationLow = address.low();
        return selector.family() == address.family() && one.matches(key);
    }

    boolean isReached(XfrmConfig.SaEntry state) {
        return reached.contains(state);
    }

    /** Outbound policies with a required template for which there is no SA. */
    List<XfrmConfig.PolicyEntry> withoutState() {
        return without;
    }
}
