// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;

/**
 * Which bits of a flow a policy looks at: the shape that policies share when only the values differ. Flows that agree
 * in these bits have the same hash. Immutable; 0 masks what does not matter.
 */
record PolicyMasks(
        long sourceHigh,
        long sourceLow,
        long destinationHigh,
        long destinationLow,
        int protocol,
        int sourcePort,
        int destinationPort,
        int mark) {
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0xc2b2ae3d27d4eb4fL;
    private static final long THIRD = 0x165667b19e3779f9L;
    private static final long FOURTH = 0x27d4eb2f165667c5L;
    private static final long LAST = 0xbf58476d1ce4e5b9L;

    static PolicyMasks of(Policy policy) {
        Selector selector = policy.selector();
        return new PolicyMasks(
                high(selector.source(), selector.sourcePrefix()),
                low(selector.source(), selector.sourcePrefix()),
                high(selector.destination(), selector.destinationPrefix()),
                low(selector.destination(), selector.destinationPrefix()),
                selector.protocol() == 0 ? 0 : -1,
                selector.sourcePortMask(),
                selector.destinationPortMask(),
                policy.markMask());
    }

    /** Mask of the upper half of an address: IPv4 has none. */
    private static long high(IpAddress address, int prefix) {
        if (address.family() == 4 || prefix == 0) {
            return 0;
        }
        return prefix >= Long.SIZE ? -1L : -1L << (Long.SIZE - prefix);
    }

    private static long low(IpAddress address, int prefix) {
        int bits = address.family() == 4 ? Integer.SIZE : Long.SIZE;
        int inLow = address.family() == 4 ? prefix : prefix - Long.SIZE;
        return inLow <= 0 ? 0 : -1L << (bits - inLow);
    }

    /** Hash of what these masks leave of a flow; never 0. */
    long hash(FlowKey key) {
        return hash(
                key.sourceHigh & sourceHigh,
                key.sourceLow & sourceLow,
                key.destinationHigh & destinationHigh,
                key.destinationLow & destinationLow,
                key.protocol & protocol,
                (long) (key.sourcePort & sourcePort) << Short.SIZE | key.destinationPort & destinationPort,
                key.mark & mark,
                key.interfaceId);
    }

    /** Hash of the flows that a policy of these masks is for; never 0. */
    long hash(Policy policy) {
        Selector selector = policy.selector();
        return hash(
                selector.source().high() & sourceHigh,
                selector.source().low() & sourceLow,
                selector.destination().high() & destinationHigh,
                selector.destination().low() & destinationLow,
                selector.protocol(),
                (long) (selector.sourcePort() & sourcePort) << Short.SIZE
                        | selector.destinationPort() & destinationPort,
                policy.mark() & mark,
                policy.interfaceId());
    }

    private static long hash(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int protocol,
            long ports,
            int mark,
            int interfaceId) {
        long mixed = sourceHigh * FIRST ^ Long.rotateLeft(sourceLow * SECOND, 17);
        mixed ^= Long.rotateLeft(destinationHigh * THIRD, 41) ^ Long.rotateLeft(destinationLow * FOURTH, 31);
        mixed ^= ((long) protocol << 32 | ports) * LAST ^ Long.rotateLeft(mark * FIRST, 7);
        mixed += interfaceId * SECOND;
        mixed = (mixed ^ mixed >>> 32) * LAST;
        mixed ^= mixed >>> 29;
        return mixed == 0 ? 1 : mixed;
    }
}
