// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.Selector;

/**
 * The policies of one shape by the hash of what their masks leave: open addressing with linear probing, one chain for
 * each hash, the policy asked first at its head. What a chain holds is compared in full, so that two flows of one hash
 * are told apart. Owned by the table's core; look-ups allocate nothing.
 */
final class PolicyShape {
    /** One policy in its place among all, with a copy of what look-ups compare. Links are the shape's business. */
    static final class Entry {
        private final Policy policy;
        private final long priority;
        private final long sequence;
        private final long sourceHigh;
        private final long sourceLow;
        private final long destinationHigh;
        private final long destinationLow;
        private final int family;
        private final int protocol;
        private final int sourcePort;
        private final int destinationPort;
        private final int mark;
        private final int interfaceId;
        private Entry next;

        /** @param sequence rises with each policy added to the table. */
        Entry(Policy policy, long sequence) {
            this.policy = policy;
            this.sequence = sequence;
            priority = policy.priority();
            Selector selector = policy.selector();
            sourceHigh = selector.source().high();
            sourceLow = selector.source().low();
            destinationHigh = selector.destination().high();
            destinationLow = selector.destination().low();
            family = selector.family();
            protocol = selector.protocol();
            sourcePort = selector.sourcePort();
            destinationPort = selector.destinationPort();
            mark = policy.mark();
            interfaceId = policy.interfaceId();
        }

        /** {@link Policy#matches} from here alone: what a look-up compares lies in one or two cache lines. */
        private boolean matches(PolicyMasks masks, FlowKey key) {
            return ((destinationLow ^ key.destinationLow) & masks.destinationLow()) == 0
                    && ((destinationHigh ^ key.destinationHigh) & masks.destinationHigh()) == 0
                    && ((sourceLow ^ key.sourceLow) & masks.sourceLow()) == 0
                    && ((sourceHigh ^ key.sourceHigh) & masks.sourceHigh()) == 0
                    && ((protocol ^ key.protocol) & masks.protocol()) == 0
                    && ((sourcePort ^ key.sourcePort) & masks.sourcePort()) == 0
                    && ((destinationPort ^ key.destinationPort) & masks.destinationPort()) == 0
                    && (key.mark & masks.mark()) == mark
                    && key.interfaceId == interfaceId
                    && key.family == family;
        }

        Policy policy() {
            return policy;
        }

        /** Asked before the other: lower priority number, among equals added earlier. */
        boolean precedes(Entry other) {
            return priority < other.priority || priority == other.priority && sequence < other.sequence;
        }
    }

    private static final int SMALLEST = 8;

    private final PolicyMasks masks;
    private long[] hashes = new long[SMALLEST];
    private Entry[] heads = new Entry[SMALLEST];
    private int chains;
    private int size;
    /** No entry precedes this one, which may be gone already: removing leaves it until enough were removed. */
    private Entry bound;

    private boolean boundGone;
    private int removed;

    PolicyShape(PolicyMasks masks) {
        this.masks = masks;
    }

    PolicyMasks masks() {
        return masks;
    }

    int size() {
        return size;
    }

    /** No entry of the shape precedes this one. Only for a shape that is not empty. */
    Entry bound() {
        return bound;
    }

    /** The entry asked first among those that match, or null. */
    Entry find(FlowKey key) {
        long hash = masks.hash(key);
        long[] table = hashes;
        int last = table.length - 1;
        int at = (int) hash & last;
        while (table[at] != hash) {
            if (table[at] == 0) {
                return null;
            }
            at = at + 1 & last;
        }
        Entry entry = heads[at];
        while (entry != null && !entry.matches(masks, key)) {
            entry = entry.next;
        }
        return entry;
    }

    /** @return false, nothing changed, when a policy for the same traffic is there. */
    boolean add(Entry entry) {
        long hash = masks.hash(entry.policy);
        int at = place(hash);
        for (Entry other = heads[at]; other != null; other = other.next) {
            if (other.policy.isForSameTraffic(entry.policy)) {
                return false;
            }
        }
        if (heads[at] == null) {
            hashes[at] = hash;
            chains++;
        }
        heads[at] = linked(heads[at], entry);
        size++;
        if (bound == null || entry.precedes(bound)) {
            bound = entry;
            boundGone = false;
        }
        if (chains * 2 > hashes.length) {
            resize(hashes.length * 2);
        }
        return true;
    }

    /** @return false when there is no policy equal to this one. */
    boolean remove(Policy policy) {
        int at = place(masks.hash(policy));
        Entry previous = null;
        Entry entry = heads[at];
        while (entry != null && !entry.policy.equals(policy)) {
            previous = entry;
            entry = entry.next;
        }
        if (entry == null) {
            return false;
        }
        if (previous != null) {
            previous.next = entry.next;
        } else if (entry.next != null) {
            heads[at] = entry.next;
        } else {
            freePlace(at);
        }
        size--;
        removed++;
        boundGone |= entry == bound;
        return true;
    }

    /** Looks for the bound anew when it pays. @return true when it may have changed. */
    boolean tighten() {
        if (!boundGone || removed < size) {
            return false;
        }
        bound = null;
        for (Entry head : heads) {
            if (head != null && (bound == null || head.precedes(bound))) {
                bound = head;
            }
        }
        boundGone = false;
        removed = 0;
        return true;
    }

    /** Puts an entry in front of the first that it precedes. @return the chain's new head. */
    private static Entry linked(Entry head, Entry entry) {
        if (head == null || entry.precedes(head)) {
            entry.next = head;
            return entry;
        }
        Entry before = head;
        while (before.next != null && before.next.precedes(entry)) {
            before = before.next;
        }
        entry.next = before.next;
        before.next = entry;
        return head;
    }

    /** Where the chain of a hash is, or the free place where it belongs. */
    private int place(long hash) {
        int last = hashes.length - 1;
        int at = (int) hash & last;
        while (hashes[at] != 0 && hashes[at] != hash) {
            at = at + 1 & last;
        }
        return at;
    }

    /** Takes a chain out and moves those behind it up, so that no probe meets a gap. */
    private void freePlace(int at) {
        int last = hashes.length - 1;
        int gap = at;
        for (int next = at + 1 & last; hashes[next] != 0; next = next + 1 & last) {
            int wanted = (int) hashes[next] & last;
            if ((next - wanted & last) >= (next - gap & last)) {
                hashes[gap] = hashes[next];
                heads[gap] = heads[next];
                gap = next;
            }
        }
        hashes[gap] = 0;
        heads[gap] = null;
        chains--;
        if (hashes.length > SMALLEST && chains * 8 < hashes.length) {
            resize(hashes.length / 2);
        }
    }

    private void resize(int capacity) {
        long[] oldHashes = hashes;
        Entry[] oldHeads = heads;
        hashes = new long[capacity];
        heads = new Entry[capacity];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = place(oldHashes[i]);
                hashes[at] = oldHashes[i];
                heads[at] = oldHeads[i];
            }
        }
    }
}
