// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.config.XfrmConfig.PolicyEntry;
import io.ringlane.policy.Policy;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds policies that several others hide together: each of them takes some of the packets, and none is left. A
 * policy is a set of bits that are fixed and bits that are open; what one takes from another are further such sets.
 * Used by one thread, once.
 */
final class PolicyUnion {
    /** More are not looked at: all are compared with all. */
    static final int MOST_POLICIES = 2_000;
    /** Pieces of one policy to look at; one that falls into more counts as not hidden. */
    private static final int MOST_PIECES = 20_000;

    /** Bits that a packet must have. @param mask those that are fixed, and their {@code value}. */
    private record Bits(long[] mask, long[] value) {
        boolean meets(Bits other) {
            for (int i = 0; i < mask.length; i++) {
                if ((mask[i] & other.mask[i] & (value[i] ^ other.value[i])) != 0) {
                    return false;
                }
            }
            return true;
        }

        /** What another, which meets this, does not take: as many pieces as it fixes bits that are open here. */
        List<Bits> without(Bits other) {
            List<Bits> pieces = new ArrayList<>();
            Bits rest = new Bits(mask.clone(), value.clone());
            for (int i = 0; i < mask.length; i++) {
                long open = other.mask[i] & ~mask[i];
                while (open != 0) {
                    long bit = Long.highestOneBit(open);
                    open ^= bit;
                    rest.mask[i] |= bit;
                    rest.value[i] |= ~other.value[i] & bit;
                    pieces.add(new Bits(rest.mask.clone(), rest.value.clone()));
                    rest.value[i] ^= bit;
                }
            }
            return pieces;
        }
    }

    /** A policy and those that hide it together, by line. */
    record Hidden(PolicyEntry policy, List<Integer> by) {}

    private final List<PolicyEntry> asked;
    private final List<Bits> bits = new ArrayList<>();
    private final Set<Integer> takers = new TreeSet<>();
    private int pieces;

    private PolicyUnion(List<PolicyEntry> entries) {
        asked = new ArrayList<>(entries);
        asked.sort(Comparator.comparingLong(entry -> entry.policy().priority()));
        asked.forEach(entry -> bits.add(bits(entry.policy())));
    }

    /** All policies that two or more others hide together. */
    static List<Hidden> of(List<PolicyEntry> entries) {
        List<Hidden> hidden = new ArrayList<>();
        for (Policy.Direction direction : Policy.Direction.values()) {
            for (int family : new int[] {4, 6}) {
                PolicyUnion union = new PolicyUnion(entries.stream()
                        .filter(entry -> entry.policy().direction() == direction
                                && entry.policy().selector().family() == family)
                        .toList());
                union.find(hidden);
            }
        }
        return hidden;
    }

    private void find(List<Hidden> hidden) {
        for (int i = 1; i < asked.size(); i++) {
            List<Integer> earlier = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (bits.get(j).meets(bits.get(i))) {
                    earlier.add(j);
                }
            }
            takers.clear();
            pieces = 0;
            if (earlier.size() > 1 && isTaken(bits.get(i), earlier, 0) && takers.size() > 1) {
                List<Integer> lines =
                        takers.stream().map(taker -> asked.get(taker).line()).toList();
                hidden.add(new Hidden(asked.get(i), lines));
            }
        }
    }

    /** Whether all of a set is taken by policies asked for earlier, from one of them on. */
    private boolean isTaken(Bits set, List<Integer> earlier, int from) {
        if (++pieces > MOST_PIECES) {
            return false;
        }
        int k = from;
        while (k < earlier.size() && !bits.get(earlier.get(k)).meets(set)) {
            k++;
        }
        if (k == earlier.size()) {
            return false;
        }
        takers.add(earlier.get(k));
        for (Bits piece : set.without(bits.get(earlier.get(k)))) {
            if (!isTaken(piece, earlier, k + 1)) {
                return false;
            }
        }
        return true;
    }

    private static Bits bits(Policy policy) {
        Selector selector = policy.selector();
        long[] mask = new long[6];
        long[] value = new long[6];
        boolean v4 = selector.family() == 4;
        address(mask, value, 0, selector.source(), v4, selector.sourcePrefix());
        address(mask, value, 2, selector.destination(), v4, selector.destinationPrefix());
        mask[4] = (long) selector.sourcePortMask() << 48
                | (long) selector.destinationPortMask() << 32
                | policy.markMask() & 0xffffffffL;
        value[4] = (long) selector.sourcePort() << 48
                | (long) selector.destinationPort() << 32
                | policy.mark() & 0xffffffffL;
        mask[5] = (selector.protocol() == 0 ? 0 : 0xffL << 32) | 0xffffffffL;
        value[5] = (long) selector.protocol() << 32 | policy.interfaceId() & 0xffffffffL;
        for (int i = 0; i < mask.length; i++) {
            value[i] &= mask[i];
        }
        return new Bits(mask, value);
    }

    private static void address(long[] mask, long[] value, int at, IpAddress address, boolean v4, int prefix) {
        value[at] = v4 ? address.low() << Integer.SIZE : address.high();
        value[at + 1] = v4 ? 0 : address.low();
        mask[at] = prefix == 0 ? 0 : -1L << Math.max(0, Long.SIZE - prefix);
        mask[at + 1] = prefix <= Long.SIZE ? 0 : -1L << 2 * Long.SIZE - prefix;
    }
}
