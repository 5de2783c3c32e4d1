// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The policies of one direction and family by shape (tuple space search; Srinivasan, Suri and Varghese, 1999). Shapes
 * stand in the order of what they hold at best, so that a look-up ends at the first shape that cannot do better than
 * what was found. Owned by the table's core; look-ups allocate nothing.
 */
final class PolicyShapes {
    private final Map<PolicyMasks, PolicyShape> byMasks = new HashMap<>();
    private PolicyShape[] ordered = new PolicyShape[4];
    private int count;
    private int size;

    /** The policy asked first among those that match, or null. */
    Policy find(FlowKey key) {
        PolicyShape.Entry best = null;
        for (int i = 0; i < count; i++) {
            PolicyShape shape = ordered[i];
            if (best != null && best.precedes(shape.bound())) {
                break;
            }
            PolicyShape.Entry found = shape.find(key);
            if (found != null && (best == null || found.precedes(best))) {
                best = found;
            }
        }
        return best == null ? null : best.policy();
    }

    /** @return false, nothing changed, when a policy for the same traffic is there. */
    boolean add(PolicyShape.Entry entry) {
        PolicyMasks masks = PolicyMasks.of(entry.policy());
        PolicyShape shape = byMasks.get(masks);
        if (shape == null) {
            shape = new PolicyShape(masks);
            byMasks.put(masks, shape);
            shape.add(entry);
            insert(shape);
        } else {
            PolicyShape.Entry bound = shape.bound();
            if (!shape.add(entry)) {
                return false;
            }
            if (shape.bound() != bound) {
                takeOut(shape);
                insert(shape);
            }
        }
        size++;
        return true;
    }

    /** @return false when there is no policy equal to this one. */
    boolean remove(Policy policy) {
        PolicyMasks masks = PolicyMasks.of(policy);
        PolicyShape shape = byMasks.get(masks);
        if (shape == null || !shape.remove(policy)) {
            return false;
        }
        size--;
        if (shape.size() == 0) {
            byMasks.remove(masks);
            takeOut(shape);
        } else if (shape.tighten()) {
            takeOut(shape);
            insert(shape);
        }
        return true;
    }

    int size() {
        return size;
    }

    private void insert(PolicyShape shape) {
        if (count == ordered.length) {
            ordered = Arrays.copyOf(ordered, count * 2);
        }
        int at = count++;
        while (at > 0 && shape.bound().precedes(ordered[at - 1].bound())) {
            ordered[at] = ordered[at - 1];
            at--;
        }
        ordered[at] = shape;
    }

    private void takeOut(PolicyShape shape) {
        int at = 0;
        while (ordered[at] != shape) {
            at++;
        }
        count--;
        System.arraycopy(ordered, at + 1, ordered, at, count - at);
        ordered[count] = null;
    }
}
