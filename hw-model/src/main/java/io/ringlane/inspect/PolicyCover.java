// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.config.XfrmConfig.PolicyEntry;
import io.ringlane.policy.Policy;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds policies that another one hides: it is asked earlier and takes every packet that they are for. The cost grows
 * with policies times different shapes of selectors, not with policies squared. Used by one thread, once.
 */
final class PolicyCover {
    private static final int EXACT_PORT = 0xffff;

    /** What a policy leaves open: prefix lengths, port masks, and so on. */
    private record Shape(
            Policy.Direction direction,
            int family,
            int source,
            int destination,
            boolean protocol,
            int sourcePort,
            int destinationPort,
            int mark) {
        static Shape of(Policy policy) {
            Selector selector = policy.selector();
            return new Shape(
                    policy.direction(),
                    selector.family(),
                    selector.sourcePrefix(),
                    selector.destinationPrefix(),
                    selector.protocol() != 0,
                    selector.sourcePortMask(),
                    selector.destinationPortMask(),
                    policy.markMask());
        }

        /** Whether this leaves open all that the other leaves open. */
        boolean isWider(Shape other) {
            return direction == other.direction
                    && family == other.family
                    && source <= other.source
                    && destination <= other.destination
                    && (!protocol || other.protocol)
                    && (sourcePort & ~other.sourcePort & EXACT_PORT) == 0
                    && (destinationPort & ~other.destinationPort & EXACT_PORT) == 0
                    && (mark & ~other.mark) == 0;
        }

        /** What a policy of a narrower shape says, as far as this one looks. */
        Values of(Policy policy, boolean own) {
            Selector selector = policy.selector();
            return new Values(
                    prefix(selector.source(), source),
                    prefix(selector.destination(), destination),
                    protocol ? selector.protocol() : 0,
                    selector.sourcePort() & sourcePort,
                    selector.destinationPort() & destinationPort,
                    own ? policy.mark() : policy.mark() & mark,
                    policy.interfaceId());
        }

        private static IpAddress prefix(IpAddress address, int bits) {
            if (address.family() == 4) {
                long mask = bits == 0 ? 0 : -1L << Integer.SIZE - bits & 0xffffffffL;
                return IpAddress.ofIpv4((int) (address.low() & mask));
            }
            long high = bits == 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << Long.SIZE - bits;
            int rest = bits - Long.SIZE;
            long low = rest <= 0 ? 0 : -1L << Long.SIZE - rest;
            return new IpAddress(6, address.high() & high, address.low() & low);
        }
    }

    private record Values(
            IpAddress source,
            IpAddress destination,
            int protocol,
            int sourcePort,
            int destinationPort,
            int mark,
            int interfaceId) {}

    /** A policy and the one that hides it. */
    record Hidden(PolicyEntry policy, PolicyEntry by) {}

    private final Map<Shape, Map<Values, Integer>> first = new HashMap<>();
    private final List<PolicyEntry> entries;

    private PolicyCover(List<PolicyEntry> entries) {
        this.entries = entries;
        for (int i = 0; i < entries.size(); i++) {
            Policy policy = entries.get(i).policy();
            Shape shape = Shape.of(policy);
            first.computeIfAbsent(shape, any -> new HashMap<>())
                    .merge(shape.of(policy, true), i, (a, b) -> isAskedEarlier(b, a) ? b : a);
        }
    }

    /** All hidden policies, each with the one of those that hide it that is asked first. */
    static List<Hidden> of(List<PolicyEntry> entries) {
        PolicyCover cover = new PolicyCover(entries);
        List<Hidden> hidden = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            int by = cover.hiding(i);
            if (by >= 0) {
                hidden.add(new Hidden(entries.get(i), entries.get(by)));
            }
        }
        return hidden;
    }

    private int hiding(int index) {
        Policy policy = entries.get(index).policy();
        Shape own = Shape.of(policy);
        int best = -1;
        for (Map.Entry<Shape, Map<Values, Integer>> group : first.entrySet()) {
            Shape shape = group.getKey();
            Integer found = shape.isWider(own) ? group.getValue().get(shape.of(policy, false)) : null;
            if (found != null && isAskedEarlier(found, index) && (best < 0 || isAskedEarlier(found, best))) {
                best = found;
            }
        }
        return best;
    }

    /** Lower priority number first, among equals the one added earlier. */
    private boolean isAskedEarlier(int one, int other) {
        long mine = entries.get(one).policy().priority();
        long its = entries.get(other).policy().priority();
        return mine != its ? mine < its : one < other;
    }
}
