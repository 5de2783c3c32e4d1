// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The slow and obvious table of policies: one list, every policy compared bit by bit. Oracle of tests. */
final class LinearPolicies {
    private final List<Policy> inOrderOfAdding = new ArrayList<>();

    boolean add(Policy policy) {
        for (Policy known : inOrderOfAdding) {
            if (known.direction() == policy.direction()
                    && known.selector().equals(policy.selector())
                    && known.mark() == policy.mark()
                    && known.markMask() == policy.markMask()
                    && known.interfaceId() == policy.interfaceId()) {
                return false;
            }
        }
        inOrderOfAdding.add(policy);
        return true;
    }

    boolean remove(Policy policy) {
        return inOrderOfAdding.remove(policy);
    }

    List<Policy> all() {
        return inOrderOfAdding;
    }

    Policy find(Policy.Direction direction, FlowKey key) {
        Policy best = null;
        for (Policy policy : inOrderOfAdding) {
            if (policy.direction() == direction
                    && (best == null || policy.priority() < best.priority())
                    && (key.mark & policy.markMask()) == policy.mark()
                    && key.interfaceId == policy.interfaceId()
                    && takes(policy.selector(), key)) {
                best = policy;
            }
        }
        return best;
    }

    /** RFC 4301 section 4.4.1.1: every field given must be that of the packet. */
    static boolean takes(Selector selector, FlowKey key) {
        return (selector.family() == 0 || selector.family() == key.family)
                && (selector.protocol() == 0 || selector.protocol() == key.protocol)
                && sameUnder(selector.sourcePortMask(), selector.sourcePort(), key.sourcePort)
                && sameUnder(selector.destinationPortMask(), selector.destinationPort(), key.destinationPort)
                && inNetwork(selector.source(), selector.sourcePrefix(), key.sourceHigh, key.sourceLow)
                && inNetwork(
                        selector.destination(), selector.destinationPrefix(), key.destinationHigh, key.destinationLow);
    }

    private static boolean sameUnder(int mask, int wanted, int port) {
        return (wanted & mask) == (port & mask);
    }

    private static boolean inNetwork(IpAddress network, int prefix, long high, long low) {
        int hostBits = network.bits() - prefix;
        return number(network.high(), network.low())
                .shiftRight(hostBits)
                .equals(number(high, low).shiftRight(hostBits));
    }

    private static BigInteger number(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high))
                .shiftLeft(Long.SIZE)
                .or(new BigInteger(Long.toUnsignedString(low)));
    }
}
