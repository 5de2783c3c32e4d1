// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The policies of one core, in the order in which they are asked: lowest priority number first, among equals the one
 * added earlier (kernel {@code xfrm_policy_lookup_bytype}). Owned by that core; look-ups allocate nothing.
 */
public final class PolicyTable {
    private final Policy.Direction[] directions = Policy.Direction.values();
    private final List<ArrayList<Policy>> ordered = new ArrayList<>(directions.length);

    public PolicyTable() {
        for (int i = 0; i < directions.length; i++) {
            ordered.add(new ArrayList<>());
        }
    }

    /** @return false, nothing changed, when a policy for the same selector, mark and direction exists. */
    public boolean add(final Policy policy) {
        final List<Policy> policies = ordered.get(policy.direction().ordinal());
        int place = policies.size();
        for (int i = policies.size() - 1; i >= 0; i--) {
            if (policies.get(i).sameTraffic(policy)) {
                return false;
            }
            if (policies.get(i).priority() > policy.priority()) {
                place = i;
            }
        }
        policies.add(place, policy);
        return true;
    }

    /** @return false when the table has no policy equal to this one. */
    public boolean remove(final Policy policy) {
        return ordered.get(policy.direction().ordinal()).remove(policy);
    }

    /** The policy for a packet that leaves, or null when none matches. */
    public Policy find(final FlowKey key) {
        return find(Policy.Direction.OUT, key);
    }

    /** The policy of a direction, or null when none matches. */
    public Policy find(final Policy.Direction direction, final FlowKey key) {
        final ArrayList<Policy> policies = ordered.get(direction.ordinal());
        for (int i = 0, size = policies.size(); i < size; i++) {
            final Policy policy = policies.get(i);
            if (policy.matches(key)) {
                return policy;
            }
        }
        return null;
    }

    /** Policies of all directions. */
    public int size() {
        int size = 0;
        for (int i = 0; i < directions.length; i++) {
            size += ordered.get(i).size();
        }
        return size;
    }
}
