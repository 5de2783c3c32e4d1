// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import java.util.List;
import java.util.Random;

/** Draws selectors, policies and flows from a world so small that they overlap and meet often. For tests. */
final class RandomTraffic {
    private static final int[] PREFIXES_4 = {0, 1, 8, 15, 16, 24, 31, 32};
    private static final int[] PREFIXES_6 = {0, 1, 32, 63, 64, 65, 127, 128};
    private static final int[] PROTOCOLS = {0, 0, 6, 17, 1};
    private static final int[] PORT_MASKS = {0, 0, 0xffff, 0xff00, 0x00ff};
    private static final int[] MARK_MASKS = {0, 0, 0, 0xf, 0xff, -1};

    private final Random random;

    RandomTraffic(Random random) {
        this.random = random;
    }

    private int oneOf(int[] values) {
        return values[random.nextInt(values.length)];
    }

    IpAddress address(int family) {
        int nibbles = random.nextInt(4) << 24 | random.nextInt(2) << 16 | random.nextInt(2) << 8 | random.nextInt(3);
        if (family == 4) {
            return IpAddress.ofIpv4(nibbles << 6 | random.nextInt(2));
        }
        return new IpAddress(6, 0x20010db800000000L ^ (long) nibbles << 34, (long) nibbles << 38 | random.nextInt(2));
    }

    /** Host bits may be set, as the kernel allows. */
    Selector selector(int family) {
        int[] prefixes = family == 4 ? PREFIXES_4 : PREFIXES_6;
        return new Selector(
                family,
                address(family),
                oneOf(prefixes),
                address(family),
                oneOf(prefixes),
                oneOf(PROTOCOLS),
                random.nextInt(4) << 7,
                oneOf(PORT_MASKS),
                random.nextInt(4) << 7,
                oneOf(PORT_MASKS));
    }

    /** Now and then with a mark outside its mask, which no packet has. */
    Policy policy(List<Template> templates) {
        int markMask = oneOf(MARK_MASKS);
        int mark = random.nextInt(3) & (random.nextInt(20) == 0 ? -1 : markMask);
        long priority = random.nextInt(3) == 0 ? random.nextLong() >>> 32 : random.nextInt(4);
        Policy.Direction direction = Policy.Direction.values()[random.nextInt(5) < 3 ? 1 : random.nextInt(3)];
        Policy.Action action = random.nextInt(10) == 0 ? Policy.Action.BLOCK : Policy.Action.ALLOW;
        int interfaceId = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0;
        return new Policy(selector(family()), direction, action, priority, mark, markMask, interfaceId, 0, templates);
    }

    int family() {
        return random.nextBoolean() ? 4 : 6;
    }

    void flow(FlowKey key) {
        key.family = family();
        IpAddress source = address(key.family);
        IpAddress destination = address(key.family);
        key.sourceHigh = source.high();
        key.sourceLow = source.low();
        key.destinationHigh = destination.high();
        key.destinationLow = destination.low();
        key.protocol = oneOf(PROTOCOLS);
        key.sourcePort = random.nextInt(4) << 7;
        key.destinationPort = random.nextInt(4) << 7;
        key.mark = random.nextInt(3);
        key.interfaceId = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0;
    }
}
