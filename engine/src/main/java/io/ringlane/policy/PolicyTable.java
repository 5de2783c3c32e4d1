// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;

/**
 * The policies of one core, in the order in which they are asked: lowest priority number first, among equals the one
 * added earlier (kernel {@code xfrm_policy_lookup_bytype}). The cost of a look-up grows with the number of different
 * masks, not with that of policies. Owned by that core; look-ups allocate nothing.
 */
public final class PolicyTable {
    private static final int FAMILIES = 2;

    /** By direction, then family: IPv4 before IPv6. */
    private final PolicyShapes[] shapes = new PolicyShapes[Policy.Direction.values().length * FAMILIES];

    private long sequence;
    private long generation;

    public PolicyTable() {
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = new PolicyShapes();
        }
    }

    private PolicyShapes shapesOf(Policy.Direction direction, int family) {
        return shapes[direction.ordinal() * FAMILIES + (family == 6 ? 1 : 0)];
    }

    /** @return false, nothing changed, when a policy for the same selector, mark and direction exists. */
    public boolean add(Policy policy) {
        PolicyShapes same = shapesOf(policy.direction(), policy.selector().family());
        if (!same.add(new PolicyShape.Entry(policy, sequence++))) {
            return false;
        }
        generation++;
        return true;
    }

    /** @return false when the table has no policy equal to this one. */
    public boolean remove(Policy policy) {
        if (!shapesOf(policy.direction(), policy.selector().family()).remove(policy)) {
            return false;
        }
        generation++;
        return true;
    }

    /** The policy for a packet that leaves, or null when none matches. */
    public Policy find(FlowKey key) {
        return find(Policy.Direction.OUT, key);
    }

    /** The policy of a direction, or null when none matches. */
    public Policy find(Policy.Direction direction, FlowKey key) {
        return shapesOf(direction, key.family).find(key);
    }

    /** Another number after each change: what was found under the same number would be found again. */
    public long generation() {
        return generation;
    }

    /** Policies of all directions. */
    public int size() {
        int size = 0;
        for (PolicyShapes some : shapes) {
            size += some.size();
        }
        return size;
    }
}
