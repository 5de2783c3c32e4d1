// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The policies of one core, in the order in which they are asked: lowest priority number first, among equals the one
 * added earlier (kernel {@code xfrm_policy_lookup_bytype}). Owned by that core; look-ups allocate nothing.
 */
public final class PolicyTable {
    private final Policy.Direction[] directions = Policy.Direction.values();
    private final List<ArrayList<Policy>> ordered = new ArrayList<>(directions.length);
    private final Set<Policy.Traffic> known = new HashSet<>();

    public PolicyTable() {
        for (int i = 0; i < directions.length; i++) {
            ordered.add(new ArrayList<>());
        }
    }

    /** @return false, nothing changed, when a policy for the same selector, mark and direction exists. */
    public boolean add(Policy policy) {
        if (!known.add(policy.traffic())) {
            return false;
        }
        List<Policy> policies = ordered.get(policy.direction().ordinal());
        policies.add(placeBehind(policies, policy.priority()), policy);
        return true;
    }

    /** Index of the first policy with a higher priority number. */
    private static int placeBehind(List<Policy> policies, long priority) {
        int low = 0;
        int high = policies.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (policies.get(middle).priority() <= priority) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** @return false when the table has no policy equal to this one. */
    public boolean remove(Policy policy) {
        boolean removed = ordered.get(policy.direction().ordinal()).remove(policy);
        if (removed) {
            known.remove(policy.traffic());
        }
        return removed;
    }

    /** The policy for a packet that leaves, or null when none matches. */
    public Policy find(FlowKey key) {
        return find(Policy.Direction.OUT, key);
    }

    /** The policy of a direction, or null when none matches. */
    public Policy find(Policy.Direction direction, FlowKey key) {
        ArrayList<Policy> policies = ordered.get(direction.ordinal());
        for (int i = 0, size = policies.size(); i < size; i++) {
            Policy policy = policies.get(i);
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
